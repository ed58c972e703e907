using System.Globalization;
using DataLab.Conformance.Documents;

namespace DataLab.Conformance.ObsCore;

/// <summary>A record of ObsCore, by the names of its columns.</summary>
internal sealed record ObsCoreRow(VoTableData Table, string?[] Cells)
{
    /// <summary>A value as text; null for NULL and for a column that is not there.</summary>
    public string? this[string column] => Table.Index(column) is >= 0 and var index ? Cells[index] : null;

    /// <summary>The identifier, empty if there is none.</summary>
    public string Did => this["obs_publisher_did"] ?? "";

    /// <summary>A value as a number; null for NULL, NaN and what is no number.</summary>
    public double? Number(string column) => ParseNumber(this[column]);

    /// <summary>Whether there is a position.</summary>
    public bool HasCentre => Number("s_ra") is not null && Number("s_dec") is not null;

    /// <summary>Degrees, ICRS; (0, 0) without <see cref="HasCentre"/>.</summary>
    public (double Ra, double Dec) Centre => (Number("s_ra") ?? 0, Number("s_dec") ?? 0);

    public static IReadOnlyList<ObsCoreRow> Of(VoTableData table) =>
        table.Rows.Select(cells => new ObsCoreRow(table, cells)).ToArray();

    public static double? ParseNumber(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number)
            ? number
            : null;

    public override string ToString() => Did;
}
