using System.Collections.Immutable;
using System.Diagnostics;
using DataLab.Adql.Grammar;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Takes rows in as a table: read, staged, sorted by position, described, and published in one step.</summary>
public static class TableIngest
{
    private const long ReportEvery = 100_000;

    /// <summary>Names told one by one in a note.</summary>
    private const int NamesShown = 10;

    /// <summary>Makes or replaces one table. Whatever happens, the old table or the new one is there whole.</summary>
    /// <exception cref="ServiceException">UsageError: what was asked for does not fit the sources or the archive;
    /// ServiceUnavailable: another ingest has the table; LimitExceeded: the disk is full.</exception>
    /// <exception cref="TableFormatException">A source is not what its format says.</exception>
    /// <exception cref="OperationCanceledException">Nothing was changed.</exception>
    public static Task<IngestReport> RunAsync(
        IngestRequest request,
        IProgress<IngestProgress>? progress = null,
        CancellationToken ct = default
    ) => Task.Run(() => new Run(request, progress, ct).RunAsync(), ct);

    private sealed class Run(IngestRequest request, IProgress<IngestProgress>? progress, CancellationToken ct)
    {
        private readonly List<string> notes = [];
        private readonly Stopwatch clock = Stopwatch.StartNew();

        private string TableName => AdqlName.Write(request.Schema) + "." + AdqlName.Write(request.Table);

        public async Task<IngestReport> RunAsync()
        {
            if (request.Sources.IsDefaultOrEmpty)
                throw new ServiceException(ErrorKind.UsageError, "There is nothing to take in: no source was named.");
            if (string.Equals(request.Schema, TapSchema.Name, StringComparison.OrdinalIgnoreCase))
                throw new ServiceException(
                    ErrorKind.UsageError,
                    "TAP_SCHEMA describes the others and takes no tables."
                );
            if (string.Equals(request.Schema, QuerySession.SchemaName, StringComparison.OrdinalIgnoreCase))
                throw new ServiceException(
                    ErrorKind.UsageError,
                    "TAP_UPLOAD is the schema of tables that queries bring themselves; publish under another name."
                );
            if (request.Schema.Length == 0 || request.Table.Length == 0)
                throw new ServiceException(
                    ErrorKind.UsageError,
                    "A schema and a table must each have a name of one character at least."
                );
            if (string.Equals(request.Schema, StatisticsSchema.Name, StringComparison.OrdinalIgnoreCase))
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"The schema {StatisticsSchema.Name} has the statistics of the archive; publish under another name."
                );
            var metadata = request.Metadata?.Find(request.Table);
            notes.AddRange(request.Metadata?.Notes ?? []);
            if (request.Metadata is not null && metadata is null)
                Note($"The metadata say nothing of a table \"{request.Table}\".");
            try
            {
                await using var publication = await OpenPublicationAsync().ConfigureAwait(false);
                return await BuildAsync(publication, metadata).ConfigureAwait(false);
            }
            catch (EngineException e)
            {
                ct.ThrowIfCancellationRequested();
                throw Explained(e);
            }
            catch (IOException e) when (IsDiskFull(e))
            {
                throw DiskFull(e);
            }
        }

        private async Task<IPublication> OpenPublicationAsync() =>
            request.Database is { } database
                ? await PostgreSqlPublication.OpenAsync(request, database, Note, ct).ConfigureAwait(false)
                : new Publication(
                    new CatalogFolder(request.DataFolder),
                    request.Schema,
                    request.Table,
                    request.Replace
                );

        private async Task<IngestReport> BuildAsync(IPublication publication, FelisTable? metadata)
        {
            var reading = new IngestReading(DeclaredColumns(metadata), Note, publication.WorkFolder);
            var (columns, stored) = await FillAsync(publication, reading, metadata).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            NoteNamesToQuote(columns);
            var (table, bytes) = await publication
                .PublishAsync(
                    stored.Table,
                    About(),
                    stage => progress?.Report(new IngestProgress(stage, stored.Table.Table.Rows ?? 0)),
                    ct
                )
                .ConfigureAwait(false);
            return new IngestReport(
                table,
                table.Rows ?? 0,
                columns.Fields.Length,
                stored.BadPositions,
                [.. notes],
                clock.Elapsed
            )
            {
                Position = columns.Position is { } position
                    ? (columns.Fields[position.Ra].Name, columns.Fields[position.Dec].Name)
                    : null,
                FileBytes = bytes,
            };
        }

