namespace DataLab.Adql;

/// <summary>Every code the translator can report.</summary>
public static class DiagnosticCodes
{
    /// <summary>A character or a token that ADQL does not have: NBSP, curly quotes, an unclosed string, <c>2mass</c>.</summary>
    public const string LexicalError = "lexical-error";

    /// <summary>The words are ADQL's, their order is not.</summary>
    public const string SyntaxError = "syntax-error";

    /// <summary>A reserved word stands where a name is wanted.</summary>
    public const string ReservedWord = "reserved-word";

    /// <summary>INSERT, UPDATE, DROP and the like.</summary>
    public const string NotASelect = "not-a-select";

    /// <summary>Too long, too deeply nested or too slow to read (<see cref="AdqlLimits"/>).</summary>
    public const string TooComplex = "too-complex";

    public const string UnknownTable = "unknown-table";
    public const string UnknownColumn = "unknown-column";
    public const string AmbiguousTable = "ambiguous-table";
    public const string AmbiguousColumn = "ambiguous-column";

    /// <summary>Two tables of one FROM go by the same name.</summary>
    public const string DuplicateName = "duplicate-name";
    public const string UnknownFunction = "unknown-function";
    public const string WrongArguments = "wrong-arguments";

    /// <summary>An operator or a comparison between types that do not go together.</summary>
    public const string TypeMismatch = "type-mismatch";

    /// <summary>A value where a condition is wanted, or the other way round.</summary>
    public const string NotACondition = "not-a-condition";

    /// <summary>An aggregate where none may stand, a column that is neither grouped nor aggregated.</summary>
    public const string Grouping = "grouping";

    /// <summary>Operands of UNION, EXCEPT or INTERSECT differ in number or type of columns.</summary>
    public const string SetOperands = "set-operands";

    /// <summary>A position in ORDER BY or GROUP BY that no column has.</summary>
    public const string Position = "position";

    /// <summary>A number, a timestamp or a coordinate outside its range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>Shapes of different reference frames in one function.</summary>
    public const string FrameMismatch = "frame-mismatch";

    /// <summary>An extension of ADQL that this service has, in a query that was to be strictly ADQL (<see cref="AdqlOptions.Strict"/>).</summary>
    public const string Extension = "extension";

    /// <summary>Warning: a comparison that does not do what it seems to.</summary>
    public const string SuspiciousComparison = "suspicious-comparison";

    /// <summary>Warning: a division of whole numbers that loses its remainder.</summary>
    public const string WholeDivision = "whole-division";

    /// <summary>Warning: tables of one FROM that no condition links.</summary>
    public const string UnlinkedTables = "unlinked-tables";

    /// <summary>Part of ADQL, but not of this service.</summary>
    public const string UnsupportedFeature = "unsupported-feature";
}
