using DataLab.Tap.Examples;
using DataLab.Tap.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DataLab.Tap.Tests.Examples;

/// <summary>Examples that the operator adds as files.</summary>
public sealed class ExampleFilesTests
{
    private static Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        await archive.AddAsync("s", "stars", "id,ra,dec\n1,10,20\n");
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    [TestCase("-- Title\n-- more\n-- words\nSELECT 1", "Title", "more words", "SELECT 1")]
    [TestCase("\r\n--Title\r\nSELECT 1\r\n-- inside\r\nFROM t\r\n", "Title", "", "SELECT 1\n-- inside\nFROM t")]
    [TestCase("SELECT 1\n", "file", "", "SELECT 1")]
    [TestCase("--\n--- Title ---\nSELECT 1", "Title ---", "", "SELECT 1")]
    public void The_comment_at_the_top_is_title_and_description(
        string text,
        string title,
        string description,
        string query
    ) => Assert.That(ExampleFiles.Split(text, "file"), Is.EqualTo((title, description, query)));

    [Test]
    public void Files_are_read_in_the_order_of_their_names_with_the_tables_they_use()
    {
        using var folder = new Folder(
            ("2.adql", "-- Second\nSELECT TOP 1 id FROM s.stars"),
            ("1.adql", "-- First\nSELECT * FROM tap_schema.tables"),
            ("notes.txt", "nothing")
        );
        var examples = Files(folder.Path).Read().ToArray();
        Assert.That(examples.Select(example => example.Name), Is.EqualTo(new[] { "First", "Second" }));
        Assert.That(examples[0].Tables, Is.EqualTo(new[] { "TAP_SCHEMA.tables" }));
        Assert.That(examples[1].Tables, Is.EqualTo(new[] { "s.stars" }));
    }

    [Test]
    public void An_example_that_cannot_run_is_left_out_and_named_in_the_log()
    {
        using var folder = new Folder(
            ("bad.adql", "-- Bad\nSELECT nothing FROM s.stars"),
            ("good.adql", "SELECT id FROM s.stars")
        );
        var log = new ListLogger();
        Assert.That(Files(folder.Path, log).Read().Select(example => example.Name), Is.EqualTo(new[] { "good" }));
        Assert.That(log.Lines.Single(), Does.Contain("bad.adql").And.Contain("\"nothing\""));
    }

    [Test]
    public void A_change_of_a_file_changes_the_stamp()
    {
        using var folder = new Folder(("a.adql", "SELECT id FROM s.stars"));
        var files = Files(folder.Path);
        var before = files.Stamp();
        Assert.That(files.Stamp(), Is.EqualTo(before));
        File.AppendAllText(Path.Combine(folder.Path, "a.adql"), " ");
        Assert.That(files.Stamp(), Is.Not.EqualTo(before));
    }

    [Test]
    public void Without_a_folder_there_are_none()
    {
        Assert.That(Files(null).Read(), Is.Empty);
        Assert.That(Files(Path.Combine(archive.Path, "no-such-folder")).Read(), Is.Empty);
    }

    private static ExampleFiles Files(string? path, ILogger<ExampleFiles>? log = null) =>
        new(new ExampleFolder(path), archive.Tap, log ?? new ListLogger());

    private sealed class Folder : IDisposable
    {
        public Folder(params (string Name, string Text)[] files)
        {
            foreach (var (name, text) in files)
                File.WriteAllText(System.IO.Path.Combine(Path, name), text);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("datalab-examples-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed class ListLogger : ILogger<ExampleFiles>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add(formatter(state, exception));
    }
}
