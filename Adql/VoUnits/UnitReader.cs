namespace DataLab.Adql.VoUnits;

/// <summary>
/// The grammar of VOUnits 1.1 (appendix "The VOUnits grammar") by recursive descent, and, where leniency is asked for, what FITS, CDS
/// and OGIP have beside it. Stops at the first error.
/// </summary>
/// <remarks><c>.Numbers</c>: scale factors and powers.</remarks>
internal sealed partial class UnitReader
{
    /// <summary>Characters looked at.</summary>
    public const int MaxLength = 256;
    private const int MaxDepth = 16;

    private readonly string text;
    private readonly bool lenient;
    private int at;
    private int depth;
    private UnitError? error;

    private UnitReader(string text, bool lenient) => (this.text, this.lenient) = (text, lenient);

    public static UnitReading Read(string text, bool lenient)
    {
        if (text.Length > MaxLength)
            return new UnitReading(null, new UnitError(0, text.Length, $"A unit has at most {MaxLength} characters"));
        if (lenient ? UnitSpellings.IsNothing(text) : text.Length == 0)
            return new UnitReading(null, new UnitError(0, text.Length, "There is no unit"));
        if (text is "unknown" or "UNKNOWN")
            return new UnitReading(null, new UnitError(0, text.Length, $"\"{text}\" says that nobody knows the unit"));
        var reader = new UnitReader(text, lenient);
        var unit = reader.Input();
        return reader.error is { } error ? new UnitReading(null, error) : new UnitReading(unit, null);
    }

    private char Next => at < text.Length ? text[at] : '\0';

    private bool Has(string sign) => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0;

    private Unit? Fail(int start, int length, string message)
    {
        error ??= new UnitError(start, length, message);
        return null;
    }

    private Unit? Bounded(Unit? unit, int start) =>
        unit ?? Fail(start, at - start, "Powers or scale go beyond what can be computed");

    private void SkipBlanks()
    {
        while (lenient && Next == ' ')
            at++;
    }

    private Unit? Input()
    {
        SkipBlanks();
        var number = Scale();
        if (error is not null)
            return null;
        SkipBlanks();
        if (at == text.Length && number is { } alone)
            return lenient || text == "1"
                ? Unit.Number(alone)
                : Fail(0, text.Length, "A number alone is no unit; dimensionless is written 1");
        var unit = Complete(number is not null);
        if (unit is null || at < text.Length && Unexpected() is null)
            return null;
        return number is { } scale ? Bounded(Unit.Number(scale).Times(unit), 0) : unit;
    }

    private Unit? Unexpected()
    {
        var found = Next;
        var message = found switch
        {
            ' ' => "Units have no blanks; a product is written with a dot",
            '*' => "A product is written with a dot, a power with **",
            '^' => "A power is written with **",
            '/' => "Only one / may stand in a unit; write the units below it in brackets",
            '.' => "A product below / stands in brackets",
            ')' => "This bracket was never opened",
            _ when char.IsAsciiDigit(found) || found is '+' or '-' => "A power is written with **",
            _ when found > '~' || found < ' ' => "Units are written in ASCII characters",
            _ => $"'{found}' has no place here",
        };
        return Fail(at, 1, message);
    }

    /// <param name="number">Something stands before it, so that a lenient text may go on with a division.</param>
    private Unit? Complete(bool number)
    {
        var start = at;
        SkipBlanks();
        Unit? unit;
        if (lenient && Next == '/')
            unit = Unit.One;
        else
        {
            if (number && lenient && Next is '.' or '*' && !Has("**"))
                at++;
            unit = Product();
        }
        var divisions = 0;
        while (unit is not null)
        {
            SkipBlanks();
            if (Next != '/' || !lenient && divisions > 0)
                break;
            at++;
            divisions++;
            SkipBlanks();
            unit = Expression() is { } below ? Bounded(unit.Over(below), start) : null;
        }
        // erg/s.cm2: nobody can tell whether cm2 stands above or below.
        SkipBlanks();
        if (unit is not null && lenient && divisions > 0 && at < text.Length && Next != ')')
            return Fail(at, 1, "What stands behind / and a product may be above or below; use brackets");
        return unit;
    }

