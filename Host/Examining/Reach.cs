using DataLab.Host.Configuring;

namespace DataLab.Host.Examining;

/// <summary>Tries what a configuration names: the findings of the doctor on folders and databases, as findings about the file.</summary>
internal static class Reach
{
    public static async Task<IEnumerable<ConfigFinding>> CheckAsync(
        ConfigurationSources sources,
        string? dataFolder,
        CancellationToken ct
    )
    {
        var findings = await new Installation(sources.Read(), dataFolder, null).LookAsync(ct);
        return findings
            .Where(finding => finding.Level >= FindingLevel.Warning)
            .Select(finding => new ConfigFinding(
                finding.Level is FindingLevel.Error,
                sources.Path ?? "environment",
                0,
                0,
                finding.Subject,
                $"{finding.Subject}: {finding.Found} {finding.Mend}".TrimEnd()
            ));
    }
}
