using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DataLab.Catalog.Uploads;
using DataLab.Sky;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Functions on the sphere that our SQL may call, computed by Sky: the engine gives the same answers as the rest of the house.</summary>
/// <remarks>
/// <c>datalab_hpx29(ra, dec)</c>: BIGINT, HEALPix order 29 NESTED, null for what is no position.
/// <c>datalab_cells(ra, dec, order)</c>: BIGINT[], the cell at that order and its neighbours.
/// <c>datalab_near(cell, key)</c>: BOOLEAN, whether the cell is near the positions kept under the key; false for null.
/// <c>datalab_contains(inner, outer)</c>, <c>datalab_intersects(a, b)</c>: INTEGER, 1 or 0.
/// <c>datalab_area(shape)</c>: DOUBLE, square degrees.
/// Shapes are DOUBLE[] of degrees: 2 numbers a point, 3 a circle, 6 and more the vertices of a polygon. Null in, null out.
/// </remarks>
internal static unsafe class SkyFunctions
{
    public static void Register(EngineConnection connection)
    {
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
        using var cell = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        using var integer = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Integer);
        using var truth = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Boolean);
        using var shape = NativeMethods.LogicalType.DuckDBCreateListType(number);
        using var cells = NativeMethods.LogicalType.DuckDBCreateListType(cell);
        ScalarFunction.Register(connection, "datalab_hpx29", &Cell, cell, number, number);
        ScalarFunction.Register(connection, "datalab_cells", &CellsAround, cells, number, number, integer);
        ScalarFunction.Register(connection, "datalab_near", &Near, truth, cell, cell);
        ScalarFunction.Register(connection, "datalab_contains", &Contains, integer, shape, shape);
        ScalarFunction.Register(connection, "datalab_intersects", &Intersects, integer, shape, shape);
        ScalarFunction.Register(connection, "datalab_area", &Area, number, shape);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Cell(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (ra, dec) = (call.Argument(0), call.Argument(1));
            var ras = (double*)ra.Data;
            var decs = (double*)dec.Data;
            var raValid = ra.Validity;
            var decValid = dec.Validity;
            var cells = (long*)call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                cells[i] =
                    EngineVector.IsValid(raValid, i) && EngineVector.IsValid(decValid, i)
                        ? Healpix.Ang2Pix(Healpix.MaxOrder, ras[i], decs[i])
                        : -1;
                if (cells[i] < 0)
                    call.SetNull(i);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CellsAround(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (ra, dec, order) = (call.Argument(0), call.Argument(1), call.Argument(2));
            var count = call.Count;
            var room = (ulong)count * Healpix.MaxAround;
            _ = NativeMethods.Vectors.DuckDBListVectorReserve(result, room);
            var items = (long*)call.Result.ListChild.Data;
            var entries = (DuckDBListEntry*)call.Result.Data;
            var used = 0;
            for (var i = 0; i < count; i++)
            {
                var cell = -1L;
                var level = 0;
                if (!ra.IsNull(i) && !dec.IsNull(i) && !order.IsNull(i))
                {
                    level = ((int*)order.Data)[i];
                    cell = Healpix.Ang2Pix(level, ((double*)ra.Data)[i], ((double*)dec.Data)[i]);
                }
                var found = cell < 0 ? 0 : Healpix.Around(level, cell, new Span<long>(items + used, Healpix.MaxAround));
                entries[i] = new DuckDBListEntry((ulong)used, (ulong)found);
                used += found;
                if (cell < 0)
                    call.SetNull(i);
            }
            _ = NativeMethods.Vectors.DuckDBListVectorSetSize(result, (ulong)used);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Near(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var cells = call.Argument(0);
            var keys = (long*)call.Argument(1).Data;
            var count = call.Count;
            var answers = call.Result.Data;
            // The key is a constant of the query.
            if (count > 0)
                UploadedPositions.Find(keys[0]).Test(new(cells.Data, count), new(answers, count));
            var valid = cells.Validity;
            for (var i = 0; valid is not null && i < count; i++)
            {
                if (!EngineVector.IsValid(valid, i))
                    answers[i] = 0;
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Contains(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &IsContained);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Intersects(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &DoIntersect);

    private static bool IsContained(Region inner, Region outer) =>
        inner is PointRegion point ? outer.Contains(point.Position) : outer.Contains(inner);

    private static bool DoIntersect(Region a, Region b) => a.Intersects(b);

    private static void Pairs(FunctionCall call, delegate* <Region, Region, bool> test)
    {
        try
        {
            var first = new Shapes(call.Argument(0));
            var second = new Shapes(call.Argument(1));
            var answers = (int*)call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (first.At(i) is { } a && second.At(i) is { } b)
                    answers[i] = test(a, b) ? 1 : 0;
                else
                    call.SetNull(i);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Area(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var shapes = new Shapes(call.Argument(0));
            var areas = (double*)call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (shapes.At(i) is { } shape)
                    areas[i] = shape.Area;
                else
                    call.SetNull(i);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    /// <summary>A column of shapes. A shape that repeats (a constant) is made once.</summary>
    private sealed class Shapes(EngineVector vector)
    {
        private readonly DuckDBListEntry* entries = (DuckDBListEntry*)vector.Data;
        private readonly double* numbers = (double*)vector.ListChild.Data;
        private readonly ulong* validNumbers = vector.ListChild.Validity;
        private readonly ulong* valid = vector.Validity;
        private double[] last = [];
        private Region? shape;

        /// <returns>Null if the shape or one of its numbers is null.</returns>
        /// <exception cref="ArgumentException">The numbers are no shape.</exception>
        public Region? At(int row)
        {
            if (!EngineVector.IsValid(valid, row))
                return null;
            var (start, length) = ((long)entries[row].Offset, (int)entries[row].Length);
            var span = new ReadOnlySpan<double>(numbers + start, length);
            if (validNumbers is not null)
            {
                for (var i = 0; i < length; i++)
                {
                    if (!EngineVector.IsValid(validNumbers, (int)start + i))
                        return null;
                }
            }
            if (shape is null || !span.SequenceEqual(last))
            {
                last = span.ToArray();
                shape = Make(span);
            }
            return shape;
        }

        private static Region Make(ReadOnlySpan<double> numbers)
        {
            switch (numbers.Length)
            {
                case 2:
                    return new PointRegion(new Point(numbers[0], numbers[1]));
                case 3:
                    return new Circle(new Point(numbers[0], numbers[1]), numbers[2]);
                case >= 6 when numbers.Length % 2 == 0:
                    var vertices = new Point[numbers.Length / 2];
                    for (var i = 0; i < vertices.Length; i++)
                        vertices[i] = new Point(numbers[2 * i], numbers[2 * i + 1]);
                    return new Polygon(vertices);
                default:
                    throw new ArgumentException(
                        $"A shape of {numbers.Length} numbers is none: a point has 2, a circle 3, a polygon 6 or more in pairs."
                    );
            }
        }
    }
}