        private async Task<(IngestColumns, (StoredTable Table, long BadPositions))> FillAsync(
            IPublication publication,
            IngestReading reading,
            FelisTable? metadata
        )
        {
            IngestColumns? columns = null;
            RowIntake? intake = null;
            ITableBuilder? builder = null;
            TableDescription? first = null;
            try
            {
                foreach (var source in request.Sources)
                {
                    await using var rows = await OpenAsync(source, reading).ConfigureAwait(false);
                    int[] indices;
                    if (columns is null || intake is null || builder is null || first is null)
                    {
                        first = rows.Table;
                        columns = IngestColumns.Of(request, rows.Fields, metadata, Note, indexesRegions: true);
                        intake = new RowIntake(columns, publication.KeepsZeros);
                        builder = publication.Build(request, columns);
                        indices = [.. Enumerable.Range(0, rows.Fields.Length)];
                    }
                    else
                    {
                        indices = IngestColumns.Match(first.Fields, rows.Fields, request.Sources[0].Name, source.Name);
                        columns = columns.Widened(rows.Fields, indices);
                    }
                    await ReadAsync(source.Name, rows, intake, builder, indices).ConfigureAwait(false);
                }
                Debug.Assert(columns is not null && intake is not null && builder is not null && first is not null);
                var stored = Finish(columns, intake, builder, metadata, first, publication.KeepsZeros);
                return (columns, (stored, intake.BadPositions));
            }
            finally
            {
                builder?.Dispose();
            }
        }

        private StoredTable Finish(
            IngestColumns columns,
            RowIntake intake,
            ITableBuilder builder,
            FelisTable? metadata,
            TableDescription first,
            bool keepsZeros
        )
        {
            var instants = intake.Instants;
            ImmutableArray<Field> texts =
            [
                .. columns.Fields.Where(field =>
                    XTypes.IsTimestamp(field) && !instants.Any(instant => instant.Name == field.Name)
                ),
            ];
            var published = columns.WithoutXType(texts, Note).WithUnicode(intake.Unicode);
            var stored = intake.Counted(Describe(published, metadata, first, intake.Rows));
            using (ct.Register(builder.Interrupt))
                builder.Finish(
                    stored,
                    instants,
                    stage =>
                    {
                        progress?.Report(new IngestProgress(stage, intake.Rows));
                        // An interrupt that comes between two statements is lost.
                        ct.ThrowIfCancellationRequested();
                    }
                );
            if (intake.BadPositions > 0)
                Note(
                    $"{intake.BadPositions} rows have no valid position and will not be found by positional searches."
                );
            var mended = intake.MendedStrings + builder.MendedStrings;
            if (mended > 0)
                Note(
                    $"{mended} strings were not UTF-8{(keepsZeros ? "" : " or had a zero byte, which a database does not keep")}; "
                        + "U+FFFD stands for the bytes that were wrong."
                );
            return stored;
        }

        private async Task ReadAsync(
            string source,
            RowSource rows,
            RowIntake intake,
            ITableBuilder builder,
            int[] indices
        )
        {
            var nextReport = intake.Rows;
            while (await NextAsync(source, rows).ConfigureAwait(false) is { } batch)
            {
                using (batch)
                    builder.Append(intake.Take(batch, indices), batch.Count);
                if (intake.Rows >= nextReport)
                {
                    progress?.Report(new IngestProgress(IngestStage.Reading, intake.Rows) { Source = source });
                    nextReport = intake.Rows + ReportEvery;
                }
            }
        }

        private async Task<RowSource> OpenAsync(IngestSource source, IngestReading reading)
        {
            try
            {
                return await source.Open(reading, ct).ConfigureAwait(false);
            }
            catch (TableFormatException e)
            {
                throw e.In(source.Name);
            }
        }

        private async Task<RowBatch?> NextAsync(string source, RowSource rows)
        {
            try
            {
                return await rows.ReadAsync(ct).ConfigureAwait(false);
            }
            catch (TableFormatException e)
            {
                throw e.In(source);
            }
        }

