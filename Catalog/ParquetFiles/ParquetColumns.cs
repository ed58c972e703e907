using System.Collections.Immutable;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>A column of the files: how it is published, and the SQL that gives values of exactly that type.</summary>
/// <param name="IsWhole">It holds whole numbers of up to 64 bits.</param>
internal sealed record ParquetColumn(Field Field, string Sql, bool IsWhole);

/// <summary>The columns of the files, as the engine sees them, with what their metadata say.</summary>
internal sealed record ParquetColumns(ImmutableArray<ParquetColumn> Columns, FelisTable? Said)
{
    public string? Description { get; private init; }

    /// <summary>Names of the columns with the main position, degrees; null if there are none.</summary>
    public (string Ra, string Dec)? Position { get; private init; }

    public ParquetColumn? Find(string name) => Columns.FirstOrDefault(column => column.Field.Name == name);

    /// <exception cref="ServiceException">UsageError: a column that was named is not there, or nothing can be published.</exception>
    public static ParquetColumns Read(
        EngineConnection connection,
        ParquetRequest request,
        ImmutableArray<FoundFile> files,
        Action<string> note
    )
    {
        var first = EngineTypes.Literal(files[0].Path);
        var metadata = ParquetMetadata.Read(connection, first, note);
        var felis = request.Metadata?.Find(request.Table);
        foreach (var text in request.Metadata?.Notes ?? [])
            note(text);
        var columns = new List<ParquetColumn>();
        using (var empty = connection.Select($"SELECT * FROM read_parquet({first}, hive_partitioning = true) LIMIT 0"))
            for (var i = 0; i < empty.ColumnCount; i++)
            {
                using var type = empty.ColumnType(i);
                if (files[0].Pixel is not null && FoundFiles.IsOfPixel(empty.ColumnName(i)))
                    continue;
                if (Column(empty.ColumnName(i), type) is not { } column)
                    note($"The column \"{empty.ColumnName(i)}\" is left out: nested values have no VOTable type.");
                else if (columns.Exists(other => Is(other.Field.Name, column.Field.Name)))
                    note($"The column \"{column.Field.Name}\" is left out: another one differs from it by case only.");
                else
                    columns.Add(Described(column, metadata, felis));
            }
        if (columns.Count == 0)
            throw new ServiceException(ErrorKind.UsageError, "There is no column that a VOTable could hold.");
        ImmutableArray<Field> fields = [.. columns.Select(column => column.Field)];
        IngestUnits.Note(fields, note);
        return new ParquetColumns([.. columns], felis)
        {
            Description = felis?.Description ?? metadata.Description,
            Position = PositionOf(request, fields, note),
        };
    }

    /// <param name="isSearched">Conditions on the position are answered fast.</param>
    public ImmutableArray<ColumnMetadata> Metadata(bool isSearched) =>
        [
            .. Columns.Select(
                (column, i) =>
                {
                    var (name, said) = (column.Field.Name, Said?.Find(column.Field.Name));
                    var isPosition = Position is var (ra, dec) && (name == ra || name == dec);
                    return new ColumnMetadata(column.Field)
                    {
                        Indexed = isPosition && isSearched,
                        Principal = said?.Principal ?? isPosition,
                        Std = said?.Std ?? false,
                        Index = said?.Index ?? i + 1,
                    };
                }
            ),
        ];

    private static ParquetColumn Described(ParquetColumn column, ParquetMetadata metadata, FelisTable? felis)
    {
        var (type, size) = (column.Field.DataType, column.Field.ArraySize);
        var field = metadata.Over(column.Field);
        field = felis?.Find(field.Name)?.Over(field) ?? field;
        // The engine gives values of the type of the file; texts may have any character.
        field = field with
        {
            DataType = type,
            ArraySize = field.IsList == column.Field.IsList ? field.ArraySize : size,
            XType = XTypes.IsTimestamp(column.Field) || !XTypes.IsTimestamp(field) ? field.XType : null,
        };
        return column with { Field = XTypes.Published(field) };
    }

    private static ParquetColumn? Column(string name, DuckDBLogicalType type)
    {
        if (ParquetTypes.Read(name, type) is not var (field, sql))
            return null;
        var id = NativeMethods.LogicalType.DuckDBGetTypeId(type);
        var target = XTypes.IsTimestamp(field) ? "TIMESTAMP" : EngineTypes.Sql(field);
        if (field.IsText && !XTypes.IsTimestamp(field))
            field = field with { DataType = DataType.UnicodeChar };
        var isWhole =
            !field.IsList && field.DataType == DataType.Long && id is DuckDBType.BigInt or DuckDBType.UnsignedBigInt;
        var isExact =
            field.IsList ? id == DuckDBType.List
            : XTypes.IsTimestamp(field) ? id == DuckDBType.Timestamp
            : id == EngineTypes.Element(field.DataType);
        return new ParquetColumn(field, isExact ? sql : $"CAST({sql} AS {target})", isWhole);
    }

    private static (string, string)? PositionOf(
        ParquetRequest request,
        ImmutableArray<Field> fields,
        Action<string> note
    )
    {
        if (request is { RaColumn: { } ra, DecColumn: { } dec })
        {
            foreach (var name in new[] { ra, dec })
                if (fields.FirstOrDefault(field => field.Name == name) is not { IsText: false, IsList: false })
                    throw new ServiceException(
                        ErrorKind.UsageError,
                        $"There is no column of numbers \"{name}\". The columns are {IngestColumns.Listed(fields)}."
                    );
            return (ra, dec);
        }
        if (MainPosition.Find(fields) is { RaFormat: AngleFormat.Degrees, DecFormat: AngleFormat.Degrees } main)
            return (main.Ra, main.Dec);
        note("No position columns were found: the table cannot be searched by position.");
        return null;
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
