using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DataLab.Sky;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Functions of shapes that our SQL may call, computed by Sky.</summary>
/// <remarks>
/// <c>datalab_contains(inner, outer)</c>, <c>datalab_intersects(a, b)</c>: INTEGER, 1 or 0; null where it cannot be told.
/// <c>datalab_area(shape)</c>: DOUBLE, square degrees. <c>datalab_centroid(shape)</c>: DOUBLE[], a point.
/// Each also with the suffix <c>_ts</c>, <c>_st</c>, <c>_tt</c> or <c>_t</c>, for texts (VARCHAR) in place of lists (DOUBLE[]); see
/// <see cref="ShapeColumn"/> for both.
/// <c>datalab_outline(shape)</c>: DOUBLE[], the polygon of a box.
/// <c>datalab_in_region(ra, dec, text)</c>: BOOLEAN. <c>datalab_in_moc(cell, text)</c>: BOOLEAN, for a cell of order 29 and a coverage map.
/// <c>datalab_shape(text, kind)</c>: DOUBLE[], kind 2, 3 or 6 for a point, circle, polygon.
/// <c>datalab_moc(order, shape)</c>, <c>datalab_moc_t</c>: VARCHAR, the cells that the shape may touch; ends the query when they are too many.
/// Null in, null out; what is no shape is null too.
/// </remarks>
internal static unsafe class RegionFunctions
{
    /// <summary>Cells on the outline of one map.</summary>
    private const int MostMocCells = 16384;

    /// <summary>Bytes of the maps made for one chunk of rows.</summary>
    private const long MostMocBytes = 16 << 20;

