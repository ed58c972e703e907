using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog.Ingest;
using DataLab.Formats;
using DataLab.Sia.ObsCore;

namespace DataLab.Bench;

/// <summary>Searches for images over HTTP, in a list of a million of them: SIA 2.0 by place and by identifier, SIA 1.0, and what asks no engine.</summary>
internal static class ImageSearches
{
    private const int Images = 1_000_000;
    private const int Requests = 200;
    private const int WarmUp = 500;

    public static async Task MeasureAsync(Bench bench)
    {
        var folder = Directory.CreateTempSubdirectory("datalab-sia-").FullName;
        try
        {
            await TableIngest.RunAsync(
                new IngestRequest(
                    folder,
                    ObsCorePublisher.SchemaName,
                    ObsCorePublisher.TableName,
                    [IngestSource.Rows("images", _ => Task.FromResult<RowSource>(new Detectors()))]
                )
                {
                    RaColumn = "s_ra",
                    DecColumn = "s_dec",
                    IdColumn = "obs_publisher_did",
                    Indexed = ["obs_collection", "obs_id", "file_name"],
                },
                null,
                CancellationToken.None
            );
            await using var server = await ServerProcess.StartAsync(folder);
            using var client = Client.Create();
            var random = new Random(3);
            string Number(double value) => value.ToString("F5", CultureInfo.InvariantCulture);
            string Place(string between) =>
                Number(random.NextDouble() * 360) + between + Number(random.NextDouble() * 60 - 30);
            string Image() => Uri.EscapeDataString(Detectors.Did(random.Next(Images)));

            await ReportAsync("sia2/query?MAXREC=0", () => "sia2/query?MAXREC=0", 5);
            await ReportAsync("POS=CIRCLE of 0.1 degree", () => $"sia2/query?POS=CIRCLE%20{Place("%20")}%200.1", 10);
            await ReportAsync("POS=CIRCLE of 1 degree", () => $"sia2/query?POS=CIRCLE%20{Place("%20")}%201", 30);
            await ReportAsync("POS=RANGE of 0.1 degree", () => RangeOf(random), 20);
            await ReportAsync("ID", () => $"sia2/query?ID={Image()}", 20);
            await ReportAsync("SIA 1.0, 0.1 degree, VERB=2", () => $"sia?POS={Place(",")}&SIZE=0.1&VERB=2", 20);

            async Task ReportAsync(string what, Func<string> query, double bound)
            {
                Task One() => client.GetByteArrayAsync(new Uri(server.Url, query()));
                await Latency.SecondsAsync(One, WarmUp);
                var (p50, p99) = Latency.Percentiles(await Latency.SecondsAsync(One, Requests));
                bench.Report.AtMost($"images, {what}: p50", p50 * 1e3, bound, "ms");
                bench.Report.Note($"images, {what}: p99", p99 * 1e3, "ms");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string RangeOf(Random random)
    {
        var (ra, dec) = (random.NextDouble() * 359, random.NextDouble() * 60 - 30);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sia2/query?POS=RANGE%20{ra:F5}%20{ra + 0.1:F5}%20{dec:F5}%20{dec + 0.1:F5}"
        );
    }

    /// <summary>Detectors of a quarter of a degree, evenly over the sky.</summary>
    private sealed class Detectors : RowSource
    {
        private const int Rows = 2000;
        private static readonly ImmutableArray<Field> Columns = [.. ObsCoreColumns.All.Select(column => column.Field)];
        private readonly Random random = new(1);
        private int made;

        public override TableDescription Table { get; } = new(Columns) { Name = "ObsCore" };

        public static string Did(int number) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"ivo://archive.example/survey?{number / 60}.fits.fz/{number % 60 + 1}"
            );

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            if (made == Images)
                return ValueTask.FromResult<RowBatch?>(null);
            var vectors = Columns.Select(ColumnVector.For).ToImmutableArray();
            for (var row = 0; row < Rows; row++, made++)
            {
                var (ra, dec) = (random.NextDouble() * 360, Math.Asin(random.NextDouble() * 2 - 1) * 180 / Math.PI);
                for (var i = 0; i < vectors.Length; i++)
                    Append(vectors[i], Columns[i].Name, ra, dec);
            }
            return ValueTask.FromResult<RowBatch?>(new RowBatch(vectors) { Count = Rows });
        }

        private void Append(ColumnVector vector, string name, double ra, double dec)
        {
            switch (vector)
            {
                case TextVector texts when TextOf(name) is { } text:
                    texts.Append(text);
                    break;
                case ValueVector<double> numbers:
                    numbers.Append(
                        name is "s_ra" ? ra
                        : name is "s_dec" ? dec
                        : random.NextDouble()
                    );
                    break;
                case ValueVector<int> numbers:
                    numbers.Append(2);
                    break;
                case ListVector { Items: ValueVector<double> items } list when name == "s_region":
                    var (w, h) = (0.15 / Math.Max(0.01, Math.Cos(dec * Math.PI / 180)), 0.08);
                    foreach (var (x, y) in new[] { (-w, -h), (w, -h), (w, h), (-w, h) })
                    {
                        items.Append((ra + x + 360) % 360);
                        items.Append(Math.Clamp(dec + y, -90, 90));
                    }
                    list.AppendRow();
                    break;
                default:
                    vector.AppendNull();
                    break;
            }
        }

        private string? TextOf(string name) =>
            name switch
            {
                "dataproduct_type" => "image",
                "obs_collection" => "survey",
                "obs_publisher_did" => Did(made),
                "access_url" => "/links?ID=" + made.ToString(CultureInfo.InvariantCulture),
                "access_format" => "application/x-votable+xml;content=datalink",
                "file_name" => (made / 60).ToString(CultureInfo.InvariantCulture) + ".fits.fz",
                "instrument_name" => "DECam",
                "prodtype" => "image",
                "obs_id" => (made / 60).ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
    }
}
