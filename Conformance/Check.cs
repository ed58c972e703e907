namespace DataLab.Conformance;

/// <summary>A clause with the function that tries it: returning means kept, a <see cref="Finding"/> says what else.</summary>
internal sealed record Check(Clause Clause, Func<Subject, Task> Run)
{
    public static Check Must(string id, string sentence, Func<Subject, Task> run) => new(id, Level.Must, sentence, run);

    public static Check Should(string id, string sentence, Func<Subject, Task> run) =>
        new(id, Level.Should, sentence, run);

    public static Check May(string id, string sentence, Func<Subject, Task> run) => new(id, Level.May, sentence, run);

    private Check(string id, Level level, string sentence, Func<Subject, Task> run)
        : this(new Clause(id, level, sentence), run) { }
}
