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
/// <c>datalab_cells_near(ra, dec, order, below, above)</c>: those of them within <see cref="CellMargins"/>.
/// <c>datalab_keys_near(ra, dec, levels)</c>: BIGINT[], what keys of regions near the position begin with (<see cref="KeyLevels"/>).
/// <c>datalab_in_ranges(key, ranges)</c>: BOOLEAN, whether the key is in one of the ranges (<see cref="KeyRanges"/>); false for null.
/// <c>datalab_separation(ra1, dec1, ra2, dec2)</c>: DOUBLE, degrees; null without two valid positions.
/// <c>datalab_near(cell, key)</c>: BOOLEAN, whether the cell is near the positions kept under the key; false for null.
/// Functions of shapes are in <see cref="RegionFunctions"/>.
/// </remarks>
internal static unsafe class SkyFunctions
{
    public static void Register(EngineConnection connection)
    {
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
        using var cell = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        using var integer = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Integer);
        using var truth = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Boolean);
        using var cells = NativeMethods.LogicalType.DuckDBCreateListType(cell);
        ScalarFunction.Register(connection, "datalab_hpx29", &Cell, cell, number, number);
        ScalarFunction.Register(connection, "datalab_cells", &CellsAround, cells, number, number, integer);
        ScalarFunction.Register(
            connection,
            "datalab_cells_near",
            &CellsNear,
            cells,
            number,
            number,
            integer,
            cell,
            cell
        );
        using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        ScalarFunction.Register(connection, "datalab_keys_near", &KeysNear, cells, number, number, text);
        ScalarFunction.Register(connection, "datalab_near", &Near, truth, cell, cell);
        ScalarFunction.Register(connection, "datalab_in_ranges", &InRanges, truth, cell, text);
        ScalarFunction.Register(connection, "datalab_separation", &Separation, number, number, number, number, number);
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
    private static void CellsNear(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (ra, dec, order) = (call.Argument(0), call.Argument(1), call.Argument(2));
            var (below, above) = (call.Argument(3), call.Argument(4));
            var count = call.Count;
            _ = NativeMethods.Vectors.DuckDBListVectorReserve(result, (ulong)count * Healpix.MaxAround);
            var items = (long*)call.Result.ListChild.Data;
            var entries = (DuckDBListEntry*)call.Result.Data;
            var used = 0;
            for (var i = 0; i < count; i++)
            {
                var cell =
                    ra.IsNull(i) || dec.IsNull(i)
                        ? -1
                        : Healpix.Ang2Pix(Healpix.MaxOrder, ((double*)ra.Data)[i], ((double*)dec.Data)[i]);
                var margins = new CellMargins(((int*)order.Data)[i], ((long*)below.Data)[i], ((long*)above.Data)[i]);
                var found =
                    cell < 0 ? 0 : Healpix.Around(margins, cell, new Span<long>(items + used, Healpix.MaxAround));
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
    private static void KeysNear(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (ra, dec) = (call.Argument(0), call.Argument(1));
            var count = call.Count;
            // The levels are a constant of the query.
            var levels = count == 0 ? KeyLevels.None : KeyLevels.Of(EngineText.At(call.Argument(2).Data, 0));
            _ = NativeMethods.Vectors.DuckDBListVectorReserve(result, (ulong)count * (ulong)levels.MostKeys);
            var items = (long*)call.Result.ListChild.Data;
            var entries = (DuckDBListEntry*)call.Result.Data;
            var used = 0;
            for (var i = 0; i < count; i++)
            {
                var cell =
                    ra.IsNull(i) || dec.IsNull(i)
                        ? -1
                        : Healpix.Ang2Pix(Healpix.MaxOrder, ((double*)ra.Data)[i], ((double*)dec.Data)[i]);
                var found = cell < 0 ? 0 : levels.Fill(cell, new Span<long>(items + used, levels.MostKeys));
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
    private static void InRanges(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var keys = call.Argument(0);
            var count = call.Count;
            // The ranges are a constant of the query.
            var ranges = count == 0 ? KeyRanges.None : KeyRanges.Of(EngineText.At(call.Argument(1).Data, 0));
            var values = (long*)keys.Data;
            var valid = keys.Validity;
            var answers = call.Result.Data;
            for (var i = 0; i < count; i++)
                answers[i] = EngineVector.IsValid(valid, i) && ranges.Has(values[i]) ? (byte)1 : (byte)0;
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Separation(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (ra1, dec1, ra2, dec2) = (call.Argument(0), call.Argument(1), call.Argument(2), call.Argument(3));
            var distances = (double*)call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (TryPoint(ra1, dec1, i, out var from) && TryPoint(ra2, dec2, i, out var to))
                    distances[i] = Point.Separation(from, to);
                else
                    call.SetNull(i);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    private static bool TryPoint(EngineVector ra, EngineVector dec, int row, out Point point)
    {
        point = default;
        return !ra.IsNull(row)
            && !dec.IsNull(row)
            && Point.TryCreate(((double*)ra.Data)[row], ((double*)dec.Data)[row], out point);
    }
}
