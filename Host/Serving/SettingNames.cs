using DataLab.Dali.Fetching;
using DataLab.Formats;
using DataLab.Tap;
using DataLab.Uws;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>Which settings there are. A misspelt one would be passed over in silence, and the default hold.</summary>
internal static class SettingNames
{
    private static readonly (string Section, string[] Names)[] Sections =
    [
        ("Server", [.. NamesOf(typeof(ServerLimits)), StateFolder.Setting.Split(':')[1]]),
        ("State", NamesOf(typeof(StateSettings))),
        ("Catalog", NamesOf(typeof(CatalogSettings))),
        ("Tap", NamesOf(typeof(TapOptions))),
        ("Uws", NamesOf(typeof(UwsSettings))),
        ("Fetch", NamesOf(typeof(FetchOptions))),
    ];

    /// <param name="file">Of the configuration file alone: the environment may hold names for other programs.</param>
    /// <exception cref="ServiceException">UsageError: a name that no setting has.</exception>
    public static void Check(IConfiguration configuration, IConfiguration? file)
    {
        var known = Sections.Select(section => section.Section).Append("Logging").ToArray();
        foreach (var section in file?.GetChildren() ?? [])
            if (!Has(known, section.Key))
                throw Unknown(section.Key, $"the sections are {string.Join(", ", known)}");
        foreach (var (section, names) in Sections)
        foreach (var setting in configuration.GetSection(section).GetChildren())
            if (!Has(names, setting.Key))
                throw Unknown($"{section}:{setting.Key}", $"those of {section} are {string.Join(", ", names)}");
    }

    private static bool Has(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static ServiceException Unknown(string name, string others) =>
        new(ErrorKind.UsageError, $"The server cannot start: there is no setting {name}; {others}.");

    private static string[] NamesOf(Type settings) =>
        [.. settings.GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Order()];
}
