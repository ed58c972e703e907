using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.State;
using DataLab.Tap.Async;
using DataLab.Uws;
using DataLab.Uws.History;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DataLab.Tap.Tests;

/// <summary>The jobs of TAP on a store of their own, executed in this process by an engine that does as it is told.</summary>
internal sealed class JobsHost : IAsyncDisposable
{
    private readonly string folder;
    private readonly StateStore state;
    private readonly TapService tap;
    private readonly IHost host;

    private JobsHost(string folder, StateStore state, TapOptions options)
    {
        (this.folder, this.state) = (folder, state);
        tap = new TapService(Engine, options);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton(new TapJobs(tap, new TableFormats()));
        builder.Services.AddSingleton<JobKind>(services => services.GetRequiredService<TapJobs>());
        builder.Services.AddUws(new UwsOptions(Path.Combine(folder, "jobs")));
        host = builder.Build();
    }

    public ScriptedEngine Engine { get; } = new();
    public JobService Jobs => host.Services.GetRequiredService<JobService>();
    public QueryHistory History => host.Services.GetRequiredService<QueryHistory>();
    public TapJobs Kind => host.Services.GetRequiredService<TapJobs>();

    public static async Task<JobsHost> StartAsync(TapOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("datalab-tap-jobs-").FullName;
        var state = await StateStore.OpenAsync(
            Path.Combine(folder, "state.sqlite"),
            [UwsServices.Module],
            CancellationToken.None
        );
        var jobs = new JobsHost(folder, state, options);
        await jobs.host.StartAsync();
        return jobs;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await state.DisposeAsync();
        await Engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Batches of four rows, as long as <see cref="Read"/> has nothing to say against it.</summary>
internal sealed class ScriptedEngine : ICatalogEngine
{
    private static readonly Table Stars = new("s", "stars", "stars", [new Column("x", "x", new ColumnType("int"))]);

    /// <summary>Asked with the number of the batch, from 1: null for a batch; else awaited, and the table has ended.</summary>
    public Func<int, Task<bool>?> Read { get; set; } = _ => null;

    public QueryLimits? Limits { get; private set; }

    public SqlDialect Dialect { get; } = DuckDbDialect.Instance;

    public CatalogSnapshot Snapshot { get; } = new(1, DateTimeOffset.UnixEpoch, [], new Schema([Stars]));

    public Task<RowSource> OpenAsync(Translation query, QueryLimits limits, CancellationToken ct)
    {
        Limits = limits;
        return Task.FromResult<RowSource>(new ScriptedRows(Read));
    }

    public Task<QuerySession> BeginAsync(QueryLimits limits, UploadLimits uploads, CancellationToken ct) =>
        throw new ServiceException(ErrorKind.ServiceUnavailable, "These tests bring no tables.");

    public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class ScriptedRows(Func<int, Task<bool>?> read) : RowSource
{
    private int number;

    public override TableDescription Table { get; } = new([new Field("x", DataType.Int)]);

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (read(++number) is { } end)
        {
            await end;
            return null;
        }
        var column = new ValueVector<int>();
        column.Reset(4);
        return new RowBatch(ImmutableArray.Create<ColumnVector>(column)) { Count = 4 };
    }
}
