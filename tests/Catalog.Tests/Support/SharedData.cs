namespace DataLab.Catalog.Tests.Support;

/// <summary>Real data beside the checkout, in a folder <c>shared/data</c> next to some parent of it.</summary>
internal static class SharedData
{
    /// <summary>Path of a file; the test is ignored where the data are not there.</summary>
    public static string File(params string[] path)
    {
        for (
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var file = Path.Combine([folder.FullName, "shared", "data", .. path]);
            if (System.IO.File.Exists(file))
                return file;
        }
        Assert.Ignore("The data folder is not there.");
        throw new InvalidOperationException();
    }
}
