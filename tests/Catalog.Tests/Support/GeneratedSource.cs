using System.Collections.Immutable;
using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.Tests.Support;

/// <summary>Stars spread evenly over the sphere: id, ra, dec, mag, name, version.</summary>
internal sealed class GeneratedSource(int rows, int version = 1) : RowSource
{
    private const int BatchRows = 2048;
    private int next;

    public static readonly ImmutableArray<Field> StarFields =
    [
        new("id", DataType.Long) { Ucd = "meta.id;meta.main" },
        new("ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        new("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
        new("mag", DataType.Float) { Unit = "mag", Ucd = "phot.mag" },
        new("name", DataType.Char) { ArraySize = ArraySize.Any, Ucd = "meta.id" },
        new("version", DataType.Int),
    ];

    public override TableDescription Table { get; } = new(StarFields) { Description = "Generated stars" };

    /// <summary>Position of a star: a golden-angle spiral in ra, uniform in sin(dec), in an order that is not sorted.</summary>
    public static (double Ra, double Dec) Position(long id, int rows)
    {
        var k = id * 7919 % rows;
        var z = 1 - (2 * k + 1.0) / rows;
        return (k * 137.50776405003785 % 360, Math.Asin(z) * (180 / Math.PI));
    }

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (next >= rows)
            return ValueTask.FromResult<RowBatch?>(null);
        var count = Math.Min(BatchRows, rows - next);
        var columns = Fields.Select(ColumnVector.For).ToImmutableArray();
        for (var i = 0; i < 6; i++)
            columns[i].Reset(i == 4 ? 0 : count);
        Span<byte> name = stackalloc byte[32];
        for (var i = 0; i < count; i++)
        {
            var id = next + i;
            var (ra, dec) = Position(id, rows);
            ((ValueVector<long>)columns[0]).Values[i] = id;
            ((ValueVector<double>)columns[1]).Values[i] = ra;
            ((ValueVector<double>)columns[2]).Values[i] = dec;
            ((ValueVector<float>)columns[3]).Values[i] = (float)(id % 2500) / 100;
            System.Text.Unicode.Utf8.TryWrite(name, $"Star J{id:00000000}", out var length);
            ((TextVector)columns[4]).Append(name[..length]);
            ((ValueVector<int>)columns[5]).Values[i] = version;
        }
        next += count;
        return ValueTask.FromResult<RowBatch?>(new RowBatch(columns) { Count = count });
    }
}

/// <summary>Reports on the calling thread, not some time later.</summary>
internal sealed class ImmediateProgress(Action<IngestProgress> action) : IProgress<IngestProgress>
{
    public void Report(IngestProgress value) => action(value);
}
