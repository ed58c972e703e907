using System.Globalization;
using System.Text;

namespace DataLab.Host.Configuring;

/// <summary>docs/configuration.md, made of the settings' own declarations.</summary>
internal static class ConfigDocument
{
    private const string Beginning = """
        # Settings

        Made of the settings' declarations by `datalab config document`; a test compares.

        A server reads one JSON file: the one named with `--config FILE`, or else `datalab.json` in the data folder. A variable of the environment goes
        before the file for one value: `DATALAB_Tap__DefaultMaxRec=1000`, and `DATALAB_Server__Proxies__0=10.0.0.7` for the first of a list. Options of the command line
        go before both. Names are read without regard to case; a name that no setting has stops the start. Settings are read at the start only.

        ```
        datalab config check [FILE]      what is wrong with it, with line and column; --connect also tries folders and databases
        datalab config show              what holds, and where it comes from; passwords are hidden
        datalab config schema            a JSON Schema, for editors
        ```

        ```json
        {
          "Catalog": { "PostgreSql": "Host=db.example.org;Database=archive;Username=datalab_server" },
          "Tap": { "DefaultMaxRec": 100000, "SyncSeconds": 300 },
          "Logging": { "Format": "Json" }
        }
        ```

        """;

    public static string Text()
    {
        var text = new StringBuilder(Beginning);
        foreach (var (name, _, description) in Settings.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n{description}\n\n");
            text.Append("| setting | default | takes | meaning |\n|---|---|---|---|\n");
            foreach (var setting in Settings.All.Where(setting => setting.Section == name))
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{setting.Name}` | {Default(setting)} | {setting.Expected.Replace("|", "\\|", StringComparison.Ordinal)} | {setting.Description} |\n"
                );
        }
        return text.ToString();
    }

    private static string Default(Setting setting) =>
        setting.Default switch
        {
            null => "-",
            bool truth => truth ? "true" : "false",
            Array { Length: 0 } => "[]",
            Dictionary<string, string> => "-",
            IFormattable number when setting.IsNumber => number.ToString("#,0", CultureInfo.InvariantCulture),
            var value => value.ToString()!,
        };
}
