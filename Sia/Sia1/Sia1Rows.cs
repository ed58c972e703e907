using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DataLab.Formats;

namespace DataLab.Sia.Sia1;

/// <summary>Addresses of cut-outs, as <c>/svc/cutout</c> takes them.</summary>
/// <param name="prefix">Up to the question mark.</param>
/// <param name="region"><c>POS</c> and <c>SIZE</c>, or what stands for them.</param>
internal sealed class CutoutUrls(string prefix, string region)
{
    public string Of(string collection, string file, string? hdu, bool isPreview) =>
        $"{prefix}?col={Uri.EscapeDataString(collection)}&siaRef={Uri.EscapeDataString(file)}&extn={hdu}&{region}{(isPreview ? "&preview=true" : "")}";
}

/// <summary>Rows of <c>ivoa.ObsCore</c> as SIA 1.0 wants them: each once for each media type.</summary>
/// <param name="rows">The sources of <paramref name="columns"/> that have one, then <see cref="Sia1Column.Hidden"/>.</param>
/// <param name="mediaTypes">At least one.</param>
internal sealed class Sia1Rows(
    RowSource rows,
    TableDescription table,
    ImmutableArray<Sia1Column> columns,
    ImmutableArray<string> mediaTypes,
    CutoutUrls urls
) : RowSource
{
    private RowBatch? current;
    private int next;
    private Counter alive = new(0);

    public override TableDescription Table => table;

    public override bool Overflowed => rows.Overflowed;

    public override string? OverflowReason => rows.OverflowReason;

    public override int EncodingThreads => rows.EncodingThreads;

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (current is null || next == mediaTypes.Length)
        {
            current = await rows.ReadAsync(ct);
            (next, alive) = (0, new Counter(mediaTypes.Length));
        }
        return current is null ? null : Made(current, mediaTypes[next++], GivenBack(current, alive));
    }

    /// <summary>The batch goes back when all that were made of it did.</summary>
    private static Action<RowBatch> GivenBack(RowBatch batch, Counter alive)
    {
        var returned = 0;
        return _ =>
        {
            if (Interlocked.Exchange(ref returned, 1) == 0 && Interlocked.Decrement(ref alive.Left) == 0)
                batch.Dispose();
        };
    }

    private sealed class Counter(int left)
    {
        public int Left = left;
    }

    private RowBatch Made(RowBatch batch, string mediaType, Action<RowBatch> giveBack)
    {
        var made = ImmutableArray.CreateBuilder<ColumnVector>(columns.Length);
        var from = 0;
        foreach (var column in columns)
        {
            var source = column.Source is null ? null : batch.Columns[from++];
            made.Add(
                column.Cell switch
                {
                    Sia1Cell.Cutout => Addresses(batch, isPreview: mediaType != Sia1Request.Fits),
                    Sia1Cell.Preview => Addresses(batch, isPreview: true),
                    Sia1Cell.MediaType => Repeated(mediaType, batch.Count),
                    Sia1Cell.NumberAsText => Texts((ValueVector<double>)source!, batch.Count),
                    Sia1Cell.Int => Int((ValueVector<long>)source!, batch.Count),
                    Sia1Cell.Ints => Ints((ListVector)source!, batch.Count),
                    _ => source!,
                }
            );
        }
        return new RowBatch(made.MoveToImmutable(), giveBack) { Count = batch.Count };
    }

    private TextVector Addresses(RowBatch batch, bool isPreview)
    {
        var hidden = batch.Columns.AsSpan()[^Sia1Column.Hidden.Length..];
        var (collections, files, hdus) = ((TextVector)hidden[0], (TextVector)hidden[1], (ValueVector<int>)hidden[2]);
        var made = new TextVector();
        for (var row = 0; row < batch.Count; row++)
            made.Append(
                urls.Of(
                    Encoding.UTF8.GetString(collections[row]),
                    Encoding.UTF8.GetString(files[row]),
                    hdus.Values[row].ToString(CultureInfo.InvariantCulture),
                    isPreview
                )
            );
        return made;
    }

    private static TextVector Repeated(string text, int count)
    {
        var made = new TextVector();
        for (var row = 0; row < count; row++)
            made.Append(text);
        return made;
    }

    private static TextVector Texts(ValueVector<double> numbers, int count)
    {
        var made = new TextVector();
        for (var row = 0; row < count; row++)
            if (numbers.IsNull(row))
                made.AppendNull();
            else
                made.Append(numbers.Values[row].ToString("R", CultureInfo.InvariantCulture));
        return made;
    }

    private static ValueVector<int> Int(ValueVector<long> numbers, int count)
    {
        var made = new ValueVector<int>();
        for (var row = 0; row < count; row++)
            if (numbers.IsNull(row) || numbers.Values[row] is < int.MinValue or > int.MaxValue)
                made.AppendNull();
            else
                made.Append((int)numbers.Values[row]);
        return made;
    }

    private static ListVector Ints(ListVector lists, int count)
    {
        var numbers = (ValueVector<long>)lists.Items;
        var items = new ValueVector<int>();
        var made = new ListVector(items);
        for (var row = 0; row < count; row++)
        {
            if (lists.IsNull(row))
            {
                made.AppendNull();
                continue;
            }
            var (start, length) = lists[row];
            foreach (var number in numbers.Values.Slice(start, length))
                items.Append((int)Math.Clamp(number, int.MinValue, int.MaxValue));
            made.AppendRow();
        }
        return made;
    }

    public override async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        await base.DisposeAsync();
    }
}