    public static void Register(EngineConnection connection)
    {
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
        using var integer = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Integer);
        using var truth = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Boolean);
        using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        using var list = NativeMethods.LogicalType.DuckDBCreateListType(number);
        ScalarFunction.Register(connection, "datalab_contains", &Contains, integer, list, list);
        ScalarFunction.Register(connection, "datalab_contains_ts", &ContainsTextList, integer, text, list);
        ScalarFunction.Register(connection, "datalab_contains_st", &ContainsListText, integer, list, text);
        ScalarFunction.Register(connection, "datalab_contains_tt", &ContainsTexts, integer, text, text);
        ScalarFunction.Register(connection, "datalab_intersects", &Intersects, integer, list, list);
        ScalarFunction.Register(connection, "datalab_intersects_ts", &IntersectsTextList, integer, text, list);
        ScalarFunction.Register(connection, "datalab_intersects_st", &IntersectsListText, integer, list, text);
        ScalarFunction.Register(connection, "datalab_intersects_tt", &IntersectsTexts, integer, text, text);
        ScalarFunction.Register(connection, "datalab_area", &Area, number, list);
        ScalarFunction.Register(connection, "datalab_area_t", &AreaText, number, text);
        ScalarFunction.Register(connection, "datalab_centroid", &Centroid, list, list);
        ScalarFunction.Register(connection, "datalab_centroid_t", &CentroidText, list, text);
        ScalarFunction.Register(connection, "datalab_outline", &Outline, list, list);
        ScalarFunction.Register(connection, "datalab_in_region", &InRegion, truth, number, number, text);
        using var cell = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        ScalarFunction.Register(connection, "datalab_in_moc", &InMoc, truth, cell, text);
        ScalarFunction.Register(connection, "datalab_shape", &Shape, list, text, integer);
        ScalarFunction.Register(connection, "datalab_moc", &MocOfList, text, integer, list);
        ScalarFunction.Register(connection, "datalab_moc_t", &MocOfText, text, integer, text);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Contains(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &IsContained, false, false);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ContainsTextList(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &IsContained, true, false);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ContainsListText(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &IsContained, false, true);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ContainsTexts(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &IsContained, true, true);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Intersects(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &DoIntersect, false, false);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IntersectsTextList(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &DoIntersect, true, false);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IntersectsListText(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &DoIntersect, false, true);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IntersectsTexts(IntPtr info, IntPtr chunk, IntPtr result) =>
        Pairs(new FunctionCall(info, chunk, result), &DoIntersect, true, true);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Area(IntPtr info, IntPtr chunk, IntPtr result) =>
        Areas(new FunctionCall(info, chunk, result), isText: false);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AreaText(IntPtr info, IntPtr chunk, IntPtr result) =>
        Areas(new FunctionCall(info, chunk, result), isText: true);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Centroid(IntPtr info, IntPtr chunk, IntPtr result) =>
        Lists(new FunctionCall(info, chunk, result), result, false, &CentreOf);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CentroidText(IntPtr info, IntPtr chunk, IntPtr result) =>
        Lists(new FunctionCall(info, chunk, result), result, true, &CentreOf);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Outline(IntPtr info, IntPtr chunk, IntPtr result) =>
        Lists(new FunctionCall(info, chunk, result), result, false, &OutlineOf);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void MocOfList(IntPtr info, IntPtr chunk, IntPtr result) =>
        Mocs(new FunctionCall(info, chunk, result), result, isText: false);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void MocOfText(IntPtr info, IntPtr chunk, IntPtr result) =>
        Mocs(new FunctionCall(info, chunk, result), result, isText: true);

    private static bool? IsContained(Region inner, Region outer) => outer.TryContains(inner);

    private static bool? DoIntersect(Region a, Region b) => a.TryIntersects(b);

    private static double[]? OutlineOf(Region shape) => shape is Box ? ShapeNumbers.Write(shape) : null;

    private static double[]? CentreOf(Region shape)
    {
        try
        {
            var (ra, dec) = shape.Centroid;
            return [ra, dec];
        }
        catch (InvalidOperationException)
        {
            return null; // empty, or balanced around the whole sky
        }
    }

    private static void Pairs(
        FunctionCall call,
        delegate* <Region, Region, bool?> test,
        bool isFirstText,
        bool isSecondText
    )
    {
        try
        {
            var first = ShapeColumn.Of(call.Argument(0), isFirstText);
            var second = ShapeColumn.Of(call.Argument(1), isSecondText);
            var answers = (int*)call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (first.At(i) is { } a && second.At(i) is { } b && test(a, b) is { } answer)
                    answers[i] = answer ? 1 : 0;
                else
                    call.SetNull(i);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    private static void Areas(FunctionCall call, bool isText)
    {
        try
        {
            var shapes = ShapeColumn.Of(call.Argument(0), isText);
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

    private static void Lists(FunctionCall call, IntPtr result, bool isText, delegate* <Region, double[]?> make)
    {
        try
        {
            var shapes = ShapeColumn.Of(call.Argument(0), isText);
            var lists = new List<double[]?>(call.Count);
            for (var i = 0; i < lists.Capacity; i++)
                lists.Add(shapes.At(i) is { } shape ? make(shape) : null);
            WriteLists(call, result, lists);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Shape(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (texts, kinds) = (call.Argument(0), call.Argument(1));
            var count = call.Count;
            var lists = new List<double[]?>(count);
            for (var i = 0; i < count; i++)
                lists.Add(
                    texts.IsNull(i) || kinds.IsNull(i)
                        ? null
                        : NumbersOf(EngineText.At(texts.Data, i), ((int*)kinds.Data)[i])
                );
            WriteLists(call, result, lists);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    private static double[]? NumbersOf(ReadOnlySpan<byte> text, int kind)
    {
        if (text.Length > RegionText.MaxLength)
            return null;
        var region = RegionText.Numbers(Encoding.UTF8.GetString(text)) is { } numbers
            ? numbers.Length is 4 or 5
                ? null
                : ShapeNumbers.Read(numbers)
            : ReadTexts.Find(text).Shape;
        return (kind, region) switch
        {
            (2, PointRegion) or (3, Circle) or (6, Polygon or Box) => ShapeNumbers.Write(region),
            _ => null,
        };
    }

    private static void WriteLists(FunctionCall call, IntPtr result, List<double[]?> lists)
    {
        var room = lists.Sum(list => (long)(list?.Length ?? 0));
        _ = NativeMethods.Vectors.DuckDBListVectorReserve(result, (ulong)room);
        var items = (double*)call.Result.ListChild.Data;
        var entries = (DuckDBListEntry*)call.Result.Data;
        var used = 0;
        for (var i = 0; i < lists.Count; i++)
        {
            var list = lists[i];
            entries[i] = new DuckDBListEntry((ulong)used, (ulong)(list?.Length ?? 0));
            if (list is null)
            {
                call.SetNull(i);
                continue;
            }
            list.CopyTo(new Span<double>(items + used, list.Length));
            used += list.Length;
        }
        _ = NativeMethods.Vectors.DuckDBListVectorSetSize(result, (ulong)used);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void InRegion(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (ra, dec) = (call.Argument(0), call.Argument(1));
            var regions = ShapeColumn.Of(call.Argument(2), isText: true);
            var raValid = ra.Validity;
            var decValid = dec.Validity;
            var ras = (double*)ra.Data;
            var decs = (double*)dec.Data;
            var answers = call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (
                    EngineVector.IsValid(raValid, i)
                    && EngineVector.IsValid(decValid, i)
                    && Point.TryCreate(ras[i], decs[i], out var position)
                    && regions.At(i) is { } region
                )
                    answers[i] = region.Contains(position) ? (byte)1 : (byte)0;
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
    private static void InMoc(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var cells = call.Argument(0);
            var maps = ShapeColumn.Of(call.Argument(1), isText: true);
            var valid = cells.Validity;
            var values = (long*)cells.Data;
            var answers = call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (EngineVector.IsValid(valid, i) && maps.At(i) is Moc map)
                    answers[i] = map.Contains(values[i]) ? (byte)1 : (byte)0;
                else
                    call.SetNull(i);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    private static void Mocs(FunctionCall call, IntPtr result, bool isText)
    {
        try
        {
            var orders = call.Argument(0);
            var shapes = ShapeColumn.Of(call.Argument(1), isText);
            var (total, count) = (0L, call.Count);
            for (var i = 0; i < count; i++)
            {
                if (orders.IsNull(i) || shapes.At(i) is not { } shape)
                {
                    call.SetNull(i);
                    continue;
                }
                var moc = Moc.Covering(shape, ((int*)orders.Data)[i], MostMocCells);
                var text = moc is null ? null : Encoding.UTF8.GetBytes(MocText.Write(moc));
                total += text?.Length ?? MostMocBytes;
                if (text is null || total > MostMocBytes)
                    throw new ArgumentException("Coverage maps of that order grow too large; give a lower one");
                fixed (byte* bytes = text)
                    NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(result, (ulong)i, bytes, text.Length);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }
}
