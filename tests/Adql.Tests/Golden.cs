namespace DataLab.Adql.Tests;

/// <summary>Compares a text with a file under Golden/; with DATALAB_ACCEPT=1 writes the file, and git shows what changed.</summary>
internal static class Golden
{
    public static void Matches(string text, string name)
    {
        var file = Path.Combine(Repository.Tests, "Golden", name);
        if (Environment.GetEnvironmentVariable("DATALAB_ACCEPT") == "1")
            File.WriteAllText(file, text);
        Assert.That(File.Exists(file), $"Golden/{name} is missing; DATALAB_ACCEPT=1 writes it.");
        Assert.That(text, Is.EqualTo(File.ReadAllText(file)));
    }
}
