using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Library;

/// <content>Times.</content>
internal static partial class UserFunctions
{
    // No fields: the table is made before those of this file would be.
    private static string[] WholeParts =>
        ["year", "month", "day", "hour", "minute", "quarter", "week", "doy", "dow", "isodow", "isoyear", "decade"];

    /// <summary>With what lies behind the point: seconds of the minute, seconds since 1970.</summary>
    private static string[] RealParts => ["second", "epoch"];

    private static string[] Steps => ["second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade"];

    private static IEnumerable<UserFunction> Times() =>
        [
            .. JulianDates(),
            DatePart("date_part", "A part of a timestamp"),
            DatePart("extract", "As date_part, also written extract(year FROM d)"),
            new(
                FunctionGroup.Times,
                "date_trunc",
                [new("field", ArgumentKind.TextLiteral), new("d", ArgumentKind.Timestamp)],
                AdqlType.Timestamp,
                $"The beginning of the {string.Join(", ", Steps)} that a timestamp lies in; weeks begin on Monday."
            )
            {
                Example = "CAST(date_trunc('month', '2016-12-31T23:59:59') AS VARCHAR)",
                Gives = "2016-12-01T00:00:00",
                Refuses = arguments => UnknownField("date_trunc", arguments, Steps),
                DuckDb = "CAST(date_trunc(lower({0}), {1}) AS TIMESTAMP)",
            },
        ];

    private static UserFunction DatePart(string name, string what) =>
        new(
            FunctionGroup.Times,
            name,
            [new("field", ArgumentKind.TextLiteral), new("d", ArgumentKind.Timestamp)],
            AdqlType.Int,
            $"{what}: {string.Join(", ", WholeParts)} as INTEGER; {string.Join(", ", RealParts)} as DOUBLE PRECISION. Weeks are those of ISO 8601, dow is 0 on Sunday, isodow 7."
        )
        {
            Example = $"{name}('year', '2016-12-31T23:59:59')",
            Gives = "2016",
            ResultName = "NUMERIC",
            Refuses = arguments => UnknownField(name, arguments, [.. WholeParts, .. RealParts]),
            Metadata = arguments => Metadata.OfUnit(IsReal(arguments) ? "s" : null),
            Expand = arguments => new CallValue(
                "DATE_PART",
                arguments,
                IsReal(arguments) ? AdqlType.Double : AdqlType.Int
            ),
        };

    private static bool IsReal(Items<Value> arguments) =>
        RealParts.Contains(((TextConstant)arguments[0]).Text, StringComparer.OrdinalIgnoreCase);

    private static string? UnknownField(string name, Items<Value> arguments, string[] known) =>
        arguments[0] is TextConstant { Text: var field } && !known.Contains(field, StringComparer.OrdinalIgnoreCase)
            ? $"{name} knows no '{field}'; it has {string.Join(", ", known)}"
            : null;

    private static IEnumerable<UserFunction> JulianDates() =>
        new[]
        {
            ("ivo_to_jd", 2440587.5, "Julian date", "2419036.75"),
            ("ivo_to_mjd", 40587.0, "Modified Julian date", "19036.25"),
        }
            .SelectMany(form =>
                new[] { form, form with { Item1 = form.Item1.Replace("ivo", "gavo", StringComparison.Ordinal) } }
            )
            .Select(form => new UserFunction(
                FunctionGroup.Times,
                form.Item1,
                [new("d", ArgumentKind.Timestamp)],
                AdqlType.Double,
                $"{form.Item3} of a timestamp, or of a text that is one."
            )
            {
                Example = form.Item1 + "('1910-12-31T06:00:00')",
                Gives = form.Item4,
                Metadata = Fixed("d", "time.epoch"),
                Expand = arguments =>
                    arguments[0] is TimestampConstant { Time: var time }
                        ? new RealConstant(
                            (time - DateTime.UnixEpoch).Ticks / (double)TimeSpan.TicksPerDay + form.Item2
                        )
                        : null,
                DuckDb = FormattableString.Invariant($"(epoch_us({{0}}) / 86400000000e0 + {form.Item2}e0)"),
                PostgreSql = FormattableString.Invariant(
                    $"(CAST(extract(epoch FROM {{0}}) * 1000000 AS DOUBLE PRECISION) / 86400000000e0 + {form.Item2}e0)"
                ),
            });
}
