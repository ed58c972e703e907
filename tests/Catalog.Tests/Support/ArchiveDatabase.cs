using DataLab.Adql.Dialects;
using DataLab.Catalog.PostgreSql;
using DataLab.Tests;

namespace DataLab.Catalog.Tests.Support;

/// <summary>A database of the tests' own, with the engine's functions and an empty catalogue in it.</summary>
internal sealed record ArchiveDatabase(PostgreSqlServer Server, string Name)
{
    private const string Template = "archive";
    private static readonly SemaphoreSlim Making = new(1);
    private static bool isMade;

    /// <summary>Of the superuser.</summary>
    public string Owner => Server.ConnectionStringOf(Name);

    /// <summary>Of the role that may only read.</summary>
    public string Reader => Server.ConnectionStringOf(Name, SharedServer.Reader);

    /// <summary>What ingests spread tables over; null where they stay in this database.</summary>
    public ShardList? Shards { get; init; }

    private static async Task<ArchiveDatabase> OfAsync(PostgreSqlServer server, string name) =>
        new(server, name)
        {
            Shards = SharedServer.Shards is { } shards ? ShardList.Load(await shards.CreateShardsAsync(name)) : null,
        };

    /// <summary>A copy of a template, so that it is there in no time.</summary>
    public static async Task<ArchiveDatabase> CreateAsync()
    {
        var server = await SharedServer.StartAsync();
        await Making.WaitAsync();
        try
        {
            if (!isMade)
                await MakeAsync(server);
            isMade = true;
            return await OfAsync(server, await SharedServer.NewDatabaseAsync(Template));
        }
        finally
        {
            Making.Release();
        }
    }

    /// <summary>With nothing in it, not even the schema of the catalogue.</summary>
    public static async Task<ArchiveDatabase> CreateEmptyAsync() =>
        await OfAsync(await SharedServer.StartAsync(), await SharedServer.NewDatabaseAsync());

    /// <summary>Its collation sorts otherwise than by bytes, as most databases' do.</summary>
    private static async Task MakeAsync(PostgreSqlServer server)
    {
        await server.ExecuteAsync(
            $"CREATE DATABASE {Template} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        );
        if (TestEngine.Kind == TestEngineKind.Q3c)
            await server.ExecuteAsync("CREATE EXTENSION q3c", Template);
        var owner = server.ConnectionStringOf(Template) + ";Pooling=false";
        await using var catalog = await PostgreSqlCatalog.OpenAsync(new(owner, PostgreSqlDialect.Instance));
    }
}
