using System.Collections.Immutable;

namespace DataLab.Fits.Wcs;

/// <summary>An axis of polarization states: CTYPE = STOKES (FITS 4.0 §8.5, table 29).</summary>
/// <param name="Axis">Its place among the axes, from 0.</param>
/// <param name="States">The state of each pixel along the axis, the first one first; null where the code is none of the standard's.</param>
public sealed record PolarizationAxis(int Axis, ImmutableArray<string?> States);
