using System.Text;
using DataLab.Formats;
using DataLab.Formats.Coverage;
using DataLab.Sky;
using Microsoft.Net.Http.Headers;

namespace DataLab.Sia.Mocs;

/// <summary>How a coverage map is written (MOC 2.0 §4.3).</summary>
internal sealed record MocFormat(string MediaType, string Extension, Func<Moc, byte[]> Write)
{
    private static readonly MocFormat Fits = new(MocFits.MediaType, "fits", MocFits.Write);
    private static readonly MocFormat Json = new(
        "application/json",
        "json",
        moc => Encoding.UTF8.GetBytes(MocJson.Write(moc))
    );
    private static readonly MocFormat Ascii = new(
        "text/plain; charset=utf-8",
        "txt",
        moc => Encoding.UTF8.GetBytes(MocText.Write(moc) + "\n")
    );

    /// <summary>By RESPONSEFORMAT, else by Accept; FITS if nothing is said.</summary>
    /// <exception cref="ServiceException">UsageError: a RESPONSEFORMAT that is none of ours.</exception>
    public static MocFormat Of(string? responseFormat, IEnumerable<MediaTypeHeaderValue> accepted)
    {
        if (responseFormat is not null)
            return Find(responseFormat.Split(';')[0].Trim())
                ?? throw new ServiceException(
                    ErrorKind.UsageError,
                    $"RESPONSEFORMAT is \"{responseFormat}\"; expected fits, json or ascii."
                );
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1))
            if (type.Quality != 0 && type.MediaType.Value is { } name && Find(name) is { } format)
                return format;
        return Fits;
    }

    private static MocFormat? Find(string name) =>
        name.ToLowerInvariant() switch
        {
            "fits" or "application/fits" or "image/fits" => Fits,
            "json" or "application/json" => Json,
            "ascii" or "text" or "txt" or "text/plain" => Ascii,
            _ => null,
        };
}
