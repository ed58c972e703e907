using System.Globalization;
using System.IO.Compression;
using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests.VoTable;

/// <summary>Documents that real services wrote: as many rows and columns, and the same sum of a column, as astropy finds.</summary>
[Parallelizable]
public sealed class VoTableCatalogTests
{
    private const string Sums = """
        import sys, numpy as np
        from astropy.io.votable import parse
        table = next(t for t in parse(sys.argv[1]).iter_tables() if len(t.array))
        print(len(table.array), len(table.fields))
        for field, name in zip(table.fields, table.array.dtype.names):
            if field.datatype in ("double", "float", "int", "short", "long") and table.array[name].ndim == 1 and table.array[name].dtype.kind in "if":
                column = np.ma.masked_invalid(table.array[name].astype(float))
                print(field.name, column.count(), repr(float(np.ma.filled(column, 0).sum())), sep="\t")
        """;

    [TestCase("conesearch_result.xml")]
    [TestCase("field_127.5p1.5_2mass.vot")]
    [TestCase("field_127.5p1.5_sdss_dr9.vot.gz")]
    [TestCase("hipparcos.vot.gz")]
    [TestCase("obscore_like_hubble_m31.vot")]
    [TestCase("obscore_rows.xml")]
    public async Task A_real_document_is_read_like_astropy_does(string name)
    {
        var path = Find(name);
        var expected = Oracle.Python(Sums, path).TrimEnd('\n').Split('\n');
        Stream stream = File.OpenRead(path);
        if (name.EndsWith(".gz", StringComparison.Ordinal))
            stream = new GZipStream(stream, CompressionMode.Decompress);
        await using var reader = VoTableReader.Open(stream);
        var columns = reader.Fields.Select(_ => (Count: 0, Sum: 0.0)).ToArray();
        var rows = 0;
        while (await reader.ReadAsync(default) is { } batch)
        {
            rows += batch.Count;
            for (var i = 0; i < columns.Length; i++)
            {
                for (var row = 0; row < batch.Count; row++)
                {
                    if (Value(batch.Columns[i], row) is { } value)
                        columns[i] = (columns[i].Count + 1, columns[i].Sum + value);
                }
            }
            batch.Dispose();
        }
        Assert.That($"{rows} {columns.Length}", Is.EqualTo(expected[0]));
        foreach (var line in expected[1..].Select(line => line.Split('\t')))
        {
            var (count, sum) = columns[reader.Fields.Select(field => field.Name).ToList().IndexOf(line[0])];
            Assert.That(count, Is.EqualTo(int.Parse(line[1], CultureInfo.InvariantCulture)), line[0]);
            Assert.That(
                sum,
                Is.EqualTo(double.Parse(line[2], CultureInfo.InvariantCulture)).Within(1e-6).Percent,
                line[0]
            );
        }
    }

    private static double? Value(ColumnVector column, int row)
    {
        if (column.IsNull(row))
            return null;
        double? value = column switch
        {
            ValueVector<double> values => values.Values[row],
            ValueVector<float> values => values.Values[row],
            ValueVector<long> values => values.Values[row],
            ValueVector<int> values => values.Values[row],
            ValueVector<short> values => values.Values[row],
            _ => null,
        };
        return value is { } number && double.IsFinite(number) ? number : null;
    }

    /// <summary>In the folder of sample data beside the checkout; without it there is nothing to test.</summary>
    private static string Find(string name)
    {
        for (
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "catalogs", name);
            if (File.Exists(path))
                return path;
        }
        Assert.Ignore($"There is no shared/data/catalogs/{name} beside the checkout.");
        return "";
    }
}
