namespace DataLab.Adql.Tests;

/// <summary>Files beside the tests and beside the repository, found by looking upward from the test assembly.</summary>
internal static class Repository
{
    public static readonly string Root = Upward("DataLab.sln");

    public static readonly string Tests = Path.Combine(Root, "tests", "Adql.Tests");

    /// <summary>The folder of shared facts that lies beside a checkout; ends the test where it is not there.</summary>
    public static string Shared(string path)
    {
        for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", path);
            if (File.Exists(file))
                return file;
        }
        Assert.Ignore($"shared/{path} is not beside this checkout.");
        return "";
    }

    private static string Upward(string name)
    {
        for (
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            folder is not null;
            folder = folder.Parent
        )
            if (File.Exists(Path.Combine(folder.FullName, name)))
                return folder.FullName;
        throw new FileNotFoundException($"No folder above the tests holds {name}.");
    }
}
