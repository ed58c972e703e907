using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Tap.ConeSearch;

/// <summary>A cone search as an ADQL query, and its rows as the table that SCS 1.03 §2.2 describes.</summary>
/// <remarks>The text holds names of published columns and numbers written by us, nothing of what the user sent.</remarks>
public sealed class ConeQuery(ConeTable cone, ConeRequest request)
{
    /// <summary>As VizieR calls it; no column of a catalogue begins with an underscore by accident.</summary>
    private const string Distance = "_r";

    private readonly ImmutableArray<ColumnMetadata> columns = cone.Columns(request.Verbosity);

    private bool HasDistance =>
        request.Verbosity > 1
        && !columns.Any(column => column.Field.Name.Equals(Distance, StringComparison.OrdinalIgnoreCase));

    public string Adql
    {
        get
        {
            var position = $"POINT({Name(cone.Ra)}, {Name(cone.Dec)})";
            var (ra, dec) = request.Centre;
            var centre = $"POINT({Number(ra)}, {Number(dec)})";
            var selected = columns.Select(Selected);
            if (HasDistance)
                selected = selected.Append($"DISTANCE({position}, {centre}) AS \"{Distance}\"");
            return $"SELECT {string.Join(", ", selected)} FROM {cone.Table.QualifiedName} "
                + $"WHERE 1 = CONTAINS({position}, CIRCLE({centre}, {Number(request.Radius)}))";
        }
    }

    /// <summary>The rows under the names that the standard gives; <paramref name="rows"/> is disposed with them.</summary>
    public RowSource Describe(RowSource rows)
    {
        var fields = rows.Fields;
        var described = columns.Select((column, i) => Described(column, fields[i]));
        if (HasDistance)
            described = described.Append(
                fields[^1] with
                {
                    Unit = "deg",
                    Ucd = "pos.angDistance",
                    Description = "Distance from the centre of the cone",
                }
            );
        var table = new TableDescription([.. described])
        {
            Name = cone.Table.QualifiedName,
            Description = cone.Table.Description,
            Infos =
            [
                new Info("QUERY_STATUS", "OK"),
                new Info("standardID", ConeSearchCapabilities.StandardId) { Text = "Simple Cone Search 1.03" },
                new Info("RA", Number(request.Centre.Ra)),
                new Info("DEC", Number(request.Centre.Dec)),
                new Info("SR", Number(request.Radius)),
                new Info("server_software", ServiceIdentity.Software),
            ],
        };
        return new ConeRows(rows, table, columnsOnly: request.Radius == 0);
    }

    private string Selected(ColumnMetadata column)
    {
        var name = Name(column);
        if (column == cone.Id && !column.Field.IsText)
            return $"CAST({name} AS VARCHAR) AS {name}";
        if ((column == cone.Ra || column == cone.Dec) && column.Field.DataType != DataType.Double)
            return $"CAST({name} AS DOUBLE PRECISION) AS {name}";
        return name;
    }

    /// <param name="field">As the query gives it.</param>
    private Field Described(ColumnMetadata column, Field field)
    {
        field = field with { Description = column.Field.Description, Utype = column.Field.Utype };
        if (column == cone.Id)
            // The standard knows characters only; text beyond ASCII is written as the UTF-8 it is.
            return field with { DataType = DataType.Char, ArraySize = ArraySize.Any, Ucd = "ID_MAIN" };
        if (column == cone.Ra)
            return field with { Unit = "deg", Ucd = "POS_EQ_RA_MAIN" };
        if (column == cone.Dec)
            return field with { Unit = "deg", Ucd = "POS_EQ_DEC_MAIN" };
        return field with { Ucd = NotMain(field.Ucd) };
    }

    /// <summary>Exactly one column each may be the main one, in either edition of UCDs (SCS 1.03 §2.2).</summary>
    private static string? NotMain(string? ucd)
    {
        var words = ucd?.Split(';', StringSplitOptions.TrimEntries) ?? [];
        return words.Length > 0 && words[0].ToUpperInvariant() is "ID_MAIN" or "POS_EQ_RA_MAIN" or "POS_EQ_DEC_MAIN"
                ? null
            : words is ["meta.id" or "pos.eq.ra" or "pos.eq.dec", ..]
                ? string.Join(';', words.Where(word => word != "meta.main"))
            : ucd;
    }

    private static string Name(ColumnMetadata column) => AdqlName.Write(column.Field.Name);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Rows of a query under another description.</summary>
    /// <param name="columnsOnly">No rows were asked for, so none are missing.</param>
    private sealed class ConeRows(RowSource rows, TableDescription table, bool columnsOnly) : RowSource
    {
        public override TableDescription Table => table;

        public override bool Overflowed => !columnsOnly && rows.Overflowed;

        public override string? OverflowReason => columnsOnly ? null : rows.OverflowReason;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

        public override async ValueTask DisposeAsync()
        {
            await rows.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
