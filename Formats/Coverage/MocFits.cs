using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using DataLab.Fits;
using DataLab.Fits.Tables;
using DataLab.Formats.FitsTable;
using DataLab.Sky;

namespace DataLab.Formats.Coverage;

/// <summary>Coverage maps as FITS (MOC 2.0 §4.3.1): a binary table of one column of cells, numbered NUNIQ or as ranges.</summary>
public static class MocFits
{
    public const string MediaType = "application/fits";

    private const int MostCells = 50_000_000;

    /// <summary>Writes cells as NUNIQ, which readers of MOC 1.0 know as well.</summary>
    public static byte[] Write(Moc moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        long[] cells = [.. moc.Cells.Select(cell => (4L << (2 * cell.Order)) + cell.Cell)];
        Array.Sort(cells);
        var primary = new FitsCards()
            .Logical("SIMPLE", true, "FITS standard 4.0")
            .Integer("BITPIX", 8, "")
            .Integer("NAXIS", 0, "no image")
            .Logical("EXTEND", true, "a table follows")
            .Finish();
        var header = new FitsCards()
            .Text("XTENSION", "BINTABLE", "binary table")
            .Integer("BITPIX", 8, "")
            .Integer("NAXIS", 2, "")
            .Integer("NAXIS1", sizeof(long), "bytes of a row")
            .Integer("NAXIS2", cells.Length, "rows")
            .Integer("PCOUNT", 0, "")
            .Integer("GCOUNT", 1, "")
            .Integer("TFIELDS", 1, "")
            .Text("TTYPE1", "UNIQ", "order and number of a cell: 4 x 4^order + number")
            .Text("TFORM1", "1K")
            .Text("EXTNAME", "MOC")
            .Text("MOCVERS", "2.0", "version of the standard")
            .Text("MOCDIM", "SPACE", "coverage of the sky")
            .Text("ORDERING", "NUNIQ", "how cells are numbered")
            .Text("COORDSYS", "C", "ICRS")
            .Integer("MOCORD_S", moc.Order, "finest order")
            .Integer("MOCORDER", moc.Order, "the same, as MOC 1.1 calls it")
            .Text("PIXTYPE", "HEALPIX")
            .Text("MOCTOOL", "Data Lab")
            .Finish();
        var length = primary.Length + header.Length;
        var data = (long)cells.Length * sizeof(long);
        var bytes = new byte[length + (data + Header.BlockLength - 1) / Header.BlockLength * Header.BlockLength];
        primary.CopyTo(bytes, 0);
        header.CopyTo(bytes, primary.Length);
        var at = bytes.AsSpan(length);
        foreach (var cell in cells)
        {
            BinaryPrimitives.WriteInt64BigEndian(at, cell);
            at = at[sizeof(long)..];
        }

        return bytes;
    }

    /// <summary>Reads a map of the sky, of either numbering, of this version of the standard or the one before.</summary>
    /// <exception cref="FitsException">It is none, or has more than 50 million cells.</exception>
    public static async Task<Moc> ReadAsync(Stream stream, CancellationToken ct)
    {
        await using var file = new FitsFile(stream, leaveOpen: true);
        while (await file.ReadHduAsync(ct).ConfigureAwait(false) is { } hdu)
        {
            if (hdu.Kind != HduKind.BinaryTable)
                continue;
            var isRange = Ordering(hdu.Header);
            var layout = TableLayout.Of(hdu);
            var width = Width(hdu.Header, layout);
            if (layout.RowCount > MostCells)
                throw new FitsException($"The coverage map has {layout.RowCount} cells; at most {MostCells} are read.");
            var data = file.OpenData();
            var numbers = new List<long>();
            var row = new byte[layout.RowLength * (int)Math.Clamp(layout.RowCount, 1, 8192)];
            for (var left = layout.RowCount; left > 0; )
            {
                var count = (int)Math.Min(left, row.Length / layout.RowLength);
                await data.ReadExactlyAsync(row.AsMemory(0, count * layout.RowLength), ct).ConfigureAwait(false);
                for (var at = 0; at < count * layout.RowLength; at += width)
                    numbers.Add(
                        width == sizeof(long)
                            ? BinaryPrimitives.ReadInt64BigEndian(row.AsSpan(at))
                            : BinaryPrimitives.ReadInt32BigEndian(row.AsSpan(at))
                    );
                left -= count;
            }

            var order = hdu.Header.IntegerOr("MOCORD_S", hdu.Header.IntegerOr("MOCORDER", 0, 0, 29), 0, 29);
            return isRange ? OfRanges(numbers, (int)order) : OfCells(numbers, (int)order);
        }

        throw new FitsException("The file has no binary table, so it is no coverage map.");
    }

