using System.Text;
using DataLab.Formats.Csv;

namespace DataLab.Formats.Tests.Csv;

[TestFixture]
internal sealed class CsvScannerTests
{
    [TestCase(',', 1)]
    [TestCase(',', 40)]
    [TestCase(' ', 1)]
    [TestCase(' ', 40)]
    public async Task Records_are_the_same_wherever_the_stream_is_cut(char delimiter, int longestRead)
    {
        var random = new Random(delimiter * 100 + longestRead);
        for (var round = 0; round < 300; round++)
        {
            var text = RandomText(random, delimiter);
            var found = new List<string>();
            var scanner = new CsvScanner(
                new Trickle(Encoding.UTF8.GetBytes(text), random, longestRead),
                new CsvDialect((byte)delimiter),
                1 << 20,
                1
            );
            var final = false;
            while (true)
            {
                var outcome = scanner.TryNext(final);
                if (outcome == CsvScanner.Outcome.End)
                    break;
                if (outcome == CsvScanner.Outcome.NeedMore)
                    final = !await scanner.FillAsync(CancellationToken.None);
                else
                    found.Add(
                        $"{scanner.Line}: {string.Join('\u00B7', Enumerable.Range(0, scanner.Count).Select(i => Encoding.UTF8.GetString(scanner[i]) + (scanner.IsQuoted(i) ? "q" : "")))}"
                    );
            }
            Assert.That(found, Is.EqualTo(Reference(text, delimiter)), text);
        }
    }

    [Test]
    public void Too_many_cells_are_an_error()
    {
        var scanner = new CsvScanner(
            new byte[CsvScanner.MostCells + 1]
                .Select(_ => (byte)',')
                .ToArray(),
            new CsvDialect((byte)',')
        );
        Assert.That(
            () => scanner.TryNext(final: true),
            Throws.TypeOf<TableFormatException>().With.Message.EqualTo("Line 1: more than 16384 cells.")
        );
    }

    /// <summary>Well-formed records of words, numbers and quoted cells, with line ends of all kinds.</summary>
    private static string RandomText(Random random, char delimiter)
    {
        string[] plain = ["a", "1.25", "x\"y", "a rather long cell that spans a whole block of bytes", "\u00E9"];
        string[] quoted =
        [
            "\"\"",
            "\"a\"",
            "\"a,b c\"",
            "\"say \"\"hi\"\"\"",
            "\"two\nlines\"",
            "\"\r\n\"",
            "\"\"\"\"",
        ];
        var text = new StringBuilder();
        for (var record = random.Next(1, 12); record > 0; record--)
        {
            for (var cell = random.Next(1, 6); cell > 0; cell--)
            {
                var kind = random.Next(4);
                var word = kind == 0 ? quoted[random.Next(quoted.Length)] : plain[random.Next(plain.Length)];
                text.Append(
                    delimiter == ' ' && kind > 0 ? word.Replace(' ', '_')
                    : kind == 3 && delimiter == ',' && cell > 1 ? ""
                    : word
                );
                if (cell > 1)
                    text.Append(delimiter, delimiter == ' ' ? random.Next(1, 3) : 1);
            }
            text.Append(
                random.Next(3) switch
                {
                    0 => "\n",
                    1 => "\r\n",
                    _ => record == 1 ? "" : "\r",
                }
            );
            if (random.Next(5) == 0)
                text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The same rules, one character after the other.</summary>
    private static List<string> Reference(string text, char delimiter)
    {
        var (records, at, line) = (new List<string>(), 0, 1);
        while (at < text.Length)
        {
            if (text[at] is '\n' or '\r')
            {
                at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                line++;
                continue;
            }
            var (cells, first) = (new List<string>(), line);
            while (true)
            {
                var cell = new StringBuilder();
                var isQuoted = at < text.Length && text[at] == '"';
                if (isQuoted)
                {
                    for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
                    {
                        at += text[at] == '"' ? 1 : 0;
                        line += text[at] == '\n' ? 1 : 0;
                        cell.Append(text[at]);
                    }
                    at++;
                }
                else
                {
                    while (at < text.Length && text[at] != delimiter && text[at] is not ('\n' or '\r'))
                        cell.Append(text[at++]);
                }
                cells.Add(cell + (isQuoted ? "q" : ""));
                if (at >= text.Length || text[at] != delimiter)
                    break;
                at++;
                while (delimiter == ' ' && at < text.Length && text[at] == ' ')
                    at++;
            }
            records.Add($"{first}: {string.Join('\u00B7', cells)}");
        }
        return records;
    }

    private sealed class Trickle(byte[] bytes, Random random, int longest) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, longest + 1))], cancellationToken);
    }
}
