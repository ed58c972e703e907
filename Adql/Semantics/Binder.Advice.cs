using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>What to do about names that nothing has, and about slips in arguments; with changes of the text where one meaning is left.</content>
internal sealed partial class Binder
{
    /// <summary>Names of coordinates elsewhere, by what they are here.</summary>
    private static readonly (string Ucd, string[] Names)[] KnownCoordinates =
    [
        (
            "pos.eq.ra",
            [
                "RA",
                "RA_ICRS",
                "RAICRS",
                "_RAJ2000",
                "RAJ2000",
                "RA_J2000",
                "RADEG",
                "RA_DEG",
                "RAMEAN",
                "ALPHA",
                "_RA",
                "S_RA",
            ]
        ),
        (
            "pos.eq.dec",
            [
                "DEC",
                "DE_ICRS",
                "DEICRS",
                "_DEJ2000",
                "DEJ2000",
                "DECJ2000",
                "DEC_ICRS",
                "DEC_J2000",
                "DEDEG",
                "DEC_DEG",
                "DECDEG",
                "DECL",
                "DE",
                "DECMEAN",
                "DELTA",
                "_DE",
                "S_DEC",
            ]
        ),
        ("pos.galactic.lon", ["GLON", "L", "GAL_LON", "LII"]),
        ("pos.galactic.lat", ["GLAT", "B", "GAL_LAT", "BII"]),
    ];

    private static readonly string[] FrameNames =
    [
        "ICRS",
        "FK4",
        "FK5",
        "J2000",
        "B1950",
        "GALACTIC",
        "ECLIPTIC",
        "SUPER_GALACTIC",
    ];

    /// <summary>The select item that is a plain name: an unknown one is hardly a text there.</summary>
    private Expression? plainItem;

    /// <summary>Names of the result, while WHERE and HAVING are read.</summary>
    private ImmutableArray<DerivedColumn> namedItems = [];

    private string Written(TextSpan span) =>
        span.Start + span.Length <= diagnostics.Text.Length ? diagnostics.Text.Substring(span.Start, span.Length) : "";

    private static TextEdit Instead(TextSpan span, string text) => new(span.Start, span.Length, text);

    private static ImmutableArray<TextEdit> Around(TextSpan span, string before, string behind) =>
        [new TextEdit(span.Start, 0, before), new TextEdit(span.Start + span.Length, 0, behind)];

    private void ReportUnknownFunction(FunctionCall call)
    {
        var name = call.Name.Text;
        if (OtherFunctions.Of(name) is { } other)
        {
            diagnostics.Report(
                DiagnosticCodes.UnknownFunction,
                call.Name.Span,
                $"No function \"{name}\"",
                other.Advice,
                Mending(other, call)
            );
            return;
        }
        if (!UserFunctions.Find(name).IsEmpty)
        {
            diagnostics.Report(
                DiagnosticCodes.UnknownFunction,
                call.Name.Span,
                $"No function \"{name}\"",
                "Services may have it, ADQL has not, and it was not declared."
            );
            return;
        }
        string[] known =
        [
            .. Functions.All.Keys,
            .. ShapeFunctions,
            .. UserFunctions.Names,
            .. declared.Select(f => f.Name),
            "COUNT",
            "MIN",
            "MAX",
            "AVG",
            "SUM",
            "COALESCE",
            "IN_UNIT",
        ];
        diagnostics.Report(
            DiagnosticCodes.UnknownFunction,
            call.Name.Span,
            $"No function \"{name}\"",
            Suggestions.Hint(name, known)
                ?? "The capabilities of this service, /tap/capabilities, list the functions that it has.",
            Suggestions.Mending(call.Name.Span, name, known)
        );
    }

    private ImmutableArray<TextEdit> Mending(OtherFunction other, FunctionCall call)
    {
        if (other.Writing is not { } writing || other.IsExtension && strict)
            return [];
        if (other.Arguments < 0)
            return [Instead(call.Name.Span, writing)];
        var isPlain = call is { Quantifier: Quantifier.None, OrderBy.IsEmpty: true, Over: null };
        if (!isPlain || other.Arguments != call.Arguments.Length)
            return [];
        object[] arguments = [.. call.Arguments.Select(argument => Written(argument.Span))];
        return [Instead(call.Span, string.Format(CultureInfo.InvariantCulture, writing, arguments))];
    }

