using System.Diagnostics;
using System.Text;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>LIKE and || as the engine calls them.</summary>
[Category("DuckDb")]
public sealed class TextFunctionTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open() => archive = await Archive.EmptyAsync();

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private async Task<object?> ValueAsync(string expression, string type, string? size = null) =>
        (await archive.RowsAsync($"SELECT {expression}", Archive.Column("v", type, size))).Single()[0];

    [TestCase("", "", true)]
    [TestCase("", "%%", true)]
    [TestCase("", "_", false)]
    [TestCase("abc", "abc", true)]
    [TestCase("abc", "ab", false)]
    [TestCase("abc", "a%_c", true)]
    [TestCase("ac", "a%_c", false)]
    [TestCase("abcabd", "%a_d", true)]
    [TestCase("abcabd", "%a_c", false)]
    [TestCase("aXbXc", "a%b%c%", true)]
    [TestCase("A", "a", false)]
    [TestCase("é", "_", true)]
    [TestCase("xé☃😀y", "x___y", true)]
    [TestCase("xé☃😀y", "x%😀_", true)]
    [TestCase("50%_", "50%_", true)]
    public void Like(string text, string pattern, bool like) =>
        Assert.That(
            TextFunctions.IsLike(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(pattern)),
            Is.EqualTo(like)
        );

    [Test]
    public async Task Like_is_what_the_engine_has_for_short_texts()
    {
        const string Words =
            "(SELECT substr('ab%_é', 1 + range % 5, 1 + range % 2) || substr('bé_a', 1 + range % 4, range % 3) AS w FROM range(60))";
        var differing = await archive.RowsAsync(
            $"SELECT a.w || '~' || p.w FROM {Words} a, {Words} p WHERE datalab_like(a.w, p.w) <> (a.w LIKE p.w)",
            Archive.Column("v", "char", "*")
        );
        Assert.That(differing, Is.Empty);
    }

    [Test]
    public async Task A_pattern_with_many_wildcards_takes_no_time()
    {
        var clock = Stopwatch.StartNew();
        var like = await ValueAsync($"datalab_like(repeat('a', 200), repeat('%a_', 12) || '%b_')", "boolean");
        Assert.That(like, Is.False);
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [TestCase("datalab_like(NULL, 'a')", "boolean")]
    [TestCase("datalab_like('a', NULL)", "boolean")]
    [TestCase("datalab_concat(NULL, 'a')", "char")]
    [TestCase("datalab_concat('a', NULL)", "char")]
    public async Task Null_makes_null(string call, string type) =>
        Assert.That(await ValueAsync(call, type, type == "char" ? "*" : null), Is.Null);

    [Test]
    public async Task Texts_are_joined() =>
        Assert.That(
            await ValueAsync("datalab_concat(repeat('é', 300), 'x')", "char", "*"),
            Is.EqualTo(new string('é', 300) + "x")
        );

    [TestCase("datalab_like('a', repeat('%', 1001))", "boolean", "pattern")]
    [TestCase("datalab_concat(repeat('a', 17000000), 'x')", "char", "grow too long")]
    public void Too_much_ends_the_query(string call, string type, string message)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => ValueAsync(call, type, type == "char" ? "*" : null))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(e.Message, Does.Contain(message));
    }
}
