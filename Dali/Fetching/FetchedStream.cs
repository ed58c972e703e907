using System.Globalization;
using DataLab.Formats;

namespace DataLab.Dali.Fetching;

/// <summary>The body of a fetched URL, within its limits.</summary>
internal sealed class FetchedStream(
    Stream body,
    HttpMessageInvoker client,
    FetchClock clock,
    long most,
    long? announced,
    TimeSpan patience
) : Stream
{
    private long count;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException("The length is not known before the end.");

    public override long Position
    {
        get => count;
        set => throw new NotSupportedException("The stream goes forward only.");
    }

    public static ServiceException TooLarge(long? announced, long most) =>
        new(
            ErrorKind.LimitExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The URL cannot be fetched: it gives {(announced is { } bytes ? $"{bytes}" : "more")} bytes; {most} are allowed."
            )
        );

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int read;
        try
        {
            read = await clock
                .RunAsync(token => body.ReadAsync(buffer, token).AsTask(), patience)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ServiceException(
                ErrorKind.UsageError,
                "The URL cannot be fetched: its host broke off before the end.",
                e
            );
        }
        count += read;
        return count <= most ? read : throw TooLarge(announced, most);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Forward only.");

    public override void SetLength(long value) => throw new NotSupportedException("Read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            client.Dispose();
            clock.Dispose();
        }
        base.Dispose(disposing);
    }
}
