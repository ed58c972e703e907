using System.Globalization;
using System.Text;

namespace DataLab.Host.Observing;

/// <summary>Metrics as Prometheus reads them (text format 0.0.4), with the names that OpenTelemetry's rules give.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary><c>datalab.engine.duration</c> in s becomes <c>datalab_engine_duration_seconds</c>; counters end in <c>_total</c>.</summary>
    public static string Name(string name, string? unit, MetricKind kind)
    {
        const string Count = "_count";
        var text = new StringBuilder(Plain(name));
        // Kept for histograms: db_client_connection_count is said as db_client_connections.
        if (kind is MetricKind.Gauge && name.EndsWith(".count", StringComparison.Ordinal))
            text.Replace(Count, "s", text.Length - Count.Length, Count.Length);
        if (
            unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                _ => "",
            } is
            { Length: > 0 } suffix
        )
            text.Append(suffix);
        return text.Append(kind is MetricKind.Counter ? "_total" : "").ToString();
    }

    /// <summary>Families of one name (a meter may be made twice) are told as one.</summary>
    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (var named in families.GroupBy(family => family.Name))
        {
            if (named.All(family => family.Series.Count == 0))
                continue;
            var first = named.First();
            text.Append("# HELP ")
                .Append(first.Name)
                .Append(' ')
                .Append(Escape(first.Help, isLabel: false))
                .Append('\n');
            text.Append("# TYPE ").Append(first.Name).Append(' ').Append(Word(first.Kind)).Append('\n');
            foreach (var series in named.SelectMany(family => family.Series).DistinctBy(series => Labels(series, null)))
                Write(text, first, series);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        var (sum, count, buckets) = series.Read();
        if (family.Kind is not MetricKind.Histogram)
        {
            text.Append(family.Name).Append(Labels(series, null)).Append(' ').Append(Number(sum)).Append('\n');
            return;
        }
        var below = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            var bound = i < series.Bounds.Count ? Number(series.Bounds[i]) : "+Inf";
            text.Append(family.Name).Append("_bucket").Append(Labels(series, bound)).Append(' ');
            text.Append(Number(below)).Append('\n');
        }
        text.Append(family.Name)
            .Append("_sum")
            .Append(Labels(series, null))
            .Append(' ')
            .Append(Number(sum))
            .Append('\n');
        text.Append(family.Name).Append("_count").Append(Labels(series, null)).Append(' ');
        text.Append(Number(count)).Append('\n');
    }

    private static string Word(MetricKind kind) =>
        kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };

    private static string Labels(MetricSeries series, string? bound)
    {
        var labels = series
            .Labels.Where(label => label.Value is not null)
            .Select(label =>
                $"{Plain(label.Key)}=\"{Escape(Convert.ToString(label.Value, CultureInfo.InvariantCulture) ?? "", isLabel: true)}\""
            );
        if (bound is not null)
            labels = labels.Append($"le=\"{bound}\"");
        var text = string.Join(',', labels);
        return text.Length == 0 ? "" : "{" + text + "}";
    }

    private static string Plain(string name)
    {
        var plain = name.ToCharArray();
        for (var i = 0; i < plain.Length; i++)
            if (!char.IsAsciiLetterOrDigit(plain[i]) && plain[i] != '_')
                plain[i] = '_';
        return new string(plain);
    }

    private static string Escape(string text, bool isLabel)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isLabel ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
