using System.Collections.Immutable;
using DataLab.Catalog.Ingest;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Serves tables of a database as they lie: reads what they are, and lists them; nothing is copied, nothing of theirs changed.</summary>
public static class SchemaPublishing
{
    /// <summary>Publishes, or brings up to date what was published before; tables that are gone are taken off the list.</summary>
    /// <exception cref="ServiceException">UsageError: there is no such schema, table or column; ServiceUnavailable: the database
    /// cannot be reached.</exception>
    public static Task<PublishReport> RunAsync(PublishRequest request, CancellationToken ct = default) =>
        WithAsync(request, run => run.PublishAsync(), ct);

    /// <summary>Takes tables off the list; they stay where they are.</summary>
    /// <exception cref="ServiceException">NotFound: none of them is published from there.</exception>
    public static Task<PublishReport> RemoveAsync(PublishRequest request, CancellationToken ct = default) =>
        WithAsync(request, run => run.RemoveAsync(), ct);

    private static async Task<PublishReport> WithAsync(
        PublishRequest request,
        Func<Run, Task<PublishReport>> work,
        CancellationToken ct
    )
    {
        Relations.CheckSchema(request.Schema);
        Relations.CheckSchema(request.PublishedSchema);
        foreach (var name in new[] { TapSchema.Name, QuerySession.SchemaName })
            if (name.Equals(request.PublishedSchema, StringComparison.OrdinalIgnoreCase))
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"{name} is kept for the service; publish under another name (--as)."
                );
        var builder = ConnectionStrings.Read(request.Database);
        builder.ApplicationName = "datalab publish";
        builder.Pooling = false;
        builder.CommandTimeout = 0;
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            await PostgreSqlFunctions.InstallAsync(connection, ct).ConfigureAwait(false);
            await CatalogStore.InstallAsync(connection, ct).ConfigureAwait(false);
            return await work(new Run(connection, request, ct)).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            ct.ThrowIfCancellationRequested();
            throw Explained(e);
        }
    }

    private sealed class Run(NpgsqlConnection connection, PublishRequest request, CancellationToken ct)
    {
        private readonly List<string> notes = [];

        private string PublishedName(string table) =>
            AdqlName.Write(request.PublishedSchema) + "." + AdqlName.Write(table);

        public async Task<PublishReport> PublishAsync()
        {
            notes.AddRange(request.Metadata?.Notes ?? []);
            var relations = await ChooseAsync().ConfigureAwait(false);
            var tapSchema = await TapSchemaReader
                .ReadAsync(connection, request.Schema, notes.Add, ct)
                .ConfigureAwait(false);
            var finder = new SkySearchFinder(connection, request.CellColumn, notes.Add);
            await finder.PrepareAsync(ct).ConfigureAwait(false);
            await ExecuteAsync("SET statement_timeout = '60s'").ConfigureAwait(false);
            var tables = new List<(Relation Relation, StoredTable Stored, string Search)>();
            foreach (var relation in relations)
                if (await DescribeAsync(relation, tapSchema, finder).ConfigureAwait(false) is var (stored, search))
                    tables.Add((relation, stored, search));
            if (request.CellColumn is { } cell && !relations.Any(one => one.Columns.Any(column => column.Name == cell)))
                throw new ServiceException(ErrorKind.UsageError, $"No table has a column \"{cell}\".");
            await ExecuteAsync("SET statement_timeout = 0").ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
            await CatalogStore.LockAsync(connection, ct).ConfigureAwait(false);
            foreach (var (relation, stored, _) in tables)
                await CatalogStore
                    .PutAsync(connection, stored, relation.Name, About(tapSchema), ct)
                    .ConfigureAwait(false);
            var removed = request.Tables.IsEmpty
                ? await ForgetAsync([.. tables.Select(table => table.Relation.Name)]).ConfigureAwait(false)
                : [];
            await CatalogStore.AnnounceAsync(connection, ct).ConfigureAwait(false);
            await new ReaderGrants(connection, notes.Add)
                .GrantAsync(request.Schema, [.. tables.Select(table => table.Relation)], finder.ExtensionSchemas, ct)
                .ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
            return new PublishReport(
                [.. tables.Select(table => new PublishedRelation(table.Stored.Table, table.Search))],
                [.. notes.Distinct()],
                removed
            );
        }

        public async Task<PublishReport> RemoveAsync()
        {
            await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
            await CatalogStore.LockAsync(connection, ct).ConfigureAwait(false);
            var listed = await ListedAsync(isInPlace: true).ConfigureAwait(false);
            var wanted = request.Tables.IsEmpty ? listed : request.Tables;
            if (wanted.IsEmpty || wanted.FirstOrDefault(name => !listed.Contains(name)) is not null)
                throw new ServiceException(
                    ErrorKind.NotFound,
                    wanted.FirstOrDefault(name => !listed.Contains(name)) is { } missing
                        ? $"{PublishedName(missing)} is not published from schema {request.Schema} of this database."
                        : $"Nothing is published from schema {request.Schema} of this database as {request.PublishedSchema}."
                );
            foreach (var name in wanted)
                await CatalogStore.UnlistAsync(connection, request.PublishedSchema, name, ct).ConfigureAwait(false);
            await CatalogStore.AnnounceAsync(connection, ct).ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
            return new PublishReport([], [], wanted);
        }

        /// <summary>The tables that were asked for and can be served.</summary>
        private async Task<ImmutableArray<Relation>> ChooseAsync()
        {
            var all = await SchemaReader.ReadAsync(connection, request.Schema, ct).ConfigureAwait(false);
            var own = await OwnRelationsAsync().ConfigureAwait(false);
            all = [.. all.Where(relation => !own.Contains(relation.Name))];
            if (all.IsEmpty)
                throw new ServiceException(
                    ErrorKind.NotFound,
                    $"There is no schema \"{request.Schema}\" with tables in this database. Names of schemas are case-sensitive here."
                );
            foreach (var name in request.Tables)
                if (!all.Any(relation => relation.Name == name))
                    throw new ServiceException(
                        ErrorKind.NotFound,
                        $"There is no table \"{name}\" in schema {request.Schema}. It has {Listed(all.Select(one => one.Name))}."
                    );
            var taken = (await ListedAsync(isInPlace: false).ConfigureAwait(false)).ToHashSet(
                StringComparer.OrdinalIgnoreCase
            );
            var chosen = ImmutableArray.CreateBuilder<Relation>();
            foreach (var relation in all.Where(one => request.Tables.IsEmpty || request.Tables.Contains(one.Name)))
                if (Obstacle(relation, taken) is { } obstacle)
                    notes.Add($"{relation.Name} is left out: {obstacle}.");
                else
                {
                    taken.Add(relation.Name);
                    chosen.Add(relation);
                }
            if (all.Any(relation => !relation.IsReadable))
                notes.Add(
                    "This role may not read some tables. Somebody who may has to run:\n  "
                        + await GrantAsync(all).ConfigureAwait(false)
                        + "\nand publish again."
                );
            return chosen.ToImmutable();
        }

        private async Task<string> GrantAsync(ImmutableArray<Relation> all)
        {
            var role = TranslatorTables.Quote((await NamesAsync("SELECT current_user::text").ConfigureAwait(false))[0]);
            var schema = TranslatorTables.Quote(request.Schema);
            var tables = all.Where(relation => !relation.IsReadable).Select(relation => relation.SqlName);
            return $"GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT SELECT ON {string.Join(", ", tables)} TO {role};";
        }

        private string? Obstacle(Relation relation, HashSet<string> taken) =>
            taken.Contains(relation.Name)
                ? $"{PublishedName(relation.Name)} is another table of the archive already (--as publishes under another name)"
            : !relation.IsReadable ? "this role may not read it"
            : !relation.IsPopulated ? "it is a materialised view that was never filled (REFRESH MATERIALIZED VIEW)"
            : null;

        private async Task<(StoredTable, string)?> DescribeAsync(
            Relation relation,
            FelisDocument? tapSchema,
            SkySearchFinder finder
        )
        {
            var metadata = new RelationMetadata(
                relation,
                Table(request.Metadata, relation.Name),
                Table(tapSchema, relation.Name)
            );
            foreach (var missing in metadata.Missing)
                notes.Add($"{relation.Name}: the metadata describe a column \"{missing}\" that is not there.");
            var columns = await ColumnsAsync(metadata).ConfigureAwait(false);
            if (columns.IsEmpty)
            {
                notes.Add($"{relation.Name} is left out: it has no column that can be published.");
                return null;
            }
            ImmutableArray<Field> fields = [.. columns.Select(column => column.Type.Field)];
            IngestUnits.Note(fields, text => notes.Add($"{relation.Name}: {text}"));
            var position = SkySearchFinder.Position(relation, fields, notes.Add);
            var search = position is var (ra, dec)
                ? await finder.FindAsync(relation, ra, dec, ct).ConfigureAwait(false)
                : null;
            if (relation.Rows is null && relation.TakesIndexes)
                notes.Add(
                    $"{relation.Name}: the database has no estimate of its rows; ANALYZE {relation.SqlName} makes one."
                );
            var stored = new RelationPublication(request.PublishedSchema, metadata, columns).Stored(position, search);
            return (stored, search?.Description ?? "no position");
        }

        private async Task<ImmutableArray<(RelationColumn Column, PublishedType Type)>> ColumnsAsync(
            RelationMetadata metadata
        )
        {
            var relation = metadata.Relation;
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var columns = new List<(RelationColumn Column, PublishedType Type)>();
            foreach (var column in relation.Columns)
                if (ColumnTypes.Of(column) is not { } type)
                    notes.Add(
                        $"{relation.Name}: the column \"{column.Name}\" is left out: no type of VOTable holds {column.TypeName}."
                    );
                else if (!names.Add(column.Name))
                    notes.Add(
                        $"{relation.Name}: the column \"{column.Name}\" is left out: another one differs from it by case only."
                    );
                else
                    columns.Add((column, type with { Field = metadata.Over(type.Field, column) }));
            var texts = Enumerable
                .Range(0, columns.Count)
                .Where(i => columns[i].Type.Field is { DataType: DataType.Char, XType: not XTypes.Timestamp })
                .ToList();
            var unicode = await new RelationSample(connection, relation)
                .AreUnicodeAsync(
                    [.. texts.Select(i => columns[i].Type.Sql ?? TranslatorTables.Quote(columns[i].Column.Name))],
                    ct
                )
                .ConfigureAwait(false);
            if (unicode is null)
                notes.Add($"{relation.Name}: its rows could not be looked at; texts are published as unicodeChar.");
            foreach (var (i, k) in texts.Select((i, k) => (i, k)))
                if (unicode?[k] ?? true)
                    columns[i] = columns[i] with
                    {
                        Type = columns[i].Type with
                        {
                            Field = columns[i].Type.Field with { DataType = DataType.UnicodeChar },
                        },
                    };
            return [.. columns];
        }

        /// <summary>Tables listed before that are not among those published now.</summary>
        private async Task<ImmutableArray<string>> ForgetAsync(HashSet<string> now)
        {
            var gone = (await ListedAsync(isInPlace: true).ConfigureAwait(false))
                .Where(name => !now.Contains(name))
                .ToImmutableArray();
            foreach (var name in gone)
                await CatalogStore.UnlistAsync(connection, request.PublishedSchema, name, ct).ConfigureAwait(false);
            return gone;
        }

        /// <param name="isInPlace">Those read in place from the schema at hand; else all others.</param>
        private Task<ImmutableArray<string>> ListedAsync(bool isInPlace) =>
            NamesAsync(
                $"""
                SELECT table_name FROM datalab.tables WHERE schema_name = $1
                AND coalesce(metadata::json ->> 'inPlace' = $2, false) = {(isInPlace ? "true" : "false")}
                """,
                request.PublishedSchema,
                request.Schema
            );

        /// <summary>What ingests made in the schema at hand.</summary>
        private async Task<HashSet<string>> OwnRelationsAsync() =>
            [
                .. await NamesAsync(
                        """
                        SELECT relation FROM datalab.tables WHERE schema_name = $1 AND metadata::json ->> 'inPlace' IS NULL
                        UNION SELECT relation FROM datalab.replaced WHERE schema_name = $1
                        """,
                        request.Schema
                    )
                    .ConfigureAwait(false),
            ];

        private async Task<ImmutableArray<string>> NamesAsync(string sql, params string[] arguments)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var argument in arguments)
                command.Parameters.Add(new NpgsqlParameter { Value = argument });
            await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            var names = ImmutableArray.CreateBuilder<string>();
            while (await rows.ReadAsync(ct).ConfigureAwait(false))
                names.Add(rows.GetString(0));
            return names.ToImmutable();
        }

        private static FelisTable? Table(FelisDocument? document, string name) =>
            document?.Tables.FirstOrDefault(table =>
                string.Equals(table.Name, name, StringComparison.OrdinalIgnoreCase)
            );

        private StoredSchema? About(FelisDocument? tapSchema)
        {
            var (description, utype, index) = (
                request.Metadata?.Description ?? tapSchema?.Description,
                request.Metadata?.Utype ?? tapSchema?.Utype,
                request.Metadata?.Index ?? tapSchema?.Index
            );
            return (description ?? utype ?? (object?)index) is null
                ? null
                : new StoredSchema
                {
                    Description = description,
                    Utype = utype,
                    Index = index,
                };
        }

        private Task ExecuteAsync(string sql) => CatalogStore.ExecuteAsync(connection, sql, ct);

        private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Take(20));
    }

    /// <summary>For the operator at the command line, who may and should see what the server says.</summary>
    private static ServiceException Explained(Exception e) =>
        e switch
        {
            PostgresException { SqlState: "42501" } denied => PostgreSqlErrors.MayNotPublish(denied),
            PostgresException server => new(
                ErrorKind.Fault,
                $"The tables could not be published: {server.MessageText}",
                e
            ),
            _ => new(ErrorKind.ServiceUnavailable, $"The database cannot be reached: {e.Message}", e),
        };
}
