using System.Collections.Immutable;

namespace DataLab.Fits.Wcs;

/// <summary>When an image was taken and for how long, from whichever keywords its header has (FITS 4.0 §9.5).</summary>
/// <param name="Start">Begin, MJD (UTC); null where no keyword tells.</param>
/// <param name="End">End, MJD (UTC); the begin where nothing tells more, null where that is unknown.</param>
/// <param name="Exposure">Exposure, seconds; null where no keyword tells.</param>
/// <param name="Notes">Values that were not taken, and why.</param>
public sealed record ExposureTimes(double? Start, double? End, double? Exposure, ImmutableArray<string> Notes)
{
    public static ExposureTimes Parse(Header header) => throw new NotImplementedException();
}
