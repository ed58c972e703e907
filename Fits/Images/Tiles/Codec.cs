namespace DataLab.Fits.Images.Tiles;

/// <summary>ZCMPTYPE (FITS 4.0 §10.4, table 36).</summary>
internal enum Codec
{
    None,
    Rice,
    Gzip,
    ShuffledGzip,
    Hcompress,
    Plio,
}

/// <summary>ZQUANTIZ (FITS 4.0 §10.2): how floats were made integers.</summary>
internal enum Quantization
{
    /// <summary>Not at all: the pixels are kept exactly.</summary>
    None,
    NoDither,
    Dither1,
    Dither2,
}
