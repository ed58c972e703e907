using System.Xml.Linq;

namespace DataLab.House.Tests;

/// <summary>The allowed arrows between rooms and the doors of packages, read off the project files (docs/architecture.md).</summary>
public sealed class ArrowTests
{
    /// <summary>A room may refer to these rooms and no others.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Sky"] = [],
        ["Adql"] = ["Sky"],
        ["Fits"] = ["Sky"],
        ["Formats"] = ["Fits", "Sky"],
        ["Catalog"] = ["Adql", "Formats", "Sky"],
        ["Dali"] = ["Formats", "Sky"],
        ["State"] = [],
        ["Uws"] = ["State", "Dali", "Formats"],
        ["Sia"] = ["Uws", "State", "Dali", "Catalog", "Adql", "Formats", "Fits", "Sky"],
        ["Conformance"] = [],
        ["Tap"] = ["Uws", "Dali", "Catalog", "Adql", "Formats", "Sky"],
        ["Host"] = ["Tap", "Sia", "Uws", "State", "Conformance", "Dali", "Catalog", "Adql", "Formats", "Fits", "Sky"],
    };

    /// <summary>A package may be referred to by these rooms only (tests and bench may use any).</summary>
    private static readonly Dictionary<string, string[]> Doors = new()
    {
        ["Antlr4.Runtime.Standard"] = ["Adql"],
        ["DuckDB.NET.Data.Full"] = ["Catalog"],
        ["Microsoft.Data.Sqlite"] = ["State"],
        ["Npgsql"] = ["State", "Catalog"],
        ["ZstdSharp.Port"] = ["Dali", "Formats"],
        ["Apache.Arrow"] = ["Formats"],
        ["Parquet.Net"] = ["Formats"],
        ["ParquetSharp"] = ["Formats"],
        ["YamlDotNet"] = ["Formats", "Catalog", "Sia"],
        ["SkiaSharp"] = ["Sia"],
        ["SkiaSharp.NativeAssets.Linux.NoDependencies"] = ["Sia"],
        ["System.CommandLine"] = ["Host"],
        ["Spectre.Console"] = ["Host"],
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = ["Host"],
    };

    /// <summary>Rooms that may see ASP.NET.</summary>
    private static readonly string[] HttpRooms = ["Dali", "Uws", "Tap", "Sia", "Host"];

    public static IEnumerable<string> Rooms => Repository.Projects.Where(p => !IsTestOrBench(p)).Select(Name);

    [TestCaseSource(nameof(Rooms))]
    public void A_room_refers_only_to_the_rooms_it_may(string room)
    {
        Assert.That(Arrows, Does.ContainKey(room), "a new room needs a row in this table and in docs/architecture.md");
        Assert.That(
            References(room, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)),
            Is.SubsetOf(Arrows[room])
        );
    }

    [TestCaseSource(nameof(Rooms))]
    public void A_package_is_used_only_behind_its_door(string room)
    {
        foreach (var package in References(room, "PackageReference"))
        {
            Assert.That(Doors, Does.ContainKey(package), "a new package needs a door in this table");
            Assert.That(Doors[package], Does.Contain(room));
        }
    }

    [TestCaseSource(nameof(Rooms))]
    public void Http_starts_at_Dali(string room)
    {
        if (References(room, "FrameworkReference").Any())
            Assert.That(HttpRooms, Does.Contain(room));
    }

    [TestCaseSource(nameof(Rooms))]
    public void Unsafe_code_lives_only_where_native_memory_is_read(string room)
    {
        var allows = Document(room).Descendants("AllowUnsafeBlocks").Any(e => e.Value == "true");
        Assert.That(allows, Is.EqualTo(room == "Catalog"));
    }

    [Test]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "DataLab.sln"));
        Assert.That(
            Repository.Projects.Where(p => !solution.Contains(Path.GetFileName(p), StringComparison.Ordinal)),
            Is.Empty
        );
    }

    private static bool IsTestOrBench(string project) =>
        Path.GetRelativePath(Repository.Root, project).Split('/')[0] is "tests" or "bench";

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static XDocument Document(string room) => XDocument.Load(Repository.Projects.Single(p => Name(p) == room));

    private static IEnumerable<string> References(string room, string element) =>
        Document(room).Descendants(element).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
