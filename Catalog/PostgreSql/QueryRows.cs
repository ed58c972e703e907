using System.Diagnostics;
using System.Threading.Channels;
using DataLab.Adql;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>The rows of one running query: read from the server a few batches ahead of the reader, then waiting for it.</summary>
/// <remarks>
/// <c>COPY ... TO STDOUT (FORMAT BINARY)</c>: the driver hands on the bytes as they are, and cells go from there into vectors with no
/// object between. Read synchronously, since a read a row is what the driver gives, and awaiting each costs half as much again.
/// </remarks>
internal sealed class QueryRows : RowSource
{
    private const int BatchesAhead = 6;

    /// <summary>So many rows are read without a thread that blocks, which costs less than it saves for them.</summary>
    private const int FirstRows = 8;

    /// <summary>How long a server may take to stop a query that it has not begun to answer.</summary>
    private static readonly TimeSpan Mercy = TimeSpan.FromMilliseconds(700);

    private readonly Channel<RowBatch> batches = Channel.CreateBounded<RowBatch>(
        new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true }
    );
    private readonly QueryStop stop;
    private readonly QueryPurpose purpose;
    private readonly EngineClock clock;
    private readonly Action<Exception> onFailure;
    private Task running = Task.CompletedTask;

    /// <param name="stop">Disposed with the rows.</param>
    /// <param name="onFailure">Told of what the database or its rows did wrong.</param>
    public QueryRows(
        Translation query,
        QueryPurpose purpose,
        EngineClock clock,
        QueryStop stop,
        Action<Exception> onFailure
    )
    {
        this.clock = clock;
        Table = new TableDescription(ResultFields.Of(query));
        Forecast = Forecasts.Of(query);
        (this.purpose, this.stop, this.onFailure) = (purpose, stop, onFailure);
    }

    public override TableDescription Table { get; }

    public override RowForecast? Forecast { get; }

    /// <summary>Starts the query and waits for the first batch, the end or a failure, so that early failures need no half-written answer.</summary>
    /// <param name="connection">In a transaction; disposed when the last row is read. If this throws, it is disposed as well.</param>
    public async Task StartAsync(ServerConnection connection, string sql)
    {
        running = Task.Run(() => RunAsync(connection, sql));
        try
        {
            await batches.Reader.WaitToReadAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RunAsync(ServerConnection connection, string sql)
    {
        Exception? failure = null;
        clock.Begin(PostgreSqlCatalog.EngineName, purpose);
        try
        {
            stop.Token.ThrowIfCancellationRequested();
            var types = await connection.DescribeAsync(sql, stop.Token).ConfigureAwait(false);
            using var reader = new CopyReader(Fields, types);
            await using var copy = await StartCopyAsync(connection, sql).ConfigureAwait(false);
            await ReadAsync(copy, reader).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }
        try
        {
            if (failure is null)
                await connection.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            // All rows are read; a transaction that only read has nothing to lose.
        }
        await connection.DisposeAsync().ConfigureAwait(false);
        if (failure is not null)
            onFailure(failure);
        failure = failure is null && stop.Reason is QueryStop.StopReason.None ? null : stop.Explain(failure);
        stop.End();
        clock.End(failure);
        batches.Writer.TryComplete(failure);
    }

    /// <remarks>The server says that it has begun only with the first rows, so this may take as long as the query.</remarks>
    private async Task<NpgsqlRawCopyStream> StartCopyAsync(ServerConnection connection, string sql)
    {
        // Without mercy the driver cuts the connection; asking the server to stop leaves it whole.
        using var mercy = new CancellationTokenSource();
        await using var merciless = stop.Token.Register(() => mercy.CancelAfter(Mercy)).ConfigureAwait(false);
        stop.Attach(connection.Cancel);
        try
        {
            return await connection
                .Npgsql.BeginRawBinaryCopyAsync($"COPY ({sql}) TO STDOUT (FORMAT BINARY)", mercy.Token)
                .ConfigureAwait(false);
        }
        finally
        {
            stop.Detach();
        }
    }

    private async Task ReadAsync(NpgsqlRawCopyStream copy, CopyReader reader)
    {
        stop.Attach(() => Cancel(copy));
        try
        {
            // No thread waits for the first rows, and short answers need none.
            for (var i = 0; i < FirstRows && !reader.IsLaden; i++)
            {
                var count = await copy.ReadAsync(reader.Room, CancellationToken.None).ConfigureAwait(false);
                if (count == 0)
                {
                    await HandLastAsync(reader).ConfigureAwait(false);
                    return;
                }
                reader.Filled(count);
            }
            await OnThread(() => ReadOn(copy, reader)).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfServer(e))
        {
            // The server has ended the query: there is nothing to cancel, and nothing more to read.
            stop.Detach();
            EndWithoutReading(copy);
            // The rows before the failure were good.
            if (stop.Reason is QueryStop.StopReason.None)
                await HandAsync(reader).ConfigureAwait(false);
            throw;
        }
        catch
        {
            // Else closing would read all that is still to come.
            Cancel(copy);
            throw;
        }
        finally
        {
            stop.Detach();
        }
    }

    private async Task HandLastAsync(CopyReader reader)
    {
        await HandAsync(reader).ConfigureAwait(false);
        if (!reader.Ended)
            throw new InvalidDataException("The rows stop short of their end.");
    }

    private async Task HandAsync(CopyReader reader)
    {
        while (reader.Next() is { } batch)
            await HandAsync(batch).ConfigureAwait(false);
        if (reader.Last() is { } last)
            await HandAsync(last).ConfigureAwait(false);
    }

    private async ValueTask HandAsync(RowBatch batch)
    {
        if (batches.Writer.TryWrite(batch))
            return;
        var since = Stopwatch.GetTimestamp();
        await batches.Writer.WriteAsync(batch, stop.Token).ConfigureAwait(false);
        clock.Stood(since);
    }

    private void ReadOn(NpgsqlRawCopyStream copy, CopyReader reader)
    {
        var isOpen = true;
        while (isOpen)
        {
            while (reader.Next() is { } batch)
                Hand(batch);
            do
            {
                var count = copy.Read(reader.Room.Span);
                isOpen = count > 0;
                reader.Filled(count);
            } while (isOpen && !reader.IsLaden);
            stop.Token.ThrowIfCancellationRequested();
        }
        HandLastAsync(reader).GetAwaiter().GetResult();
    }

    private void Hand(RowBatch batch)
    {
        var handing = HandAsync(batch);
        // The reader may be slow: wait for it on this thread, which has nothing better to do.
        if (!handing.IsCompletedSuccessfully)
            handing.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Blocking reads are not for the threads that serve HTTP; those of jobs give way to others.</summary>
    private Task OnThread(Action read)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Body()
        {
            try
            {
                read();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
        if (purpose is QueryPurpose.Batch)
            BatchThread.Start("PostgreSQL job", Body);
        else
            ReaderThreads.Run(Body);
        return done.Task;
    }

    /// <summary>It came out of the stream; the driver takes a cancelled query for one that timed out.</summary>
    private static bool IsOfServer(Exception e) => e is NpgsqlException || e.InnerException is PostgresException;

    /// <summary>
    /// A failure after the last row, when the server ends its transaction or those on shards, or is cancelled then, leaves the driver's stream waiting for an
    /// end that it has read already. It must not wait: the connection is given up instead.
    /// </summary>
    private static void EndWithoutReading(NpgsqlRawCopyStream copy)
    {
        try
        {
            copy.ReadTimeout = 1;
        }
        catch (NullReferenceException)
        {
            // The stream knows that it has ended, and has let go of the connection.
        }
    }

    private static void Cancel(NpgsqlRawCopyStream copy)
    {
        try
        {
            copy.Cancel();
        }
        catch (Exception e) when (e is ObjectDisposedException or NullReferenceException || PostgreSqlErrors.IsOurs(e))
        {
            // It has ended meanwhile; the driver does not expect that while it is asked.
        }
    }

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        RowBatch? batch;
        while (!batches.Reader.TryRead(out batch))
        {
            if (!await batches.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
                return null;
        }
        // What was read before the limit struck is not handed out after it.
        if (stop.Reason is QueryStop.StopReason.None)
            return batch;
        batch.Dispose();
        await running.WaitAsync(ct).ConfigureAwait(false);
        throw stop.Explain(null);
    }

    public override async ValueTask DisposeAsync()
    {
        stop.Stop(QueryStop.StopReason.Left);
        await running.ConfigureAwait(false);
        while (batches.Reader.TryRead(out _)) { }
        await stop.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
