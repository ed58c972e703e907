using System.Collections.Immutable;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia2;

/// <summary>The parameters of one query, checked (SIA 2.0 §2.1).</summary>
/// <param name="Conditions">One for each parameter that was given: values of one are alternatives, parameters have to hold together.</param>
/// <param name="Columns">That the conditions ask.</param>
/// <param name="Ids">Values of ID, which are looked up apart.</param>
/// <param name="AreAllColumnsAsked">VERB=3.</param>
/// <param name="MaxRec">MAXREC, or null when absent; not yet capped.</param>
internal sealed record Sia2Request(
    ImmutableArray<string> Conditions,
    ImmutableArray<string> Columns,
    ImmutableArray<string> Ids,
    bool AreAllColumnsAsked,
    long? MaxRec,
    ITableFormat Format
)
{
    /// <exception cref="ServiceException">UsageError naming parameter, value and what is expected.</exception>
    public static Sia2Request Parse(Parameters parameters, TableFormats formats, SiaOptions options)
    {
        var conditions = ImmutableArray.CreateBuilder<string>();
        var columns = ImmutableArray.CreateBuilder<string>();
        foreach (var parameter in Sia2Parameter.All)
        {
            var most = parameter.Name == "POS" ? options.MaxRegions : options.MaxValues;
            var values = SearchParameters.Values(parameters, parameter.Name, most);
            if (values.Count == 0)
                continue;
            conditions.Add(AdqlText.Or([.. values.Select(parameter.Condition)]));
            columns.AddRange(parameter.Columns);
        }
        var ids = SearchParameters.Values(parameters, "ID", options.MaxValues);
        // With identifiers other types are left out when those are looked up: one more condition keeps engines from their index.
        if (!columns.Contains("dataproduct_type"))
        {
            if (ids.Count == 0)
                conditions.Add(ImageTypes.Condition);
            columns.Add("dataproduct_type");
        }
        return new Sia2Request(
            conditions.ToImmutable(),
            columns.ToImmutable(),
            [.. ids],
            Sia2Columns.AreAllAsked(parameters.Single(Sia2Columns.Parameter)),
            SearchParameters.MaxRec(parameters),
            SearchParameters.Format(parameters, formats, formats.Default)
        );
    }
}
