using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia2;

/// <summary>What the service takes and has, as a service descriptor of itself (DataLink 1.1 §4.4).</summary>
internal static class Sia2Description
{
    /// <summary>Parameters whose values are told, with the columns that have them.</summary>
    private static readonly ImmutableDictionary<string, string> OptionColumns = new Dictionary<string, string>
    {
        ["COLLECTION"] = "obs_collection",
        ["INSTRUMENT"] = "instrument_name",
        ["FACILITY"] = "facility_name",
        ["CALIB"] = "calib_level",
        ["FORMAT"] = "access_format",
        ["DPTYPE"] = "dataproduct_type",
    }.ToImmutableDictionary();

    /// <param name="baseUrl">Of the archive, as the caller reaches it.</param>
    public static ServiceDescriptor Self(string baseUrl, ArchiveFacts facts, SiaOptions options) =>
        new("this", baseUrl + "/sia2/query", Inputs(facts, options))
        {
            Name = "this",
            Description = "This search, with what can be found at present",
            StandardId = Sia2Service.StandardId,
        };

    public static ImmutableArray<ServiceParameter> Inputs(ArchiveFacts facts, SiaOptions options) =>
        [
            .. Sia2Parameter.All.Select(parameter => Input(parameter, facts)),
            new ServiceParameter("ID", DataType.Char)
            {
                ArraySize = ArraySize.Any,
                Ucd = "meta.ref.ivoid",
                Description = "Identifier of a file or an image, obs_publisher_did",
            },
            new ServiceParameter(Sia2Columns.Parameter, DataType.Int)
            {
                Description = "How many columns: 2 those of ObsCore and a few more, 3 all of ivoa.ObsCore",
                Options = Sia2Columns.Choices,
            },
            new ServiceParameter("MAXREC", DataType.Long)
            {
                Description = "The most rows to return; 0 for the description only",
                Minimum = "0",
                Maximum = AdqlText.Number(options.HardMaxRec),
            },
            new ServiceParameter("RESPONSEFORMAT", DataType.Char)
            {
                ArraySize = ArraySize.Any,
                Ucd = "meta.code.mime",
                Description = "Format of the answer, VOTable if nothing is said",
                Options = [.. new TableFormats().Names],
            },
        ];

    private static ServiceParameter Input(Sia2Parameter parameter, ArchiveFacts facts)
    {
        var type =
            parameter.IsInterval ? DataType.Double
            : parameter.IsInteger ? DataType.Int
            : DataType.Char;
        var range =
            parameter.IsInterval && facts.Ranges.TryGetValue(parameter.Columns[0], out var known)
                ? known
                : default((double Least, double Greatest)?);
        return new ServiceParameter(parameter.Name, type)
        {
            ArraySize =
                parameter.IsInterval ? ArraySize.Of(2)
                : parameter.IsInteger ? null
                : ArraySize.Any,
            XType = parameter.IsInterval ? "interval" : null,
            // The numbers of a shape are in its text.
            Unit = parameter.IsInterval && parameter.Unit is { Length: > 0 } unit ? unit : null,
            Ucd = parameter.Ucd,
            Description = parameter.Description,
            Minimum = range is { } low ? AdqlText.Number(low.Least) : null,
            Maximum = range is { } high ? AdqlText.Number(high.Greatest) : null,
            Options = OptionColumns.TryGetValue(parameter.Name, out var column) ? facts.WordsOf(column) : [],
        };
    }
}
