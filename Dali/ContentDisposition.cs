using System.Text;
using DataLab.Formats;

namespace DataLab.Dali;

/// <summary>Values of the header Content-Disposition (RFC 6266): shown or saved, and the name to save as.</summary>
public static class ContentDisposition
{
    private const int LongestName = 100;

    /// <summary>What browsers show; they save all else.</summary>
    private static readonly string[] Shown = ["text/html", "text/plain", "text/xml", "application/json"];

    /// <param name="name">Of the file without extension, from whatever user or table; null or empty for <c>result</c>.</param>
    public static string Of(ITableFormat format, string? name)
    {
        var kind = Shown.Contains(format.MediaType.Split(';')[0], StringComparer.Ordinal) ? "inline" : "attachment";
        return Of(kind, $"{FileName(name)}.{format.FileExtension}");
    }

    /// <summary>A file to be saved.</summary>
    /// <param name="file">With its extension.</param>
    public static string Saved(string file) => Of("attachment", FileName(file));

    private static string Of(string kind, string file)
    {
        var ascii = new string([.. file.Select(c => c <= '~' ? c : '_')]);
        // filename stays last, for a client (astroquery) that takes all behind it for the name.
        return ascii == file
            ? $"{kind}; filename=\"{file}\""
            : $"{kind}; filename*=UTF-8''{Uri.EscapeDataString(file)}; filename=\"{ascii}\"";
    }

    /// <summary>Without what separates folders, ends the quoted string or is a trap on some system.</summary>
    private static string FileName(string? name)
    {
        var clean = new StringBuilder();
        foreach (var rune in (name ?? "").EnumerateRunes().Take(LongestName))
        {
            var isBad =
                Rune.IsControl(rune)
                || rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '%' or 0xFFFD;
            clean.Append(isBad ? "_" : rune.ToString());
        }
        var text = clean.ToString().Trim(' ', '.');
        return text.Length == 0 ? "result" : text;
    }
}
