using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace DataLab.Host.SampleSurvey;

/// <summary>One value for each of the bands u, g, r, i, z, by <see cref="Band.Index"/>.</summary>
[InlineArray(5)]
internal struct PerBand<T>
{
    private T first;
}

/// <summary>A filter of the camera and what one exposure through it reaches.</summary>
/// <param name="Letter">u, g, r, i or z.</param>
/// <param name="UcdWord">The nearest UCD1+ word: there is none for g (400-555 nm) nor for z (840-1000 nm).</param>
/// <param name="StackDepth">AB magnitude of a point source measured with 5 sigma in the stack of a typical field.</param>
/// <param name="LongExposure">Seconds of a deep exposure.</param>
/// <param name="SkyRate">Sky background, adu per second and pixel.</param>
/// <param name="Extinction">Magnitudes per magnitude of E(B-V).</param>
/// <param name="PulsationAmplitude">Magnitudes from peak to trough of an RR Lyrae star, roughly.</param>
internal sealed record Band(
    int Index,
    char Letter,
    string UcdWord,
    double StackDepth,
    double LongExposure,
    double SkyRate,
    double Extinction,
    double PulsationAmplitude
)
{
    /// <summary>Seconds of a shallow exposure, which keeps bright stars from saturating.</summary>
    public const double ShortExposure = 60;

    public static readonly Band U = new(0, 'u', "em.opt.U", 23.9, 333, 0.25, 4.24, 0.75);
    public static readonly Band G = new(1, 'g', "em.opt.B", 24.9, 267, 1.3, 3.30, 0.80);
    public static readonly Band R = new(2, 'r', "em.opt.R", 24.6, 267, 2.6, 2.29, 0.58);
    public static readonly Band I = new(3, 'i', "em.opt.I", 24.2, 267, 4.5, 1.70, 0.45);
    public static readonly Band Z = new(4, 'z', "em.opt.I", 23.6, 333, 9.5, 1.26, 0.40);

    public static readonly ImmutableArray<Band> All = [U, G, R, I, Z];

    public static Band Of(char letter) => All["ugriz".IndexOf(letter, StringComparison.Ordinal)];
}
