namespace DataLab.House.Tests;

/// <summary>The checkout this test assembly was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static IReadOnlyList<string> Projects { get; } =
        Directory
            .EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Where(p => !Path.GetRelativePath(Root, p).StartsWith("artifacts", StringComparison.Ordinal))
            .Order()
            .ToArray();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DataLab.sln")))
                return folder.FullName;
        throw new InvalidOperationException("DataLab.sln was not found above the test assembly");
    }
}
