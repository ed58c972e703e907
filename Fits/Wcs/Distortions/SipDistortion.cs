// The Simple Imaging Polynomial (Shupe et al. 2005): pixels relative to CRPIX are shifted before the matrix.
namespace DataLab.Fits.Wcs.Distortions;

internal sealed class SipDistortion : Distortion
{
    /// <summary>The convention goes to 9; writers that go beyond are followed so far.</summary>
    private const int MaxOrder = 20;

    private readonly Bivariate a;
    private readonly Bivariate b;

    private SipDistortion(Bivariate a, Bivariate b) => (this.a, this.b) = (a, b);

    public override Bend Apply(double x, double y)
    {
        var u = a.Value(x, y, out var ax, out var ay);
        var v = b.Value(x, y, out var bx, out var by);
        return new Bend(x + u, y + v, 1.0 + ax, ay, bx, 1.0 + by);
    }

    /// <summary>Reads A_ORDER, A_p_q, B_ORDER, B_p_q. The inverse is computed, AP and BP are not needed.</summary>
    /// <param name="error">Set if the header has such a distortion but not a usable one.</param>
    /// <returns>Null also where there is none.</returns>
    public static SipDistortion? Read(Header header, WcsNotes notes, out bool error)
    {
        error = false;
        var (first, second) = (header.Find("A_ORDER"), header.Find("B_ORDER"));
        if (first is null && second is null)
            return null;
        if (Order(first, "A_ORDER", notes) is not { } orderA || Order(second, "B_ORDER", notes) is not { } orderB)
        {
            error = true;
            return null;
        }
        if (orderA < 2 && orderB < 2)
        {
            if (!Read(header, "A", orderA, notes).IsZero || !Read(header, "B", orderB, notes).IsZero)
                notes.Add("SIP polynomials of an order below 2 are not applied.");
            return null;
        }
        return new SipDistortion(Read(header, "A", orderA, notes), Read(header, "B", orderB, notes));
    }

    private static int? Order(Card? card, string keyword, WcsNotes notes)
    {
        if (card?.Integer is >= 0 and <= MaxOrder)
            return (int)card.Integer;
        notes.Add(
            card is null
                ? $"SIP needs A_ORDER and B_ORDER; {keyword} is missing."
                : $"{keyword} is {card.ValueText}; expected an integer from 0 to {MaxOrder}."
        );
        return null;
    }

    private static Bivariate Read(Header header, string name, int order, WcsNotes notes)
    {
        var rows = new double[order + 1][];
        for (var p = 0; p <= order; p++)
        {
            rows[p] = new double[order - p + 1];
            for (var q = 0; q <= order - p; q++)
                rows[p][q] = notes.Real(header, $"{name}_{p}_{q}") ?? 0.0;
        }
        return new Bivariate(rows);
    }
}
