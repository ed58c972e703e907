using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace DataLab.Host.Tests;

/// <summary>A span as it arrived.</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name)
{
    public Dictionary<string, string> Attributes { get; } = [];
}

/// <summary>A collector of traces: takes OTLP over HTTP and reads as much of its protocol buffers as the tests want to know.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public OtlpReceiver()
    {
        Url = $"http://127.0.0.1:{MetricsTests.FreePort()}/";
        listener.Prefixes.Add(Url);
        listener.Start();
        serving = ServeAsync();
    }

    public string Url { get; }
    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];
    public ConcurrentQueue<string> Paths { get; } = [];

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                Paths.Enqueue(context.Request.Url!.AbsolutePath);
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                ReadSpans(body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    /// <summary>ExportTraceServiceRequest: resource_spans = 1, scope_spans = 2, spans = 2.</summary>
    private void ReadSpans(byte[] request)
    {
        foreach (var resource in Fields(request).Where(field => field.Number == 1))
        foreach (var scope in Fields(resource.Bytes).Where(field => field.Number == 2))
        foreach (var span in Fields(scope.Bytes).Where(field => field.Number == 2))
            Spans.Enqueue(Read(span.Bytes));
    }

    /// <summary>Span: trace_id = 1, span_id = 2, parent_span_id = 4, name = 5, attributes = 9 (key = 1, value = 2).</summary>
    private static ReceivedSpan Read(byte[] bytes)
    {
        var fields = Fields(bytes).ToLookup(field => field.Number, field => field.Bytes);
        var span = new ReceivedSpan(
            Hex(fields[1]),
            Hex(fields[2]),
            Hex(fields[4]),
            Encoding.UTF8.GetString(fields[5].Single())
        );
        foreach (var attribute in fields[9])
        {
            var pair = Fields(attribute).ToDictionary(field => field.Number, field => field.Bytes);
            var value = Fields(pair[2]).Single();
            span.Attributes[Encoding.UTF8.GetString(pair[1])] =
                value.Number == 1
                    ? Encoding.UTF8.GetString(value.Bytes)
                    : value.Varint.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return span;
    }

    private static string Hex(IEnumerable<byte[]> bytes) => Convert.ToHexStringLower(bytes.SingleOrDefault() ?? []);

    private static IEnumerable<(int Number, byte[] Bytes, long Varint)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length; )
        {
            var key = Varint(message, ref at);
            var (number, type) = ((int)(key >> 3), (int)(key & 7));
            var (length, value) = type switch
            {
                0 => (0, Varint(message, ref at)),
                1 => (8, 0),
                2 => ((int)Varint(message, ref at), 0L),
                5 => (4, 0),
                _ => throw new InvalidDataException($"wire type {type}"),
            };
            yield return (number, message[at..(at + length)], value);
            at += length;
        }
    }

    private static long Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0L, 0);
        while (true)
        {
            var b = message[at++];
            value |= (long)(b & 127) << shift;
            shift += 7;
            if (b < 128)
                return value;
        }
    }
}