    /// <summary>A name that no column in reach has.</summary>
    private void ReportUnknownColumn(Identifier column, TextSpan span, Scope scope)
    {
        var tables = scope.Tables.Length == 1 ? $" in {Described(scope.Tables[0])}" : "";
        var (hint, mending) = Advice(column, span, scope);
        diagnostics.Report(DiagnosticCodes.UnknownColumn, span, $"No column \"{column.Text}\"{tables}", hint, mending);
    }

    private (string? Hint, ImmutableArray<TextEdit> Mending) Advice(Identifier column, TextSpan span, Scope scope)
    {
        var word = column.Text.ToUpperInvariant();
        if (!scope.AllTables.Any())
            return ("The query reads no table: add FROM and the table that has the column.", []);
        if (scope.Clause is Clause.Where or Clause.Having or Clause.On && Named(column) is { } item)
        {
            var text = Written(item.Value.Span);
            return (
                $"{column.Text} is a name of the result, which {(scope.Clause == Clause.Having ? "HAVING" : "WHERE")} does not know: write the expression again.",
                [Instead(span, item.Value is ColumnReference or FunctionCall ? text : $"({text})")]
            );
        }
        var names = scope.AllColumns.Select(c => c.Name.Text).ToList();
        if (Suggestions.Hint(column.Text, names) is { } hint)
            return (hint, Suggestions.Mending(span, column.Text, names, Display));
        foreach (var (ucd, others) in KnownCoordinates)
            if (others.Contains(word) && Coordinate(ucd, scope) is { } name)
                return ($"That coordinate is {Display(name)} here.", [Instead(span, Display(name))]);
        if (word.StartsWith("TOP", StringComparison.Ordinal) && word.Length > 3 && word[3..].All(char.IsAsciiDigit))
            return ($"Write TOP {word[3..]}, with a blank.", [Instead(span, "TOP " + word[3..])]);
        switch (word)
        {
            case "ROWNUM" or "ROWID":
                return ("The first n rows are SELECT TOP n ….", []);
            case "PERCENT":
                return ("TOP takes a number of rows; a share of them is WHERE RAND() < 0.1.", []);
            case "SYSDATE" or "NOW" or "TODAY":
                return ("ADQL has no clock; write the date out: CAST('2020-12-31' AS TIMESTAMP).", []);
        }
        if (column.Delimited && plainItem is null)
            return ($"Texts stand in single quotes: '{column.Text}'.", [AsText(column)]);
        return (
            scope.Tables.Length == 1
                ? $"Its columns: {string.Join(", ", names.Take(12).Select(Display))}{(names.Count > 12 ? ", …" : "")}."
                : null,
            []
        );
    }

