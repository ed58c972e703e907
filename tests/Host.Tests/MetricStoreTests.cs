using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using DataLab.Host.Observing;

namespace DataLab.Host.Tests;

/// <summary>What the store makes of measurements.</summary>
[Category("AnyEngine")]
public sealed class MetricStoreTests
{
    [Test]
    public void Counting_what_was_counted_before_allocates_nothing()
    {
        using var store = new MetricStore();
        using var meter = new Meter("DataLab.Tests.Allocation");
        var counter = meter.CreateCounter<long>("tests.counted");
        var histogram = meter.CreateHistogram<double>("tests.timed", "s");
        var (one, two) = (new KeyValuePair<string, object?>("a", "x"), new KeyValuePair<string, object?>("b", "y"));
        Count(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var since = Stopwatch.GetTimestamp();
        Count(10_000);
        var took = Stopwatch.GetElapsedTime(since);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        TestContext.Out.WriteLine($"{took.TotalNanoseconds / 20_000:0} ns a measurement");

        void Count(int times)
        {
            for (var i = 0; i < times; i++)
            {
                counter.Add(1, one, two);
                histogram.Record(0.02, one);
            }
        }
    }

    [Test]
    public void A_label_that_goes_astray_does_not_fill_the_memory()
    {
        using var store = new MetricStore();
        using var meter = new Meter("DataLab.Tests.Astray");
        var counter = meter.CreateCounter<long>("tests.astray");
        for (var i = 0; i < 5000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("user", i.ToString(CultureInfo.InvariantCulture)));
        var lines = store
            .Write()
            .Split('\n')
            .Where(line => line.StartsWith("tests_astray_total{", StringComparison.Ordinal));
        Assert.That(lines.ToArray(), Has.Length.EqualTo(501).And.Contain("tests_astray_total{overflow=\"true\"} 4500"));
    }

    [Test]
    public void Buckets_are_cumulative_gauges_go_up_and_down_and_labels_are_escaped()
    {
        using var store = new MetricStore();
        using var meter = new Meter("DataLab.Tests.Text");
        var histogram = meter.CreateHistogram<double>("tests.waited", "s", "Time\nwaited");
        foreach (var seconds in new[] { 0.0005, 0.001, 0.3, 90_000 })
            histogram.Record(seconds);
        var gauge = meter.CreateUpDownCounter<int>("tests.waiting");
        gauge.Add(3, new KeyValuePair<string, object?>("pool", "a \"b\"\n\\c"));
        gauge.Add(-1, new KeyValuePair<string, object?>("pool", "a \"b\"\n\\c"));
        var text = store.Write();
        Assert.Multiple(() =>
        {
            Assert.That(
                text,
                Does.Contain("# HELP tests_waited_seconds Time\\nwaited\n# TYPE tests_waited_seconds histogram\n")
            );
            Assert.That(text, Does.Contain("tests_waited_seconds_bucket{le=\"0.001\"} 2\n"));
            Assert.That(text, Does.Contain("tests_waited_seconds_bucket{le=\"0.5\"} 3\n"));
            Assert.That(text, Does.Contain("tests_waited_seconds_bucket{le=\"+Inf\"} 4\n"));
            Assert.That(text, Does.Contain("tests_waited_seconds_count 4\n"));
            Assert.That(text, Does.Contain("# TYPE tests_waiting gauge\n"));
            Assert.That(text, Does.Contain("tests_waiting{pool=\"a \\\"b\\\"\\n\\\\c\"} 2\n"));
        });
    }
}
