using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.ObsCore;

namespace DataLab.Conformance.Sia2;

/// <summary>The SIA 2.0 service under judgement and the answers that checks share.</summary>
internal sealed class Sia2Query(Subject subject)
{
    /// <summary>Records that are looked at where the judge has no better bound.</summary>
    public const string Most = "100";

    public Uri Url => subject.Images.Sia2 ?? throw Finding.NotApplicable("the service has no image search of SIA 2.0");

    /// <summary>A request with these parameters, by GET.</summary>
    public Task<Exchange> AskAsync(params Field[] query) => subject.Get(Url, query);

    /// <summary>Some records of the archive, whichever the service gives when nothing is asked for.</summary>
    /// <exception cref="Finding">NotTested: there is no table to learn from.</exception>
    public async Task<VoTableDocument> SampleAsync()
    {
        var answer = await AskAsync(("MAXREC", Most));
        if (answer.Status != 200 || VoTableDocument.TryRead(answer) is not { IsError: false } document)
            throw Finding.NotTested("a search without constraints finds nothing to learn from (see SIA-2.0-2.1-a)");
        if (document.Tables.Count == 0)
            throw Finding.NotTested("the answer has no TABLE (see SIA-2.0-3.1-a)");
        return document;
    }

    /// <summary>The records of the sample.</summary>
    /// <exception cref="Finding">NotTested: there are none.</exception>
    public async Task<IReadOnlyList<ObsCoreRow>> RowsAsync()
    {
        var rows = ObsCoreRow.Of((await SampleAsync()).Table);
        return rows.Count > 0 ? rows : throw Finding.NotTested("the service has no records");
    }

    /// <summary>The VOTable that answers a search, without an error.</summary>
    public async Task<VoTableDocument> FindAsync(params Field[] query)
    {
        var answer = await AskAsync(query);
        return RequireResults(answer);
    }

    public static VoTableDocument RequireResults(Exchange answer)
    {
        Finding.RequireStatus(answer, 200, "the records found");
        var document = VoTableDocument.Read(answer);
        Finding.Require(!document.IsError, answer, "the records found", $"{document.StatusText}: {document.ErrorText}");
        return document;
    }

    /// <summary>
    /// Searches with one parameter: nothing may come that does not satisfy it, and, unless the answer was cut, everything of the
    /// sample that does must come.
    /// </summary>
    public async Task SelectsAsync(IReadOnlyList<Field> query, Func<ObsCoreRow, bool> satisfies, string expected)
    {
        var rows = await RowsAsync();
        var document = await FindAsync([.. query, ("MAXREC", Most)]);
        var found = ObsCoreRow.Of(document.Table);
        Finding.RequireNone(
            document.Exchange,
            found.Where(row => !satisfies(row)).Select(row => $"{row} was found"),
            expected
        );
        if (document.IsOverflow)
            return;
        var identifiers = found.Select(row => row.Did).ToHashSet(StringComparer.Ordinal);
        Finding.RequireNone(
            document.Exchange,
            rows.Where(row => satisfies(row) && !identifiers.Contains(row.Did)).Select(row => $"{row} was not found"),
            expected
        );
    }

    /// <summary>Fails the check unless the answer is an error (DALI 1.1 §4.2).</summary>
    public async Task<Exchange> RefusedAsync(params Field[] query)
    {
        await SampleAsync();
        var answer = await AskAsync(query);
        Queries.RequireError(answer, "the value is not what the parameter takes");
        return answer;
    }

    /// <summary>A record that distinguishes: one with a value for which some other record, if there is one, is not satisfied.</summary>
    /// <exception cref="Finding">NotTested: no record of the sample has a value.</exception>
    public static ObsCoreRow Telling(
        IReadOnlyList<ObsCoreRow> rows,
        Func<ObsCoreRow, bool> has,
        Func<ObsCoreRow, ObsCoreRow, bool> sameAnswer,
        string what
    ) =>
        rows.FirstOrDefault(row => has(row) && rows.Any(other => !sameAnswer(row, other)))
        ?? rows.FirstOrDefault(has)
        ?? throw Finding.NotTested($"none of the first {rows.Count} records has {what}");
}
