namespace DataLab.Sia.Rasters;

/// <summary>How values become brightness.</summary>
public enum Stretch
{
    Asinh,
    Linear,
    Sqrt,
    Log,
}

/// <summary>Values between two ends, as brightness from 0 to 1.</summary>
public sealed record Tones(float Low, float High, Stretch Stretch)
{
    /// <summary>Where the inverse hyperbolic sine turns from a line to a logarithm, as a part of the range.</summary>
    private const double AsinhSoftening = 0.1;

    private const double LogSteepness = 1000;

    /// <summary>0 below the range, 1 above; NaN stays.</summary>
    public double Of(float value)
    {
        if (float.IsNaN(value))
            return double.NaN;
        var range = (double)High - Low;
        var part =
            range > 0 ? Math.Clamp((value - (double)Low) / range, 0, 1)
            : value > Low ? 1
            : 0;
        return Stretch switch
        {
            Stretch.Linear => part,
            Stretch.Sqrt => Math.Sqrt(part),
            Stretch.Log => Math.Log(1 + LogSteepness * part) / Math.Log(1 + LogSteepness),
            _ => Math.Asinh(part / AsinhSoftening) / Math.Asinh(1 / AsinhSoftening),
        };
    }

    /// <summary>One byte a value; <paramref name="blank"/> where there is none.</summary>
    public byte[] ToBytes(Raster raster, byte blank = 0)
    {
        var bytes = new byte[raster.Values.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var tone = Of(raster.Values[i]);
            bytes[i] = double.IsNaN(tone) ? blank : (byte)(255 * tone + 0.5);
        }
        return bytes;
    }
}
