using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataLab.Dali.Tests.Fetching;

/// <summary>A web server on 127.0.0.1 that answers each connection as a script says, byte by byte.</summary>
internal sealed class ScriptedHost : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private int connections;

    /// <param name="answer">Given the request's head and the stream to answer on.</param>
    public ScriptedHost(Func<string, Stream, CancellationToken, Task> answer)
    {
        listener.Start();
        running = Task.Run(() => AcceptAsync(answer));
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => connections;

    public Uri Url => new($"http://127.0.0.1:{Port}/table.vot");

    public static ScriptedHost Answering(string response) =>
        new(async (_, stream, ct) => await stream.WriteAsync(Encoding.ASCII.GetBytes(response), ct));

    private async Task AcceptAsync(Func<string, Stream, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                _ = ServeAsync(client, answer);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, Func<string, Stream, CancellationToken, Task> answer)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = new StringBuilder();
                var buffer = new byte[1024];
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var count = await stream.ReadAsync(buffer, stopping.Token);
                    if (count == 0)
                        return;
                    head.Append(Encoding.ASCII.GetString(buffer, 0, count));
                }
                await answer(head.ToString(), stream, stopping.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client hung up, as it should in most of these tests.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        listener.Dispose();
        stopping.Dispose();
    }
}
