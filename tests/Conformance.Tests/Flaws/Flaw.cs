using DataLab.Conformance.Tests.Twin;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>One way to be wrong, made of a service that is right.</summary>
/// <param name="Clause">The clause that it breaks, and whose check has to see it.</param>
/// <param name="Answer">Answers a request, given the service that is right.</param>
internal sealed record Flaw(string Clause, Func<Ask, Func<Ask, Task<Reply>>, Task<Reply>> Answer)
{
    /// <summary>Replaces text in the answers below a path.</summary>
    public static Flaw Text(string clause, string path, string old, string @new) =>
        Replies(clause, path, reply => reply with { Body = reply.Body.Replace(old, @new, StringComparison.Ordinal) });

    /// <summary>Changes the answers below a path.</summary>
    public static Flaw Replies(string clause, string path, Func<Reply, Reply> change) =>
        new(clause, async (ask, right) => Is(ask, path) ? change(await right(ask)) : await right(ask));

    /// <summary>Changes the answers to some requests.</summary>
    public static Flaw When(string clause, Func<Ask, bool> when, Func<Ask, Reply, Reply> change) =>
        new(clause, async (ask, right) => when(ask) ? change(ask, await right(ask)) : await right(ask));

    /// <summary>Does not see a parameter, or sees another value.</summary>
    public static Flaw Asks(string clause, Func<Ask, Ask> change) => new(clause, (ask, right) => right(change(ask)));

    /// <summary>Answers with a status and nothing else.</summary>
    public static Flaw Status(string clause, string path, int status) =>
        Replies(clause, path, reply => reply with { Status = status });

    /// <summary>Replaces more text, in any answer.</summary>
    public Flaw Then(string old, string @new) =>
        this with
        {
            Answer = async (ask, right) =>
            {
                var reply = await Answer(ask, right);
                return reply with { Body = reply.Body.Replace(old, @new, StringComparison.Ordinal) };
            },
        };

    /// <summary>A path ends with *: everything below it.</summary>
    public static bool Is(Ask ask, string path) =>
        path.EndsWith('*') ? ask.Path.StartsWith(path[..^1], StringComparison.Ordinal) : ask.Path == path;

    public override string ToString() => Clause;
}
