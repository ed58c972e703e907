using System.Globalization;
using DataLab.Bench;

// ./build bench [ROWS] [SCENARIO ...] : the whole program against its engine's own floor, measured in the same run on the same machine.
var scenarios = new Dictionary<string, Func<Bench, Task>>
{
    ["bulk"] = bench => WithServerAsync(bench, server => Throughput.MeasureAsync(bench.Report, server, bench.Engine)),
    ["latency"] = bench => WithServerAsync(bench, server => Latency.MeasureAsync(bench.Report, server, bench.Engine)),
    ["cones"] = bench => WithServerAsync(bench, server => Cones.MeasureAsync(bench.Report, server)),
    ["hydra"] = bench => WithServerAsync(bench, server => HydraTwo.MeasureAsync(bench.Report, server, bench.Engine)),
    ["aside"] = Aside.MeasureAsync,
    ["roundtrip"] = Async.MeasureRoundTripAsync,
    ["joblist"] = Async.MeasureListAsync,
    ["exports"] = bench => WithServerAsync(bench, server => Exports.MeasureAsync(bench.Report, server, bench.Engine)),
    ["uploads"] = bench => WithServerAsync(bench, server => Uploads.MeasureAsync(bench.Report, server, bench.Engine)),
    ["memory"] = Memory.MeasureAsync,
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
var bench = new Bench(folder, engine, new Report(rows));
foreach (var name in names.Length > 0 ? names : [.. scenarios.Keys])
    await scenarios[name](bench);
bench.Report.Print(Console.Out);
return bench.Report.AllWithinBounds ? 0 : 1;

static async Task WithServerAsync(Bench bench, Func<ServerProcess, Task> measure)
{
    await using var server = await bench.StartServerAsync();
    await measure(server);
}