    /// <returns>Whether the numbers are ranges.</returns>
    private static bool Ordering(Header header)
    {
        if (header.Find("MOCDIM")?.Text?.Trim() is { Length: > 0 } dimension && dimension != "SPACE")
            throw new FitsException($"The coverage map is one of {dimension}; expected MOCDIM SPACE.");
        if (header.Find("COORDSYS")?.Text?.Trim() is { Length: > 0 } frame && frame is not ("C" or "ICRS"))
            throw new FitsException($"The coverage map has COORDSYS {frame}; expected C, which is ICRS.");
        return header.Find("ORDERING")?.Text?.Trim() switch
        {
            "NUNIQ" => false,
            "RANGE" => true,
            var other => throw new FitsException(
                $"The table has ORDERING {other ?? "not given"}; a coverage map has NUNIQ or RANGE."
            ),
        };
    }

    private static int Width(Header header, TableLayout layout)
    {
        var form = header.Find("TFORM1")?.Text?.Trim() ?? "";
        var width = form.TrimStart('0', '1', '2') switch
        {
            "K" => sizeof(long),
            "J" => sizeof(int),
            _ => 0,
        };
        return width > 0 && layout.RowLength > 0 && layout.RowLength % width == 0
            ? width
            : throw new FitsException($"The cells of the coverage map are of form '{form}'; expected 1K or 1J.");
    }

    private static Moc OfCells(List<long> numbers, int finest)
    {
        var ranges = new List<HealpixRange>(numbers.Count);
        foreach (var number in numbers)
        {
            var order = number >= 4 ? (HighestBit(number) - 2) / 2 : -1;
            var cell = number - (order >= 0 ? 4L << (2 * order) : 0);
            if (order is < 0 or > Healpix.MaxOrder || cell >= Healpix.PixelCount(order))
                throw new FitsException(
                    string.Create(CultureInfo.InvariantCulture, $"{number} in the coverage map is no number of a cell.")
                );
            ranges.Add(Healpix.Range(order, cell));
            finest = Math.Max(finest, order);
        }

        return Moc.Of(ranges, finest);
    }

    /// <summary>First cell and the one after the last, of order 29.</summary>
    private static Moc OfRanges(List<long> numbers, int finest)
    {
        var end = Healpix.PixelCount(Healpix.MaxOrder);
        if (numbers.Count % 2 != 0)
            throw new FitsException("The coverage map has a range without an end.");
        var ranges = ImmutableArray.CreateBuilder<HealpixRange>(numbers.Count / 2);
        for (var i = 0; i < numbers.Count; i += 2)
        {
            if (numbers[i] < 0 || numbers[i + 1] <= numbers[i] || numbers[i + 1] > end)
                throw new FitsException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{numbers[i]} to {numbers[i + 1]} in the coverage map is no range of cells."
                    )
                );
            ranges.Add(new HealpixRange(numbers[i], numbers[i + 1] - 1));
        }

        return Moc.Of(ranges, finest);
    }

    /// <summary>Number of the highest bit set.</summary>
    private static int HighestBit(long number) => 63 - (int)long.LeadingZeroCount(number);
}