    private DerivedColumn? Named(Identifier name)
    {
        var found = namedItems.Where(item => Name.Of(item.Alias!).Matches(name)).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static string? Coordinate(string ucd, Scope scope)
    {
        var found = scope
            .Columns.SelectMany(columns => columns.All)
            .Where(column =>
                column.Value.Metadata.Ucd is { } has
                && (has == ucd || has.StartsWith(ucd + ";meta.main", StringComparison.OrdinalIgnoreCase))
            )
            .ToList();
        return found.Count == 1 ? found[0].Name.Text : null;
    }

    /// <summary>A qualifier that no table of FROM goes by, though only one can be meant.</summary>
    private static ImmutableArray<TextEdit> OnlyTable(QualifiedName name, Scope scope)
    {
        if (
            scope.Tables is not [var table]
            || !table.Columns.All.Any(column => column.Name.Matches(name.Last))
            || name.Parts[0].Span.Length == 0
        )
            return [];
        var start = name.Parts[0].Span.Start;
        var last = name.Parts[^2].Span;
        return [new TextEdit(start, last.Start + last.Length - start, Display(table.Name.Text))];
    }

    /// <summary>POINT(ICRS, ra, dec), POINT("ICRS", ra, dec), POINT(ra, dec, 'ICRS').</summary>
    /// <returns>True when it was reported.</returns>
    private bool ReportFrameSlip(string name, FunctionCall call, Scope scope)
    {
        if (name is not ("POINT" or "CIRCLE" or "BOX" or "POLYGON") || call.Arguments.Length < 2)
            return false;
        var (first, last) = (call.Arguments[0], call.Arguments[^1]);
        if (
            first is ColumnReference { Name.Parts: [var word] }
            && FrameNames.Contains(word.Text.ToUpperInvariant())
            && scope.Find(new QualifiedName([word])).Count == 0
        )
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                first.Span,
                $"{Written(first.Span)} is no text, as the name of a frame has to be",
                $"Write '{word.Text}', or leave it out.",
                Instead(first.Span, $"'{word.Text}'")
            );
            return true;
        }
        if (last is not StringLiteral frame || !FrameNames.Contains(frame.Value.Trim().ToUpperInvariant()))
            return false;
        var before = call.Arguments[^2].Span;
        var end = before.Start + before.Length;
        diagnostics.Report(
            DiagnosticCodes.WrongArguments,
            last.Span,
            "The frame stands before the coordinates",
            $"Write {name}('{frame.Value}', …), or leave it out.",
            new TextEdit(first.Span.Start, 0, $"'{frame.Value}', "),
            new TextEdit(end, last.Span.Start + last.Span.Length - end, "")
        );
        return true;
    }

    /// <summary>A coordinate given as a text: a number in quotes, or hours, minutes and seconds.</summary>
    private UnknownValue? ReportTextualAngle(Value value, TextSpan span, bool isLongitude)
    {
        if (value is not TextConstant { Text: var written })
            return null;
        var text = written.Trim();
        var what = isLongitude ? "A longitude" : "A latitude";
        var parts = text.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        if (Constants.Parse(text.TrimStart('+')) is not null)
            diagnostics.Report(
                DiagnosticCodes.TypeMismatch,
                span,
                $"{what} is a number, not a text",
                $"Write {text.TrimStart('+')} without quotes.",
                Instead(span, text.TrimStart('+'))
            );
        else if (
            parts.Length == 3 && parts.All(part => double.TryParse(part, CultureInfo.InvariantCulture, out _))
            || text.Length > 3
                && text.Contains('m', StringComparison.OrdinalIgnoreCase)
                && char.IsAsciiDigit(text.TrimStart('+', '-')[0])
        )
        {
            var function =
                isLongitude && !text.Contains('d', StringComparison.OrdinalIgnoreCase)
                    ? "ivo_hms_to_degrees"
                    : "ivo_dms_to_degrees";
            var colons = parts.Length == 3 ? string.Join(':', parts) : text;
            diagnostics.Report(
                DiagnosticCodes.TypeMismatch,
                span,
                $"{what} is a number of degrees, not a text",
                $"Convert it: {function}('{colons}').",
                Instead(span, $"{function}('{colons}')")
            );
        }
        else
            return null;
        return new UnknownValue();
    }

    /// <summary>'a' + 'b': texts are joined by ||.</summary>
    private UnknownValue ReportTextSum(ArithmeticExpression sum)
    {
        var end = sum.Left.Span.Start + sum.Left.Span.Length;
        var sign = diagnostics.Text.IndexOf('+', Math.Min(end, diagnostics.Text.Length));
        diagnostics.Report(
            DiagnosticCodes.TypeMismatch,
            sum.Span,
            "+ needs numbers, found texts",
            "Texts are joined by ||.",
            sign >= 0 && sign < sum.Right.Span.Start ? [new TextEdit(sign, 1, "||")] : []
        );
        return new UnknownValue();
    }

    /// <summary>FROM gaia, which is a schema.</summary>
    private string? SchemaHint(QualifiedName name)
    {
        var tables = schema!
            .Tables.Where(table => table.SchemaName.Equals(name.Last.Text, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return tables.Count > 0
            ? $"{name.Last.Text} is a schema; its tables: {string.Join(", ", tables.Take(8).Select(Display))}{(tables.Count > 8 ? ", …" : "")}."
            : "TAP_SCHEMA.tables lists the tables of this service.";
    }
}
