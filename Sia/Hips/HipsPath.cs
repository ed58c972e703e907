using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Sia.Hips;

/// <summary>Names of the files of a HiPS (HiPS 1.0 §4.3).</summary>
internal static partial class HipsPath
{
    public const string Properties = "properties";
    public const string Moc = "Moc.fits";
    public const string Preview = "preview.jpg";
    public const string Index = "index.html";

    /// <summary>Tiles of a folder.</summary>
    private const long FolderSize = 10_000;

    /// <summary>Relative, slashes between.</summary>
    public static string Tile(int order, long tile, string extension) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Norder{order}/Dir{tile / FolderSize * FolderSize}/Npix{tile}.{extension}"
        );

    public static string Allsky(int order, string extension) =>
        string.Create(CultureInfo.InvariantCulture, $"Norder{order}/Allsky.{extension}");

    /// <summary>Whether a path names a file that a HiPS has: no other is ever opened.</summary>
    public static bool IsKnown(string path) => Form().IsMatch(path);

    /// <summary>What kind of file a name is of; null for properties and other text.</summary>
    public static string MediaType(string path) =>
        Path.GetExtension(path) switch
        {
            ".jpg" => "image/jpeg",
            ".png" => "image/png",
            ".fits" => "application/fits",
            ".html" => "text/html; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        };

    [GeneratedRegex(
        @"\A(properties|Moc\.fits|preview\.jpg|index\.html|Norder[0-9]{1,2}/(Allsky|Dir[0-9]{1,18}/Npix[0-9]{1,18})\.(jpg|png|fits))\z"
    )]
    private static partial Regex Form();
}
