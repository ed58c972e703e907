using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Library;

/// <content>Texts.</content>
internal static partial class UserFunctions
{
    private const int MostTexts = 6;

    private static UserFunction OnTexts(
        string name,
        Items<Parameter> parameters,
        AdqlType result,
        string description,
        string example,
        string gives,
        string duckDb
    ) =>
        new(FunctionGroup.Texts, name, parameters, result, description)
        {
            Example = example,
            Gives = gives,
            ResultOf = result.Kind == Kind.Text ? TextOf : null,
            DuckDb = duckDb,
        };

    private static IEnumerable<UserFunction> Texts() =>
        [
            new(
                FunctionGroup.Texts,
                "ivo_nocasematch",
                [Text("value"), Text("pattern")],
                AdqlType.Int,
                "1 if the value is as the pattern of LIKE says in any case, else 0; as value ILIKE pattern."
            )
            {
                Example = "ivo_nocasematch('ABcabc', 'ab__bc')",
                Gives = "1",
                Expand = arguments => Truth(new LikeCondition(arguments[0], arguments[1], null, true, false)),
            },
            OnTexts(
                "ivo_hasword",
                [Text("haystack"), Text("needle")],
                AdqlType.Int,
                "1 if all words of the needle are words of the haystack, in any case, else 0. A word is a run of letters and digits.",
                "ivo_hasword('shown that a primordial', 'Primordial shown')",
                "1",
                "datalab_hasword({0}, {1})"
            ),
            OnTexts(
                "ivo_hashlist_has",
                [Text("hashlist"), Text("item")],
                AdqlType.Int,
                "1 if the item is one of the words that # divides, in any case, else 0.",
                "ivo_hashlist_has('Red#green#blue', 'red')",
                "1",
                "datalab_hashlist_has({0}, {1})"
            ),
            new(
                FunctionGroup.Texts,
                "gavo_match",
                [Text("pattern"), Text("string")],
                AdqlType.Int,
                "1 if the regular expression is found in the text, else 0; as string ~ pattern."
            )
            {
                Example = "gavo_match('^M[0-9]+', 'M31')",
                Gives = "1",
                Expand = arguments => Truth(new MatchCondition(arguments[1], arguments[0], false, false)),
            },
            Length("length"),
            Length("char_length"),
            Length("character_length"),
            OnTexts(
                "octet_length",
                [Text("s")],
                AdqlType.Int,
                "Number of bytes in UTF-8.",
                "octet_length('α')",
                "2",
                "strlen({0})"
            ) with
            {
                PostgreSql = "octet_length({0})",
            },
            .. Substrings("substring"),
            .. Substrings("substr"),
            OnTexts(
                "left",
                [Text("s"), Whole("n")],
                AdqlType.Text,
                "The first n characters; for negative n all but the last -n.",
                "left('NGC 224', 3)",
                "NGC",
                "datalab_left({0}, {1})"
            ),
            OnTexts(
                "right",
                [Text("s"), Whole("n")],
                AdqlType.Text,
                "The last n characters; for negative n all but the first -n.",
                "right('NGC 224', 3)",
                "224",
                "datalab_right({0}, {1})"
            ),
            .. Trims("trim", "trim", "both ends", "b"),
            .. Trims("btrim", "trim", "both ends", "b"),
            .. Trims("ltrim", "ltrim", "the beginning", "b "),
            .. Trims("rtrim", "rtrim", "the end", " b"),
            OnTexts(
                "strpos",
                [Text("s"), Text("part")],
                AdqlType.Int,
                "Where a part begins in the text, from 1; 0 where it does not occur.",
                "strpos('NGC 224', '224')",
                "5",
                "datalab_strpos({0}, {1})"
            ),
            OnTexts(
                "position",
                [Text("part"), Text("s")],
                AdqlType.Int,
                "As strpos, the part first.",
                "position('224', 'NGC 224')",
                "5",
                "datalab_strpos({1}, {0})"
            ),
            OnTexts(
                "replace",
                [Text("s"), Text("part"), Text("by")],
                AdqlType.Text,
                "The text with every occurrence of the part replaced.",
                "replace('NGC 224', ' ', '')",
                "NGC224",
                "datalab_replace({0}, {1}, {2})"
            ),
            .. Pads("lpad", "left", "00224"),
            .. Pads("rpad", "right", "22400"),
            .. Enumerable
                .Range(2, MostTexts - 1)
                .Select(count => new UserFunction(
                    FunctionGroup.Texts,
                    "concat",
                    [.. Enumerable.Range(1, count).Select(i => Text(FormattableString.Invariant($"s{i}")))],
                    AdqlType.Text,
                    "The texts one behind the other, NULL as an empty one."
                )
                {
                    Example = $"concat('M', {string.Concat(Enumerable.Repeat("NULL, ", count - 2))}'31')",
                    Gives = "M31",
                    KeepsNull = true,
                    Expand = arguments => arguments.Select(OrEmpty).Aggregate(Together),
                }),
            OnTexts(
                "split_part",
                [Text("s"), Text("delimiter"), Whole("n")],
                AdqlType.Text,
                "The n-th of the parts that the delimiter divides, from 1, or from the end for negative n; empty beyond them, NULL for 0.",
                "split_part('12h30m', 'h', 2)",
                "30m",
                "datalab_split_part({0}, {1}, {2})"
            ),
        ];

