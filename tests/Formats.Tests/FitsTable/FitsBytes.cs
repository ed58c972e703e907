using System.Buffers.Binary;
using System.Text;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>FITS files of one table, made by hand.</summary>
internal static class FitsBytes
{
    /// <param name="cards">Of the columns, with TFIELDS.</param>
    /// <param name="heap">What lies behind the rows.</param>
    public static byte[] Table(
        int rowLength,
        int rows,
        byte[] data,
        string[] cards,
        byte[]? heap = null,
        string kind = "BINTABLE"
    ) =>
        [
            .. Header("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0"),
            .. Header([
                $"XTENSION= '{kind, -8}'",
                "BITPIX  = 8",
                "NAXIS   = 2",
                $"NAXIS1  = {rowLength}",
                $"NAXIS2  = {rows}",
                $"PCOUNT  = {heap?.Length ?? 0}",
                "GCOUNT  = 1",
                .. cards,
            ]),
            .. Padded([.. data, .. heap ?? []]),
        ];

    public static byte[] BigEndian(params long[] values) =>
        [
            .. values.SelectMany(value =>
            {
                var bytes = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(bytes, value);
                return bytes;
            }),
        ];

    /// <summary>A descriptor of the P kind.</summary>
    public static byte[] Descriptor(int count, int offset)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(bytes, count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), offset);
        return bytes;
    }

    private static byte[] Header(params string[] cards)
    {
        var text = string.Concat(cards.Append("END").Select(card => card.PadRight(80)));
        return Encoding.Latin1.GetBytes(text.PadRight((text.Length + 2879) / 2880 * 2880));
    }

    private static byte[] Padded(byte[] data)
    {
        Array.Resize(ref data, (data.Length + 2879) / 2880 * 2880);
        return data;
    }
}
