using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to be wrong that the services of images share.</summary>
internal static class ImageFlaw
{
    public const string Caps = "/capabilities";

    /// <summary>Understands names of parameters in capitals only.</summary>
    public static Flaw Capitals(string clause, string path) =>
        Asks(
            clause,
            ask => ask.Path == path ? ask with { Fields = [.. ask.Fields.Where(f => !f.Name.Any(char.IsLower))] } : ask
        );

    /// <summary>Sees the last of several values only.</summary>
    public static Flaw Once(string clause, string path, string name) =>
        Asks(clause, ask => ask.Path == path && ask[name] is { } value ? ask.With(name, value) : ask);

    /// <summary>Does not see a parameter where it has some value.</summary>
    public static Flaw Blind(string clause, string path, string name, string value) =>
        Asks(clause, ask => ask.Path == path && ask[name] == value ? ask.Without(name) : ask);

    /// <summary>Sees another value of a parameter.</summary>
    public static Flaw Sees(string clause, string path, string name, string? value, string other) =>
        Asks(clause, ask => ask.Path == path && ask[name] == value ? ask.With(name, other) : ask);

    /// <summary>Answers some requests with a status.</summary>
    public static Flaw Refuses(string clause, string path, Func<Ask, bool> when, int status = 500) =>
        When(clause, ask => ask.Path == path && when(ask), (_, _) => new Reply(status, "text/plain", "Error: no"));

    /// <summary>Replaces text in the answers to some requests.</summary>
    public static Flaw TextWhen(string clause, string path, Func<Ask, bool> when, string old, string @new) =>
        When(
            clause,
            ask => ask.Path == path && when(ask),
            (_, reply) => reply with { Body = reply.Body.Replace(old, @new, StringComparison.Ordinal) }
        );

    /// <summary>Declares a resource one level below its capabilities, and answers there.</summary>
    public static Flaw Deeper(string clause, string path) =>
        new Flaw(
            clause,
            (ask, right) =>
                right(
                    ask.Path.StartsWith("/deeper/", StringComparison.Ordinal) && ask.Path != "/deeper/capabilities"
                        ? ask with
                        {
                            Path = ask.Path[7..],
                        }
                        : ask
                )
        )
            .Then(path + "<", "/deeper" + path + "<")
            .Then(path + "\"", "/deeper" + path + "\"");

    public static Flaw Type(string clause, string path, string contentType, Func<Reply, bool>? when = null) =>
        Replies(clause, path, reply => when?.Invoke(reply) ?? true ? reply with { ContentType = contentType } : reply);
}
