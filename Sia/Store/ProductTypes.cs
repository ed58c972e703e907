namespace DataLab.Sia.Store;

/// <summary>What the pixels of an image are: values of <c>prodtype</c>, spelled as in NOIRLab's Astro Data Lab.</summary>
public static class ProductTypes
{
    public const string Image = "image";

    /// <summary>A stack made the other way.</summary>
    public const string Image1 = "image1";

    /// <summary>Weights or inverse variances.</summary>
    public const string Weight = "wtmap";

    /// <summary>Bits of data quality.</summary>
    public const string Mask = "dqmask";

    /// <summary>Exposures or seconds at each pixel.</summary>
    public const string ExposureMap = "expmap";

    /// <summary>Standard deviations.</summary>
    public const string Error = "error";

    /// <summary>Model, residuals, depth, seeing: whatever else was made with the image.</summary>
    public const string Other = "other";

    /// <summary>Whether it is what people look for, not something that goes with it.</summary>
    public static bool IsScience(string? product) => product is null or Image or Image1;
}

/// <summary>How far the processing went: values of <c>proctype</c>, spelled as in NOIRLab's Astro Data Lab.</summary>
public static class ProcTypes
{
    public const string Raw = "Raw";
    public const string InstCal = "InstCal";
    public const string MasterCal = "MasterCal";
    public const string Resampled = "Resampled";
    public const string Stack = "Stack";

    /// <summary>ObsCore 1.1 §4.1 (1 for raw data in a standard format, 2 calibrated, 3 combined).</summary>
    public static long? CalibLevel(string? procType) =>
        procType switch
        {
            Raw => 1,
            InstCal or MasterCal => 2,
            Resampled or Stack => 3,
            _ => null,
        };
}
