using System.Globalization;

namespace DataLab.Adql.Tests;

/// <summary>A formula of whole numbers: prints itself with as few brackets as it needs, and knows what it computes.</summary>
/// <remarks>An interpreter of our own, so that the parser is not judged by itself.</remarks>
internal abstract record Formula(int Precedence)
{
    private sealed record Number(int Value) : Formula(4);

    private sealed record Column(string Name) : Formula(4);

    private sealed record Minus(Formula Operand) : Formula(3);

    private sealed record Binary(char Sign, Formula Left, Formula Right) : Formula(Sign is '+' or '-' ? 1 : 2);

    public static Formula Random(Random random, int depth) =>
        random.Next(depth <= 0 ? 2 : 9) switch
        {
            0 => new Number(random.Next(0, 10)),
            1 => new Column("abc"[random.Next(3)].ToString()),
            2 => new Minus(Random(random, depth - 1)),
            var n => new Binary("+-*/+-"[n - 3], Random(random, depth - 1), Random(random, depth - 1)),
        };

    public string Print() =>
        this switch
        {
            Number number => number.Value.ToString(CultureInfo.InvariantCulture),
            Column column => column.Name,
            // ADQL has one sign before a primary, so what is signed again stands in brackets.
            Minus minus => "-" + Bracketed(minus.Operand, minus.Operand.Precedence < 4),
            Binary binary => Bracketed(binary.Left, binary.Left.Precedence < Precedence)
                + binary.Sign
                // Two minus signs would begin a comment.
                + Bracketed(binary.Right, binary.Right.Precedence <= Precedence || binary.Right.Print()[0] == '-'),
            _ => throw new NotSupportedException(),
        };

    private static string Bracketed(Formula formula, bool brackets) =>
        brackets ? $"({formula.Print()})" : formula.Print();

    /// <summary>Null for a division by zero, and for what follows from it.</summary>
    public long? Evaluate(IReadOnlyDictionary<string, long?> values) =>
        this switch
        {
            Number number => number.Value,
            Column column => values[column.Name],
            Minus minus => -minus.Operand.Evaluate(values),
            Binary binary => Apply(binary.Sign, binary.Left.Evaluate(values), binary.Right.Evaluate(values)),
            _ => throw new NotSupportedException(),
        };

    public static long? Apply(char sign, long? left, long? right) =>
        sign switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            _ => right == 0 ? null : left / right,
        };
}

/// <summary>Computes the SQL that we write for arithmetic of whole numbers: brackets, + - * //, nullif, columns.</summary>
internal sealed class SqlArithmetic
{
    private readonly string[] tokens;
    private readonly IReadOnlyDictionary<string, long?> values;
    private int next;

    private SqlArithmetic(string sql, IReadOnlyDictionary<string, long?> values)
    {
        foreach (var sign in new[] { "(", ")", "," })
            sql = sql.Replace(sign, $" {sign} ", StringComparison.Ordinal);
        (tokens, this.values) = (
            sql.Replace("( -", "( - ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            values
        );
    }

    public static long? Evaluate(string sql, IReadOnlyDictionary<string, long?> values)
    {
        var evaluation = new SqlArithmetic(sql, values);
        var result = evaluation.Chain();
        return evaluation.next == evaluation.tokens.Length ? result : throw new FormatException(sql);
    }

    private long? Chain()
    {
        var left = Primary();
        while (next < tokens.Length && tokens[next] is "+" or "-" or "*" or "//")
        {
            var sign = tokens[next++][0];
            left = Formula.Apply(sign, left, Primary());
        }
        return left;
    }

    private long? Primary()
    {
        var token = tokens[next++];
        switch (token)
        {
            case "-":
                return -Primary();
            case "(":
                var inner = Chain();
                next++;
                return inner;
            case "nullif":
                next++;
                var value = Chain();
                next += 3;
                return value == 0 ? null : value;
            case "list_transform":
                // ( [ value ] , lambda number: nullif ( number , 0 ) ) [1]
                next += 2;
                var listed = Chain();
                next += 12;
                return listed == 0 ? null : listed;
            default:
                return values.TryGetValue(token, out var column)
                    ? column
                    : long.Parse(token, CultureInfo.InvariantCulture);
        }
    }
}
