namespace DataLab.Adql.VoUnits;

/// <summary>A power of a unit: a fraction in lowest terms, below 100 in size, with a denominator of at most 1000.</summary>
internal readonly record struct Fraction
{
    public static readonly Fraction One = new(1, 1);
    public static readonly Fraction Zero = new(0, 1);

    private Fraction(int numerator, int denominator) => (Numerator, Denominator) = (numerator, denominator);

    public int Numerator { get; }

    /// <summary>Positive.</summary>
    public int Denominator { get; }

    public double Value => (double)Numerator / Denominator;

    /// <returns>Null for what is out of bounds.</returns>
    public static Fraction? Of(long numerator, long denominator)
    {
        if (denominator == 0)
            return null;
        var common = Common(Math.Abs(numerator), Math.Abs(denominator));
        (numerator, denominator) = (numerator / common, denominator / common);
        if (denominator < 0)
            (numerator, denominator) = (-numerator, -denominator);
        return denominator > 1000 || Math.Abs(numerator) >= 100 * denominator
            ? null
            : new Fraction((int)numerator, (int)denominator);
    }

    /// <summary>The fraction with a small denominator that a double means, such as 1/3 by 0.3333333333333333.</summary>
    public static Fraction? Near(double number)
    {
        if (!(Math.Abs(number) < 100))
            return null;
        for (var denominator = 1; denominator <= 12; denominator++)
        {
            var numerator = Math.Round(number * denominator);
            if (Math.Abs(numerator / denominator - number) < 1e-14)
                return Of((long)numerator, denominator);
        }
        return null;
    }

    public Fraction? Plus(Fraction other) =>
        Of(
            (long)Numerator * other.Denominator + (long)other.Numerator * Denominator,
            (long)Denominator * other.Denominator
        );

    public Fraction? Times(Fraction other) =>
        Of((long)Numerator * other.Numerator, (long)Denominator * other.Denominator);

    public Fraction Negated => new(-Numerator, Denominator);

    private static long Common(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