    private Unit? Product()
    {
        var start = at;
        var unit = Expression();
        while (unit is not null && TakeProduct())
            unit = Expression() is { } more ? Bounded(unit.Times(more), start) : null;
        return unit;
    }

    private bool TakeProduct()
    {
        var before = at;
        SkipBlanks();
        if (Next == '.' || lenient && Next == '*' && !Has("**"))
        {
            at++;
            SkipBlanks();
            return true;
        }
        if (at > before && (char.IsAsciiLetter(Next) || Next is '(' or '\'' or '%'))
            return true;
        at = before;
        return false;
    }

    private Unit? Expression()
    {
        if (++depth > MaxDepth)
            return Fail(at, 1, $"Brackets are nested deeper than {MaxDepth}");
        var start = at;
        var unit = Next == '(' ? Bracketed(Complete) : Term();
        depth--;
        // Beyond the grammar: powers of brackets and of functions.
        if (unit is not null && lenient && text[at - 1] == ')' && TakePower() is { } power)
            unit = Bounded(unit.Power(power), start);
        return error is null ? unit : null;
    }

    private Unit? Bracketed(Func<bool, Unit?> inside)
    {
        var open = at++;
        var unit = inside(false);
        SkipBlanks();
        if (unit is null)
            return null;
        if (Next != ')')
            return at < text.Length ? Unexpected() : Fail(open, 1, "This bracket is not closed");
        at++;
        return unit;
    }

    private Unit? Term()
    {
        var start = at;
        var unit = Symbol();
        if (unit is null || text[at - 1] == ')')
            return unit;
        return TakePower() is { } power ? Bounded(unit.Power(power), start)
            : error is null ? unit
            : null;
    }

    private Unit? Symbol()
    {
        var start = at;
        while (char.IsAsciiLetter(Next) || lenient && Next == '_')
            at++;
        var word = text[start..at];
        if (Next == '\'')
            return Quoted(word, start);
        if (Next == '(' && word.Length > 0)
            return Function(word);
        if (word.Length > 0)
            return Unit.Of(Named(word));
        if (Next == '%')
        {
            at++;
            return Unit.Of(UnitSymbol.Known("%")!);
        }
        if (lenient && Next == '1' && !char.IsAsciiDigit(at + 1 < text.Length ? text[at + 1] : ' '))
        {
            at++;
            return Unit.One;
        }
        return at == text.Length ? Fail(Math.Max(0, at - 1), Math.Min(1, at), "A unit is missing at the end")
            : Next is ')' or '/' or '.' ? Fail(at, 1, $"A unit is missing before '{Next}'")
            : Unexpected();
    }

    private UnitSymbol Named(string word) =>
        UnitSymbol.Known(word)
        ?? (lenient && UnitSpellings.Meaning(word) is { } meant ? UnitSymbol.Known(meant) : null)
        ?? UnitSymbol.Unknown(word);

    private Unit? Quoted(string prefix, int start)
    {
        var open = ++at;
        while (char.IsAsciiLetter(Next) || lenient && (char.IsAsciiDigit(Next) || Next == '_'))
            at++;
        var word = text[open..at];
        if (word.Length == 0 || Next != '\'')
            return Fail(start, at - start, "A unit in single quotes has letters only, and a quote at its end");
        at++;
        return UnitSymbol.Quoted(prefix, word) is { } symbol
            ? Unit.Of(symbol)
            : Fail(start, prefix.Length, $"\"{prefix}\" is no prefix");
    }

    /// <remarks>Operands may have a scale factor (VOUnits 1.1 §2.6).</remarks>
    private Unit? Function(string name)
    {
        var start = at - name.Length;
        var operand = Bracketed(_ =>
        {
            var number = Scale();
            if (error is not null)
                return null;
            var unit = Complete(number is not null);
            return unit is not null && number is { } scale ? Bounded(Unit.Number(scale).Times(unit), start) : unit;
        });
        if (operand is null)
            return null;
        if (operand.IsDimensionless && name != "sqrt")
            return Fail(start, at - start, $"{name} has no unit in its brackets");
        return name == "sqrt"
            ? Bounded(operand.Power(Fraction.Of(1, 2)!.Value), start)
            : Unit.Of(UnitSymbol.Function(name, operand));
    }
}
