using System.Collections.Frozen;
using System.Text.RegularExpressions;
using DataLab.Adql.Semantics;

namespace DataLab.Differential.Tests;

/// <summary>The words that SQL made by us consists of: those in the literals of the code that writes it, the names of
/// ADQL's functions and of those that are made in PostgreSQL.</summary>
internal static class OwnWords
{
    /// <summary>Where SQL is written, or the names of its functions are given.</summary>
    public static readonly string[] Folders = ["Adql/Dialects", "Adql/Library", "Adql/Semantics"];

    private static readonly FrozenSet<string> All = Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs"))
        .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"""(?:[^""\\\n]|\\.)*"""))
        .Select(literal => literal.Value)
        .Concat(Functions.All.Keys.Select(name => name.ToLowerInvariant()))
        .Concat(
            Directory
                .EnumerateFiles(Path.Combine(Root, "Catalog/PostgreSql/Functions"), "*.sql")
                .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"FUNCTION datalab\.(\w+)"))
                .Select(function => function.Groups[1].Value)
        )
        .SelectMany(text => Regex.Matches(text, "[A-Za-z_][A-Za-z0-9_]*"))
        .SelectMany(word => new[] { word.Value, word.Value.ToLowerInvariant() })
        .ToFrozenSet();

    /// <summary>Functions of shapes are called by their name and letters for the kinds of their arguments.</summary>
    public static bool Has(string word) => All.Contains(word) || All.Contains(Regex.Replace(word, "_[st]{1,2}$", ""));

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "DataLab.sln")))
                folder =
                    folder.Parent ?? throw new FileNotFoundException("No folder above the tests holds DataLab.sln.");
            return folder.FullName;
        }
    }
}
