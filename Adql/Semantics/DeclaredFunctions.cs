using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace DataLab.Adql.Semantics;

/// <summary>Reads signatures of user-defined functions, <c>name(arg TYPE, …) -> TYPE</c> (TAPRegExt 1.0 §2.3, LanguageFeature form).</summary>
internal static partial class DeclaredFunctions
{
    /// <remarks>A signature that cannot be read still declares the name, with any arguments.</remarks>
    public static ImmutableArray<Function> Read(IEnumerable<string> signatures) => [.. signatures.Select(Read)];

    private static Function Read(string signature)
    {
        var match = Signature().Match(signature);
        if (!match.Success)
        {
            var name = signature.Split('(')[0].Trim();
            return new Function(
                name,
                [.. Enumerable.Repeat(new Parameter("x", ArgumentKind.Any, true), 20)],
                _ => AdqlType.Unknown,
                _ => null,
                ""
            );
        }
        var parameters = match
            .Groups["parameters"]
            .Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var result = TypeOf(match.Groups["result"].Value);
        return new Function(match.Groups["name"].Value, [.. parameters.Select(Parameter)], _ => result, _ => null, "");
    }

    private static Parameter Parameter(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var type = TypeOf(blank < 0 ? text : text[(blank + 1)..]);
        var kind =
            type.IsNumber ? ArgumentKind.Number
            : type.Kind == Kind.Text ? ArgumentKind.Text
            : type.Kind == Kind.Timestamp ? ArgumentKind.Timestamp
            : type.IsShape ? ArgumentKind.Shape
            : ArgumentKind.Any;
        return new Parameter(blank < 0 ? text : text[..blank], kind);
    }

    private static AdqlType TypeOf(string name)
    {
        var word = name.Trim().ToUpperInvariant();
        if (word.EndsWith(']'))
            return AdqlType.Unknown;
        return word.Split([' ', '('])[0] switch
        {
            "SMALLINT" => AdqlType.Short,
            "INTEGER" or "INT" => AdqlType.Int,
            "BIGINT" => AdqlType.Long,
            "REAL" => AdqlType.Float,
            "DOUBLE" or "FLOAT" or "NUMERIC" => AdqlType.Double,
            "CHAR" or "VARCHAR" or "TEXT" or "STRING" => AdqlType.Text,
            "TIMESTAMP" => AdqlType.Timestamp,
            "POINT" => AdqlType.Point,
            "CIRCLE" => AdqlType.Circle,
            "POLYGON" => AdqlType.Polygon,
            "REGION" => new AdqlType(Kind.Region, new ColumnType("char", "*", "adql:REGION")),
            _ => AdqlType.Unknown,
        };
    }

    [GeneratedRegex(
        @"^\s*(?<name>[A-Za-z][A-Za-z0-9_]*)\s*\((?<parameters>.*)\)\s*->\s*(?<result>.+?)\s*$",
        RegexOptions.Singleline
    )]
    private static partial Regex Signature();
}
