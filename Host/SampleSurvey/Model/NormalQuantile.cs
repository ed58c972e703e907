namespace DataLab.Host.SampleSurvey;

/// <summary>Inverse of the cumulative normal distribution.</summary>
/// <remarks>
/// Algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37, 477); relative error about 1e-16. One uniform number
/// makes one normal one, and 85 of 100 need only + - × ÷, which every machine does alike.
/// </remarks>
internal static class NormalQuantile
{
    // Coefficients of rational functions, highest power first: |p - 1/2| <= 0.425, then r <= 5, then beyond.
    private static readonly double[] Centre =
    [
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ];
    private static readonly double[] CentreBelow =
    [
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1,
    ];
    private static readonly double[] Tail =
    [
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ];
    private static readonly double[] TailBelow =
    [
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1,
    ];
    private static readonly double[] FarTail =
    [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ];
    private static readonly double[] FarTailBelow =
    [
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1,
    ];

    /// <returns>x such that a normal variable is below x with probability <paramref name="p"/>.</returns>
    /// <param name="p">In the open interval (0, 1).</param>
    public static double Of(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var s = 0.180625 - q * q;
            return q * Polynomial(Centre, s) / Polynomial(CentreBelow, s);
        }
        var r = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        var x =
            r <= 5
                ? Polynomial(Tail, r - 1.6) / Polynomial(TailBelow, r - 1.6)
                : Polynomial(FarTail, r - 5) / Polynomial(FarTailBelow, r - 5);
        return q < 0 ? -x : x;
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        var sum = 0.0;
        foreach (var coefficient in coefficients)
            sum = sum * x + coefficient;
        return sum;
    }
}
