using System.Collections;
using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace DataLab.Host.Configuring;

/// <summary>A setting as it holds.</summary>
/// <param name="Source">default, environment, or the file with the line.</param>
internal sealed record EffectiveSetting(string Name, string Value, string Source);

/// <summary>What holds and where it comes from, with secrets hidden.</summary>
internal static class EffectiveSettings
{
    public static IEnumerable<EffectiveSetting> Of(ConfigurationSources sources)
    {
        var configuration = sources.Read();
        var places = sources.Path is { } path
            ? ConfigFile.Parse(File.ReadAllBytes(path)).Members.Where(member => member.Index is null).ToArray()
            : [];
        foreach (var setting in Settings.All)
        {
            var section = configuration.GetSection(setting.Name);
            var isSet = section.Value is not null || section.GetChildren().Any();
            var value = isSet ? Written(section) : Default(setting.Default);
            yield return new EffectiveSetting(
                setting.Name,
                setting.IsSecret ? Hide(value) : value,
                isSet ? Source(configuration, setting.Name, places, sources.Path) : "default"
            );
        }
    }

    /// <summary>A connection string without what lets one in.</summary>
    public static string Hide(string connection)
    {
        if (connection.Length == 0)
            return connection;
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            foreach (var key in parts.Keys.Cast<string>().Where(IsSecret).ToArray())
                parts[key] = "***";
            return parts.ConnectionString;
        }
        catch (ArgumentException)
        {
            // Whatever it is, it may hold a password.
            return "***";
        }
    }

    private static bool IsSecret(string key) =>
        key.Contains("password", StringComparison.OrdinalIgnoreCase)
        || key.Equals("pwd", StringComparison.OrdinalIgnoreCase)
        || key.Equals("psw", StringComparison.OrdinalIgnoreCase);

    private static string Source(IConfigurationRoot configuration, string name, ConfigMember[] places, string? file)
    {
        var provider = configuration.Providers.Reverse().First(known => Has(known, name));
        if (provider is EnvironmentVariablesConfigurationProvider)
            return "environment";
        var place = places.FirstOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return place is null ? file ?? "file" : $"{file}:{place.Line}";
    }

    private static bool Has(IConfigurationProvider provider, string name) =>
        provider.TryGet(name, out _) || provider.GetChildKeys([], name).Any();

    private static string Written(IConfigurationSection section) =>
        section.Value
        ?? string.Join(
            ", ",
            section
                .GetChildren()
                .Select(child => int.TryParse(child.Key, out _) ? child.Value : $"{child.Key}={child.Value}")
        );

    private static string Default(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            IDictionary => "",
            IEnumerable list => string.Join(", ", list.Cast<object>()),
            bool truth => truth ? "true" : "false",
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
        };
}
