using DataLab.Dali;
using DataLab.Formats;
using DataLab.Tap.Uploads;

namespace DataLab.Tap.Tests.Uploads;

/// <summary>UPLOAD in all its spellings (TAP 1.1 §2.7.5, TAP 1.0 §2.5).</summary>
public sealed class UploadParameterTests
{
    [TestCase("a,param:x", "a=param:x")]
    [TestCase("a,param:x;b,param:y", "a=param:x b=param:y")]
    [TestCase("a,param:x;b,http://example.org/t.vot;", "a=param:x b=http://example.org/t.vot")]
    [TestCase(" a , param:x ; b , PARAM:y ", "a=param:x b=param:y")]
    [TestCase("a,http://example.org/t;v=1,2?q=a,b", "a=http://example.org/t;v=1,2?q=a,b")]
    [TestCase(
        "a,http://example.org/t;v=1;b,https://example.org/u",
        "a=http://example.org/t;v=1 b=https://example.org/u"
    )]
    [TestCase("aB_9,param:x", "aB_9=param:x")]
    [TestCase("", "")]
    [TestCase(";", "")]
    public void Pairs_are_read(string value, string expected) => Assert.That(Shown(Read(value)), Is.EqualTo(expected));

    [Test]
    public void Repeated_parameters_accumulate() =>
        Assert.That(Shown(Read("a,param:x", "b,param:y;c,param:z")), Is.EqualTo("a=param:x b=param:y c=param:z"));

    [TestCase("a", "comma")]
    [TestCase("1a,param:x", "1a")]
    [TestCase("a-b,param:x", "a-b")]
    [TestCase("_a,param:x", "_a")]
    [TestCase("ä,param:x", "ä")]
    [TestCase("a b,param:x", "a b")]
    [TestCase(",param:x", "letter")]
    [TestCase("a,param:x;1b,param:y", "1b")]
    [TestCase("TAP_UPLOAD.a,param:x", "schema")]
    [TestCase("a,param:x;a,param:y", "two tables")]
    [TestCase("a,param:x;A,param:y", "case")]
    [TestCase("a,param:", "which part")]
    [TestCase("a,x.vot", "not a URI")]
    [TestCase("a,ftp://example.org/t", "ftp:")]
    [TestCase("a,vos://example.org!vospace/t", "vos:")]
    [TestCase("a,file:///etc/passwd", "file:")]
    [TestCase("a,gopher://x/", "gopher:")]
    public void Wrong_pairs_are_told(string value, string told)
    {
        var error = Assert.Throws<ServiceException>(() => Read(value))!;
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(error.Message, Does.Contain(told).And.Contain("UPLOAD"));
    }

    [Test]
    public void Too_many_tables_are_refused()
    {
        var value = string.Join(';', Enumerable.Range(0, 21).Select(i => $"t{i},param:x"));
        Assert.That(Assert.Throws<ServiceException>(() => Read(value))!.Message, Does.Contain("20 tables"));
    }

    [Test]
    public void A_field_of_the_form_with_the_name_of_the_part_is_the_table()
    {
        var parameters = Parameters.Of([("UPLOAD", "a,param:x"), ("X", "id\n1\n")]);
        Assert.That(UploadParameter.Read(parameters).Single().Text, Is.EqualTo("id\n1\n"));
    }

    private static IEnumerable<TapUpload> Read(params string[] values) =>
        UploadParameter.Read(Parameters.Of(values.Select(value => ("UPLOAD", value))));

    private static string Shown(IEnumerable<TapUpload> uploads) =>
        string.Join(' ', uploads.Select(u => $"{u.Name}={u.Url?.OriginalString ?? "param:" + u.Part}"));
}