        private StoredTable Describe(IngestColumns columns, FelisTable? metadata, TableDescription source, long rows) =>
            new(
                new TableMetadata(request.Schema, request.Table, columns.Metadata(metadata))
                {
                    Description = metadata?.Description ?? source.Description,
                    Utype = metadata?.Utype,
                    Index = metadata?.Index,
                    Rows = rows,
                    ForeignKeys = metadata is null ? [] : Keys(metadata, columns),
                },
                columns.EngineNames
            )
            {
                Position = columns.Position is { } position
                    ? new StoredPosition(
                        columns.Fields[position.Ra].Name,
                        columns.Fields[position.Dec].Name,
                        columns.Cell
                    )
                    : null,
                Footprint = columns.Footprint,
                Sources = [.. request.Sources.Select(s => s.Name)],
                PublishedAt = DateTimeOffset.UtcNow,
                Infos = source.Infos,
            };

        private ImmutableArray<ForeignKey> Keys(FelisTable metadata, IngestColumns columns)
        {
            var keys = ImmutableArray.CreateBuilder<ForeignKey>();
            foreach (var key in metadata.ForeignKeys)
            {
                var target = key.TargetTable.Split('.') is [var schema, var table]
                    ? AdqlName.Write(schema) + "." + AdqlName.Write(table)
                    : AdqlName.Write(request.Schema) + "." + AdqlName.Write(key.TargetTable);
                var pairs = key
                    .Columns.Select(pair => (IngestColumns.IndexOf(columns.Fields, pair.From), pair.Target))
                    .ToArray();
                if (pairs.Any(pair => pair.Item1 < 0))
                {
                    Note($"The foreign key \"{key.Id}\" is left out: the source does not have its columns.");
                    continue;
                }
                keys.Add(
                    new ForeignKey(
                        $"{request.Schema}.{request.Table}.{key.Id}",
                        TableName,
                        target,
                        [.. pairs.Select(pair => (columns.Fields[pair.Item1].Name, pair.Target))]
                    )
                    {
                        Description = key.Description,
                    }
                );
            }
            return keys.ToImmutable();
        }

        /// <summary>What is known of the schema, if the metadata are of this schema.</summary>
        private StoredSchema? About() =>
            request.Metadata is { } felis
            && (felis.Name is null || string.Equals(felis.Name, request.Schema, StringComparison.OrdinalIgnoreCase))
            && (felis.Description ?? felis.Utype ?? (object?)felis.Index) is not null
                ? new StoredSchema
                {
                    Description = felis.Description,
                    Utype = felis.Utype,
                    Index = felis.Index,
                }
                : null;

        private static Dictionary<string, Field> DeclaredColumns(FelisTable? metadata) =>
            (metadata?.Columns ?? [])
                .Where(column => column.DataType is not null)
                .ToDictionary(
                    column => column.Name,
                    column =>
                        column.Over(new Field(column.Name, column.DataType!.Value) { ArraySize = column.ArraySize }),
                    StringComparer.OrdinalIgnoreCase
                );

        /// <summary>Names that are no regular identifiers of ADQL trip whoever writes a query: better told before the table has users.</summary>
        private void NoteNamesToQuote(IngestColumns columns)
        {
            var names = columns
                .Fields.Select(field => field.Name)
                .Prepend(request.Table)
                .Prepend(request.Schema)
                .Where(name => !ReservedWords.IsRegularIdentifier(name))
                .Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
                .ToArray();
            if (names.Length == 0)
                return;
            var more = names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "";
            Note(
                $"Queries have to write these names in double quotes: {string.Join(", ", names.Take(NamesShown))}{more}. "
                    + "Names of letters, digits and underscores that are no reserved words of ADQL need none."
            );
        }

        private void Note(string note)
        {
            if (!notes.Contains(note))
                notes.Add(note);
        }

        private static ServiceException Explained(EngineException e) =>
            e.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("Could not write", StringComparison.OrdinalIgnoreCase)
                ? DiskFull(e)
                : new ServiceException(ErrorKind.Fault, $"The table could not be made: {e.Message}", e);

        private static ServiceException DiskFull(Exception e) =>
            new(
                ErrorKind.LimitExceeded,
                "The disk of the data folder is full. Nothing was changed; an ingest needs about three times the size of the new table.",
                e
            );

        /// <summary>ENOSPC and EDQUOT, or ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.</summary>
        private static bool IsDiskFull(IOException e) =>
            OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 112 or 39 : e.HResult is 28 or 122;
    }
}
