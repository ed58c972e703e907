using System.Collections;
using System.Globalization;
using System.Text.Json;
using DataLab.Adql;

namespace DataLab.Host.Configuring;

/// <summary>Everything that is wrong with a configuration, all at once: unknown names, values that are none, combinations that cannot be.</summary>
internal sealed class ConfigCheck
{
    private readonly List<ConfigFinding> findings = [];

    private ConfigCheck() { }

    /// <summary>Looks at the file and the environment; reads nothing else.</summary>
    public static IReadOnlyList<ConfigFinding> Run(ConfigurationSources sources)
    {
        var check = new ConfigCheck();
        if (sources.Path is { } path && !check.ReadFile(path))
            return check.findings;
        check.ReadEnvironment();
        // What is no value cannot be compared with another.
        if (!check.findings.Exists(finding => finding.IsError))
            check.findings.AddRange(Combinations.Check(sources.Read(), sources.Path ?? "environment"));
        return check.findings;
    }

    private bool ReadFile(string path)
    {
        try
        {
            foreach (var member in ConfigFile.Parse(File.ReadAllBytes(path)).Members)
                Look(path, member);
            return true;
        }
        catch (JsonException e)
        {
            Add(
                path,
                (int)(e.LineNumber ?? 0) + 1,
                (int)(e.BytePositionInLine ?? 0) + 1,
                null,
                "not JSON: " + Short(e.Message)
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Add(path, 0, 0, null, e is FileNotFoundException ? "there is no such file" : e.Message);
        }
        return false;
    }

    /// <summary>Without the place, which is told in front.</summary>
    private static string Short(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private void Look(string path, ConfigMember member)
    {
        if (member is { Path: ["$schema"], Kind: ConfigKind.Text })
            return;
        var problem = member.Path switch
        {
            [var section] => SectionProblem(section, member.Kind),
            [var section, var name] => SettingProblem(section, name, member),
            [var section, var name, ..] when Settings.Find(section, name) is { IsMap: true } map => member.Kind
            is ConfigKind.Text
                ? null
                : $"{map.Name} takes {map.Expected}",
            // Below a value, unless the value is told already.
            [var section, var name, ..] when Settings.Find(section, name) is { } known && !IsTold(known) =>
                $"{known.Name} takes {known.Expected}, not an object",
            // The section is unknown, or the setting, which is told already.
            _ => null,
        };
        if (problem is not null)
            Add(path, member.Line, member.Column, member.Name, problem);
    }

    private bool IsTold(Setting setting) =>
        findings.Exists(finding => setting.Name.Equals(finding.Setting, StringComparison.OrdinalIgnoreCase));

    private static string? SectionProblem(string section, ConfigKind kind)
    {
        var names = Settings.Sections.Select(known => known.Name).ToArray();
        if (!names.Contains(section, StringComparer.OrdinalIgnoreCase))
            return $"there is no section {section}; {Hint(section, names)}";
        return kind is ConfigKind.Object ? null : $"{section} is a section and takes an object: {{ ... }}";
    }

    private static string? SettingProblem(string section, string name, ConfigMember member)
    {
        var own = Settings
            .All.Where(known => known.Section.Equals(section, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        if (own.Length == 0)
            return null;
        if (Settings.Find(section, name) is not { } setting)
            return $"there is no setting {section}:{name}; {Hint(name, own.Select(known => known.Property.Name), section)}";
        var fits = member.Kind switch
        {
            ConfigKind.Null => true,
            ConfigKind.Object => setting.IsMap || setting.ElementType is not null && member.Index is null,
            ConfigKind.List => setting.ElementType is not null && member.Index is null,
            _ => (setting.ElementType is null || member.Index is not null)
                && !setting.IsMap
                && (member.Value!.Length == 0 && IsEmptyable(setting) || setting.Takes(member.Value)),
        };
        if (fits)
            return null;
        var found = member.Kind switch
        {
            ConfigKind.Object => "an object",
            ConfigKind.List => "a list",
            ConfigKind.Text => $"\"{(setting.IsSecret ? "..." : member.Value)}\"",
            _ => member.Value,
        };
        return $"{setting.Name} takes {setting.Expected}, not {found}";
    }

    /// <summary>The platform takes an empty text for none.</summary>
    private static bool IsEmptyable(Setting setting) => setting.Default is null;

    private void ReadEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(ConfigurationSources.Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            string[] path = name[ConfigurationSources.Prefix.Length..].Split("__");
            // Other programs, and our own tests, have variables of that beginning, too.
            if (
                path.Length < 2
                || !Settings.Sections.Any(s => s.Name.Equals(path[0], StringComparison.OrdinalIgnoreCase))
            )
                continue;
            var index =
                path.Length == 3 && int.TryParse(path[2], CultureInfo.InvariantCulture, out var number)
                    ? number
                    : (int?)null;
            var member = new ConfigMember(path[..2], ConfigKind.Text, (string?)variable.Value ?? "", 0, 0)
            {
                Index = index,
            };
            if (
                Settings.Find(path[0], path[1]) is not { IsMap: true }
                && SettingProblem(path[0], path[1], member) is { } problem
            )
                Add(name, 0, 0, string.Join(':', path[..2]), problem);
        }
    }

    private static string Hint(string name, IEnumerable<string> names, string? section = null)
    {
        var all = names.ToArray();
        return Suggestions.Nearest(name, all) is [var nearest, ..]
            ? $"did you mean {nearest}?"
            : $"{(section is null ? "the sections are" : $"those of {section} are")} {string.Join(", ", all)}";
    }

    private void Add(string where, int line, int column, string? setting, string message) =>
        findings.Add(new ConfigFinding(true, where, line, column, setting, message));
}
