// The list of images as rows of ivoa.ObsCore, page by page: one for each file, then one for each of its images.
using System.Collections.Immutable;
using System.Text;
using DataLab.Formats;
using DataLab.Sia.Store;

namespace DataLab.Sia.ObsCore;

/// <param name="now">What is not released by then is left out, or marked.</param>
internal sealed class ObsCoreRows(ImageStore store, DateTimeOffset now) : RowSource
{
    /// <summary>Files read from the store at once.</summary>
    private const int PageSize = 200;

    private readonly BatchPool pool = new([.. ObsCoreColumns.All.Select(column => column.Field)]);
    private readonly ImmutableArray<string> names = [.. ObsCoreColumns.All.Select(column => column.Name)];
    private long lastFile;

    /// <summary>Files left out since they are not released.</summary>
    public long Hidden { get; private set; }

    public override TableDescription Table { get; } =
        new([.. ObsCoreColumns.All.Select(column => column.Field)]) { Name = "ObsCore" };

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var files = await store
                .ReadAsync(db => ListedFiles.Page(db, store.Options, lastFile, PageSize), ct)
                .ConfigureAwait(false);
            if (files.Count == 0)
                return null;
            lastFile = files[^1].Id;
            var listed = files.Where(IsListed).ToList();
            Hidden += files.Count - listed.Count;
            if (listed.Count > 0)
                return Batch(listed);
        }
    }

    private bool IsListed(StoredFile file) => store.Options.ListUnreleased || !file.IsHidden(now);

    private RowBatch Batch(List<StoredFile> files)
    {
        var columns = pool.Rent();
        foreach (var column in columns)
            column.Reset(0);
        var count = 0;
        foreach (var file in files)
        {
            Append(columns, Row(file, null));
            count++;
            foreach (var image in file.Images)
            {
                Append(columns, Row(file, image));
                count++;
            }
        }
        return pool.Batch(columns, count);
    }

    /// <summary>What is known, and what follows from where the file is.</summary>
    private ColumnValues Row(StoredFile file, StoredImage? image)
    {
        var row = image?.Facts ?? file.Facts;
        var did = store.PublisherDid(file, image?.Hdu);
        row["obs_collection"] = file.Collection.Name;
        row["obs_publisher_did"] = did;
        // Made whole by whoever answers: the server's address is not for tables to know.
        row["access_url"] = "/links?ID=" + Uri.EscapeDataString(did);
        row["access_format"] = "application/x-votable+xml;content=datalink";
        row["access_estsize"] = Math.Max(1, (file.Size + 999) / 1000);
        row["hdu"] = image?.Hdu;
        row["file_name"] = file.Name;
        row["file_path"] = file.Path;
        row["file_md5"] = file.Md5;
        row["data_rights"] = file.IsHidden(now) ? "proprietary" : "public";
        row["obs_release_date"] =
            file.ReleaseTime?.UtcDateTime.ToString(
                "yyyy-MM-ddTHH:mm:ss",
                System.Globalization.CultureInfo.InvariantCulture
            ) ?? row["obs_release_date"];
        return row;
    }

    private void Append(ImmutableArray<ColumnVector> columns, ColumnValues row)
    {
        for (var i = 0; i < columns.Length; i++)
            Append(columns[i], row, names[i]);
    }

    private static void Append(ColumnVector column, ColumnValues row, string name)
    {
        switch (column)
        {
            case TextVector texts when row.Text(name) is { } text:
                texts.Append(Encoding.UTF8.GetBytes(text));
                break;
            case ValueVector<double> numbers when row.Real(name) is { } number:
                numbers.Append(number);
                break;
            case ValueVector<long> numbers when row.Integer(name) is { } number:
                numbers.Append(number);
                break;
            case ValueVector<int> numbers when row.Integer(name) is { } number and >= int.MinValue and <= int.MaxValue:
                numbers.Append((int)number);
                break;
            case ListVector { Items: ValueVector<double> items } list when row.Reals(name) is { } numbers:
                foreach (var number in numbers)
                    items.Append(number);
                list.AppendRow();
                break;
            case ListVector { Items: ValueVector<long> items } list when row.Integers(name) is { } numbers:
                foreach (var number in numbers)
                    items.Append(number);
                list.AppendRow();
                break;
            default:
                column.AppendNull();
                break;
        }
    }
}
