using System.Collections.Immutable;
using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Tap.Uploads;

namespace DataLab.Tap;

/// <summary>The parameters of one query, checked (TAP 1.1 §2.7).</summary>
/// <param name="Query">Text of QUERY.</param>
/// <param name="Language">LANG as given: <c>ADQL</c>, <c>ADQL-2.0</c> or <c>ADQL-2.1</c>.</param>
/// <param name="MaxRec">MAXREC, or null when absent; not yet capped.</param>
/// <param name="RunId">RUNID for the logs, at most 64 characters.</param>
public sealed record TapRequest(string Query, string Language, ITableFormat Format, long? MaxRec, string? RunId)
{
    /// <summary>Tables that the query brings, by UPLOAD.</summary>
    public ImmutableArray<TapUpload> Uploads { get; init; } = [];

    private static readonly string[] Languages = ["ADQL", "ADQL-2.0", "ADQL-2.1"];

    /// <exception cref="ServiceException">UsageError naming the parameter at fault.</exception>
    public static TapRequest Parse(Parameters parameters, TableFormats formats)
    {
        CheckRequestAndVersion(parameters);
        return new TapRequest(
            ReadQuery(parameters),
            ReadLanguage(parameters),
            ReadFormat(parameters, formats),
            ReadMaxRec(parameters),
            ReadRunId(parameters)
        )
        {
            Uploads = UploadParameter.Read(parameters),
        };
    }

    private static string ReadQuery(Parameters parameters) =>
        parameters.Single("QUERY")
        ?? throw new ServiceException(
            ErrorKind.UsageError,
            "Parameter QUERY is missing: it holds the ADQL text, for example QUERY=SELECT TOP 5 * FROM TAP_SCHEMA.tables."
        );

    private static string ReadLanguage(Parameters parameters)
    {
        var language =
            parameters.Single("LANG")
            ?? throw new ServiceException(
                ErrorKind.UsageError,
                "Parameter LANG is missing: this service speaks LANG=ADQL."
            );
        if (!Languages.Contains(language, StringComparer.OrdinalIgnoreCase))
            throw new ServiceException(
                ErrorKind.UsageError,
                $"Unknown query language \"{Shorten(language)}\" in LANG: this service speaks {string.Join(", ", Languages)}."
            );
        return language;
    }

    // RESPONSEFORMAT and FORMAT are synonyms; both at once is undefined (TAP 1.1 §2.7.3), so they must agree.
    internal static ITableFormat ReadFormat(Parameters parameters, TableFormats formats)
    {
        var (modern, old) = (parameters.Single("RESPONSEFORMAT"), parameters.Single("FORMAT"));
        if (modern is not null && old is not null && modern != old)
            throw new ServiceException(
                ErrorKind.UsageError,
                "RESPONSEFORMAT and FORMAT mean the same and were given different values: send one of them."
            );
        var name = modern ?? old;
        if (name is null)
            return formats.Default;
        return formats.Find(name)
            ?? throw new ServiceException(
                ErrorKind.UsageError,
                $"Unknown RESPONSEFORMAT \"{Shorten(name)}\": this service writes {string.Join(", ", formats.Names)}."
            );
    }

    private static long? ReadMaxRec(Parameters parameters)
    {
        var text = parameters.Single("MAXREC");
        if (text is null)
            return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var maxRec))
            throw new ServiceException(
                ErrorKind.UsageError,
                $"MAXREC must be a whole number of rows, 0 or more; it was \"{Shorten(text)}\"."
            );
        return maxRec;
    }

    private static string? ReadRunId(Parameters parameters)
    {
        var runId = parameters.Single("RUNID");
        if (runId?.Length > 64)
            throw new ServiceException(ErrorKind.UsageError, "RUNID is longer than 64 characters.");
        return runId;
    }

    // Gone since TAP 1.1, but most clients still send REQUEST=doQuery.
    private static void CheckRequestAndVersion(Parameters parameters)
    {
        var request = parameters.Single("REQUEST");
        if (request is not null && !request.Equals("doQuery", StringComparison.OrdinalIgnoreCase))
            throw new ServiceException(
                ErrorKind.UsageError,
                $"REQUEST=\"{Shorten(request)}\" is not known: leave REQUEST out, or send REQUEST=doQuery."
            );
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
