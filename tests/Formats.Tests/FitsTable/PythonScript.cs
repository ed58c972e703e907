using System.Runtime.CompilerServices;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>The Python scripts that lie beside the tests.</summary>
internal static class PythonScript
{
    /// <summary>Standard output of a script.</summary>
    /// <param name="script">Path from the test project's folder.</param>
    public static string Run(string script, params string[] arguments) =>
        Oracle.Python(File.ReadAllText(Path.Combine(Folder(), script)), arguments);

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(here))!;
}
