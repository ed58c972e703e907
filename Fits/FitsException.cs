namespace DataLab.Fits;

/// <summary>A file is not FITS, is cut short, or asks for more than a reader may hold: where, what was found, what was expected.</summary>
/// <remarks>The only exception that reading hostile bytes may cause, besides the stream's own.</remarks>
public sealed class FitsException(string message, Exception? inner = null) : Exception(message, inner);
