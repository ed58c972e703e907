using DataLab.Bench;

// ./build bench : the whole program against its engine's own floor, measured in the same run on the same machine.
var rows = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 5_000_000;
var folder = await BenchData.EnsureAsync(rows);
await using var server = await ServerProcess.StartAsync(folder);
using var engine = Engine.Open(BenchData.ObjectFile(folder));
var report = new Report(rows);
await Throughput.MeasureAsync(report, server, engine);
await Exports.MeasureAsync(report, server, engine);
await Latency.MeasureAsync(report, server, engine);
await Cones.MeasureAsync(report, server);
await HydraTwo.MeasureAsync(report, server, engine);
await Uploads.MeasureAsync(report, server, engine);
report.Print(Console.Out);
return report.AllWithinBounds ? 0 : 1;
