using System.Globalization;
using DataLab.Bench;
using DataLab.Bench.PostgreSql;
using DataLab.Bench.Regions;

// ./build bench [ROWS] [SCENARIO ...] : the whole program against its engine's own floor, measured in the same run on the same machine.
var scenarios = new Dictionary<string, Func<Bench, Task>>
{
    ["bulk"] = async bench => await Throughput.MeasureAsync(bench.Report, await bench.ServerAsync(), bench.Engine),
    ["latency"] = async bench => await Latency.MeasureAsync(bench.Report, await bench.ServerAsync(), bench.Engine),
    ["cones"] = async bench => await Cones.MeasureAsync(bench.Report, await bench.ServerAsync()),
    ["hydra"] = async bench => await HydraTwo.MeasureAsync(bench.Report, await bench.ServerAsync(), bench.Engine),
    ["aside"] = Aside.MeasureAsync,
    ["roundtrip"] = Async.MeasureRoundTripAsync,
    ["joblist"] = Async.MeasureListAsync,
    ["exports"] = async bench => await Exports.MeasureAsync(bench.Report, await bench.ServerAsync(), bench.Engine),
    ["uploads"] = async bench => await Uploads.MeasureAsync(bench.Report, await bench.ServerAsync(), bench.Engine),
    ["spatial"] = Spatial.MeasureAsync,
    ["joins"] = SpatialJoins.MeasureAsync,
    ["translate"] = bench => Task.Run(() => Translate.Measure(bench.Report)),
    ["cutouts"] = Cutouts.MeasureAsync,
    ["soda"] = Soda.MeasureAsync,
    ["images"] = ImageIngest.MeasureAsync,
    ["sia"] = ImageSearches.MeasureAsync,
    ["memory"] = Memory.MeasureAsync,
    ["regions"] = RegionScenario.MeasureAsync,
    ["postgresql"] = PostgreSqlScenario.MeasureAsync,
};
var hasRows = args.Length > 0 && char.IsAsciiDigit(args[0][0]);
var rows = hasRows ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
var names = args.Skip(hasRows ? 1 : 0).ToArray();
if (names.FirstOrDefault(name => !scenarios.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no scenario {unknown}; there are {string.Join(", ", scenarios.Keys)}.");
    return 2;
}
var folder = await BenchData.EnsureAsync(rows);
using var engine = Engine.Open(BenchData.ObjectFile(folder));
await using var bench = new Bench(folder, engine, new Report(rows));
foreach (var name in names.Length > 0 ? names : [.. scenarios.Keys])
    await scenarios[name](bench);
bench.Report.Print(Console.Out);
return bench.Report.AllWithinBounds ? 0 : 1;
