namespace DataLab.Formats.Tests.FitsTable;

/// <summary>The folder of real catalogues beside the checkout; tests that need it are ignored where it is absent.</summary>
internal static class SharedData
{
    public static string Catalog(string name)
    {
        for (
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "catalogs", name);
            if (File.Exists(path))
                return path;
        }
        Assert.Ignore($"No shared/data/catalogs/{name} beside the checkout.");
        return "";
    }
}