    private static UserFunction Length(string name) =>
        OnTexts(name, [Text("s")], AdqlType.Int, "Number of characters.", $"{name}('M 31')", "4", "length({0})");

    private static IEnumerable<UserFunction> Substrings(string name) =>
        [
            OnTexts(
                name,
                [Text("s"), Whole("start")],
                AdqlType.Text,
                "The text from a place on; the first character is 1.",
                $"{name}('NGC 224', 5)",
                "224",
                "datalab_substring({0}, {1}, CAST(9223372036854775807 AS BIGINT))"
            ),
            OnTexts(
                name,
                [Text("s"), Whole("start"), Whole("characters")],
                AdqlType.Text,
                "So many characters from a place on, those before the text counted too; NULL for less than none.",
                $"{name}('NGC 224', 1, 3)",
                "NGC",
                "datalab_substring({0}, {1}, {2})"
            ),
        ];

    private static Value OrEmpty(Value value) =>
        value switch
        {
            NullConstant => new TextConstant(""),
            TextConstant => value,
            _ => new CallValue("COALESCE", [value, new TextConstant("")], value.Type),
        };

    private static Value Together(Value left, Value right) => new ConcatenatedValue(left, right, TextOf([left, right]));

    private static IEnumerable<UserFunction> Trims(string name, string engine, string where, string gives)
    {
        yield return OnTexts(
            name,
            [Text("s")],
            AdqlType.Text,
            $"The text without blanks at {where}.",
            $"'[' || {name}(' b ') || ']'",
            $"[{gives}]",
            $"{engine}({{0}}, ' ')"
        ) with
        {
            PostgreSql = $"{OnPostgreSql(engine)}({{0}}, ' ')",
        };
        yield return OnTexts(
            name,
            [Text("s"), Text("characters")],
            AdqlType.Text,
            $"The text without any of these characters at {where}.",
            $"'[' || {name}('x' || 'b' || 'y', 'xy') || ']'",
            "["
                + gives.Trim() switch
                {
                    _ when engine == "ltrim" => "by",
                    _ when engine == "rtrim" => "xb",
                    _ => "b",
                }
                + "]",
            $"{engine}({{0}}, {{1}})"
        ) with
        {
            PostgreSql = $"{OnPostgreSql(engine)}({{0}}, {{1}})",
        };
    }

    private static string OnPostgreSql(string trim) => trim == "trim" ? "btrim" : trim;

    private static IEnumerable<UserFunction> Pads(string name, string side, string gives)
    {
        const string Limit = "10000 at most.";
        yield return OnTexts(
            name,
            [Text("s"), Whole("n")],
            AdqlType.Text,
            $"The text with blanks on the {side} to n characters, cut if it is longer; {Limit}",
            $"'[' || {name}('a', 2) || ']'",
            side == "left" ? "[ a]" : "[a ]",
            $"datalab_{name}({{0}}, {{1}}, ' ')"
        );
        yield return OnTexts(
            name,
            [Text("s"), Whole("n"), Text("fill")],
            AdqlType.Text,
            $"The text filled on the {side} to n characters, cut if it is longer; {Limit}",
            $"{name}('224', 5, '0')",
            gives,
            $"datalab_{name}({{0}}, {{1}}, {{2}})"
        );
    }
}
