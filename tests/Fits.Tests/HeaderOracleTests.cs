using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DataLab.Fits.Tests;

/// <summary>Headers as astropy writes and reads them.</summary>
[TestFixture]
internal sealed class HeaderOracleTests
{
    [Test]
    public async Task Every_card_is_what_astropy_reads()
    {
        var folder = Directory.CreateTempSubdirectory("datalab-fits-");
        try
        {
            var path = Path.Combine(folder.FullName, "header.fits");
            Python("make", path);
            using var expected = JsonDocument.Parse(Python("dump", path));
            var hdus = await FitsBytes.Walk(File.OpenRead(path));
            Assert.That(
                hdus[0].Header.Cards.Select(card => $"{card.Keyword} = {Value(card.Value)} / {card.Comment.Trim()}"),
                Is.EqualTo(
                    expected
                        .RootElement.EnumerateArray()
                        .Select(card => $"{card[0]} = {Value(card[1])} / {card[2].GetString()!.Trim()}")
                )
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Value(CardValue? value) =>
        value switch
        {
            TextValue { Text: var text } => text,
            LogicalValue { IsTrue: var yes } => yes.ToString(),
            IntegerValue { Number: var n } => n.ToString(System.Globalization.CultureInfo.InvariantCulture),
            RealValue { Number: var x } => x.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            ComplexValue { Real: var re, Imaginary: var im } => $"({re}, {im})",
            _ => "",
        };

    private static string Value(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number when value.GetRawText().AsSpan().ContainsAny('.', 'e') => value
                .GetDouble()
                .ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Array => $"({value[0].GetDouble()}, {value[1].GetDouble()})",
            JsonValueKind.Null => "",
            _ => value.GetBoolean().ToString(),
        };

    private static string Python(string verb, string path, [CallerFilePath] string here = "")
    {
        var start = new ProcessStartInfo(
            "/usr/bin/python3",
            [Path.ChangeExtension(here, null)[..^"HeaderOracleTests".Length] + "header_oracle.py", verb, path]
        )
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return output;
    }
}
