using System.Collections.Immutable;
using DataLab.Adql.VoUnits;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>What the operator is told of units that clients will not understand. They are published as they are.</summary>
internal static class IngestUnits
{
    /// <summary>Units told one by one.</summary>
    private const int Told = 8;

    public static void Note(ImmutableArray<Field> fields, Action<string> note)
    {
        var doubtful = fields
            .Where(field => !string.IsNullOrWhiteSpace(field.Unit))
            .GroupBy(field => field.Unit!, field => field.Name, StringComparer.Ordinal)
            .Select(group => (Unit: group.Key, Columns: group.ToList(), Advice: Advice(group.Key)))
            .Where(unit => unit.Advice is not null)
            .ToList();
        foreach (var (unit, columns, advice) in doubtful.Take(Told))
        {
            var more = columns.Count > 1 ? $" and {columns.Count - 1} more" : "";
            note($"The unit \"{Short(unit)}\" of column \"{columns[0]}\"{more} {advice}");
        }
        if (doubtful.Count > Told)
            note($"{doubtful.Count - Told} more units are not written as VOUnits 1.1 has them.");
    }

    /// <returns>Null for a good unit.</returns>
    private static string? Advice(string text)
    {
        var nearest = Unit.Nearest(text);
        var (unit, error) = Unit.ReadLeniently(text);
        if (unit is null)
            return $"cannot be read: {error!.Message}. Queries cannot convert it.";
        if (unit.IsUnknown)
            return $"is not known to VOUnits 1.1, so that queries cannot convert it."
                + (nearest is null ? "" : $" Did you mean \"{nearest}\"?");
        if (Unit.Read(text).Unit is { IsUnknown: false })
            return null;
        return nearest is null ? null : $"is not written as VOUnits 1.1 has it: that would be \"{nearest}\".";
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
