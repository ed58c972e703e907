using System.Text;
using DataLab.Sky;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Functions of positions and shapes that queries may call (docs/functions.md). Shapes are as in <see cref="SkyFunctions"/>.</summary>
internal static unsafe class SkyLibrary
{
    private static readonly string[] Parameters =
    [
        "ra",
        "dec",
        "parallax",
        "pmra",
        "pmdec",
        "radial_velocity",
        "ref_epoch",
        "out_epoch",
    ];

    public static void Register(EngineConnection connection)
    {
        using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
        using var whole = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        using var shape = NativeMethods.LogicalType.DuckDBCreateListType(number);
        ManagedFunction.Register(connection, "datalab_healpix_index", Cells, whole, whole, number, number);
        ManagedFunction.Register(connection, "datalab_healpix_center", Centres, shape, whole, whole);
        ManagedFunction.Register(connection, "datalab_transform", Transform, shape, text, text, shape);
        DuckDBLogicalType[] motion = [number, number, number, number, number, number, number, number];
        ManagedFunction.Register(connection, "datalab_epoch_prop", call => Move(call, 6), shape, motion);
        ManagedFunction.Register(connection, "datalab_epoch_prop_pos", call => Move(call, 2), shape, motion);
    }

    private static void Cells(FunctionCall call)
    {
        var (orders, longitudes, latitudes) = (call.Argument(0), call.Argument(1), call.Argument(2));
        var cells = (long*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            var (order, cell) = (-1L, -1L);
            if (!orders.IsNull(i) && !longitudes.IsNull(i) && !latitudes.IsNull(i))
            {
                order = ((long*)orders.Data)[i];
                cell = Healpix.Ang2Pix(Healpix.MaxOrder, ((double*)longitudes.Data)[i], ((double*)latitudes.Data)[i]);
            }
            if (cell >= 0 && order is >= 0 and <= Healpix.MaxOrder)
                cells[i] = cell >> (2 * (Healpix.MaxOrder - (int)order));
            else
                call.SetNull(i);
        }
    }

    private static void Centres(FunctionCall call)
    {
        var (orders, cells) = (call.Argument(0), call.Argument(1));
        var points = new ListResults<double>(call);
        for (var i = 0; i < points.Count; i++)
        {
            var (order, cell) = (-1L, -1L);
            if (!orders.IsNull(i) && !cells.IsNull(i))
                (order, cell) = (((long*)orders.Data)[i], ((long*)cells.Data)[i]);
            if (order is < 0 or > Healpix.MaxOrder || cell < 0 || cell >= Healpix.PixelCount((int)order))
            {
                points.SetNull(i);
                continue;
            }
            var (ra, dec) = Healpix.Pix2Ang((int)order, cell);
            var point = points.Add(i, 2);
            (point[0], point[1]) = (ra, dec);
        }
        points.End();
    }

    private static void Transform(FunctionCall call)
    {
        var (from, to, shapes) = (call.Argument(0), call.Argument(1), call.Argument(2));
        var results = new ListResults<double>(call);
        FrameRotation? rotation = null;
        for (var i = 0; i < results.Count; i++)
        {
            if (from.IsNull(i) || to.IsNull(i) || shapes.IsNull(i) || NumberLibrary.HasNull(shapes, i))
            {
                results.SetNull(i);
                continue;
            }
            // The frames are constants of the query.
            rotation ??= Frame(from, i).To(Frame(to, i));
            var shape = NumberLibrary.Elements<double>(shapes, i);
            var rotated = results.Add(i, shape.Length);
            shape.CopyTo(rotated);
            for (var k = 0; k + 1 < shape.Length; k += 2)
            {
                if (!Point.TryCreate(shape[k], shape[k + 1], out var position))
                {
                    rotated.Clear();
                    results.SetNull(i);
                    break;
                }
                (rotated[k], rotated[k + 1]) = rotation.Rotate(position);
            }
        }
        results.End();
    }

    private static SphereFrame Frame(EngineVector names, int row)
    {
        var name = Encoding.UTF8.GetString(EngineText.At(names.Data, row));
        return name == SphereFrame.Fk4.Name ? SphereFrame.Fk4
            : SphereFrame.TryParse(name, out var frame) ? frame
            : throw new ArgumentException($"There is no frame '{name}'");
    }

    /// <param name="numbers">Of the six parameters, how many are wanted.</param>
    private static void Move(FunctionCall call, int numbers)
    {
        var arguments = new EngineVector[8];
        for (var k = 0; k < arguments.Length; k++)
            arguments[k] = call.Argument(k);
        var results = new ListResults<double>(call);
        Span<double> star = stackalloc double[8];
        for (var i = 0; i < results.Count; i++)
        {
            for (var k = 0; k < star.Length; k++)
            {
                var isNull = arguments[k].IsNull(i);
                // UDF catalogue 1.2, ivo_epoch_prop_pos: position and epochs cannot be missing, the others count as 0.
                if (isNull && k is (0 or 1 or 6 or 7))
                    throw new ArgumentException(
                        $"{Parameters[k]} of epoch propagation is NULL in a row; leave such rows out with {Parameters[k]} IS NOT NULL"
                    );
                star[k] = isNull ? 0 : ((double*)arguments[k].Data)[i];
            }
            if (
                new Astrometry(star[0], star[1], star[2], star[3], star[4], star[5]).After(star[7] - star[6])
                is not { } moved
            )
            {
                results.SetNull(i);
                continue;
            }
            var list = results.Add(i, numbers);
            (list[0], list[1]) = (moved.Longitude, moved.Latitude);
            if (numbers == 6)
            {
                (list[2], list[3], list[4], list[5]) = (
                    moved.Parallax,
                    moved.LongitudeMotion,
                    moved.LatitudeMotion,
                    moved.RadialVelocity
                );
            }
        }
        results.End();
    }
}
