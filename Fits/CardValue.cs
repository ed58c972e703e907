namespace DataLab.Fits;

/// <summary>The value of a header card (FITS 4.0 §4.2): one of the records below.</summary>
public abstract record CardValue;

/// <summary>A character string, quotes undone, trailing blanks dropped; long strings are joined (§4.2.1).</summary>
public sealed record TextValue(string Text) : CardValue;

/// <summary><c>T</c> or <c>F</c> (§4.2.2).</summary>
public sealed record LogicalValue(bool IsTrue) : CardValue;

/// <summary>An integer (§4.2.3). Wider than 64 bits because TZERO of unsigned 64-bit columns is 2^63.</summary>
public sealed record IntegerValue(Int128 Number) : CardValue;

/// <summary>A real number, exponent letter E or D (§4.2.4).</summary>
public sealed record RealValue(double Number) : CardValue;

/// <summary>A complex number, of integers or reals (§4.2.5, §4.2.6).</summary>
public sealed record ComplexValue(double Real, double Imaginary) : CardValue;
