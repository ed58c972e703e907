using DataLab.Adql;
using DataLab.Formats;
using DataLab.Host.Configuring;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>Stops a start with misspelt settings: one would be passed over in silence, and the default hold.</summary>
internal static class SettingNames
{
    /// <param name="file">Of the configuration file alone: the environment may hold names for other programs.</param>
    /// <exception cref="ServiceException">UsageError: a name that no setting has.</exception>
    public static void Check(IConfiguration configuration, IConfiguration? file)
    {
        var known = Settings.Sections.Select(section => section.Name).ToArray();
        foreach (var section in file?.GetChildren() ?? [])
            if (!Has(known, section.Key) && section.Key != "$schema")
                throw Unknown(section.Key, section.Key, known, "the sections are");
        foreach (var section in known)
        {
            string[] names = [.. Settings.All.Where(of => of.Section == section).Select(of => of.Property.Name)];
            foreach (var setting in configuration.GetSection(section).GetChildren())
                if (!Has(names, setting.Key))
                    throw Unknown($"{section}:{setting.Key}", setting.Key, names, $"those of {section} are");
        }
    }

    private static bool Has(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static ServiceException Unknown(string name, string part, string[] others, string list)
    {
        var hint = Suggestions.Nearest(part, others) is [var nearest, ..]
            ? $"did you mean {nearest}?"
            : $"{list} {string.Join(", ", others)}.";
        return new(ErrorKind.UsageError, $"The server cannot start: there is no setting {name}; {hint}");
    }
}
