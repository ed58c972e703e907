// Reads a section of a compressed image: rows of the table first, then the bytes of the tiles in few large reads, decoded on several cores.
using System.Buffers;

namespace DataLab.Fits.Images.Tiles;

internal static class TileReader
{
    /// <summary>Tiles whose rows are looked up at once.</summary>
    private const int BatchTiles = 8192;

    /// <summary>Bytes read and decoded at once; a tile that is larger is read alone.</summary>
    private const int BatchBytes = 16 << 20;

    /// <summary>Bytes between two tiles that are read rather than skipped.</summary>
    private const int Gap = 64 << 10;

    /// <summary>Rows of the table are a few dozen bytes; longer ones than this are refused.</summary>
    private const int MaxRowLength = 1 << 20;

    /// <summary>Fewer pixels than this are decoded faster than other threads begin.</summary>
    private const long PixelsWorthThreads = 200_000;

    public static async ValueTask ReadAsync(
        IFitsSource source,
        TileTable table,
        PixelBlock target,
        CancellationToken ct
    )
    {
        var pixels = table.TilePixels();
        if (table.Layout.RowLength > MaxRowLength)
            throw new FitsException($"Rows of {table.Layout.RowLength} bytes are no table of compressed tiles.");
        var grid = new TileGrid(table, target.Section);
        var tiles = new List<TileBytes>((int)Math.Min(grid.Count, BatchTiles));
        for (long first = 0; first < grid.Count; first += BatchTiles)
        {
            tiles.Clear();
            var count = (int)Math.Min(BatchTiles, grid.Count - first);
            await LookUpAsync(source, table, grid, first, count, tiles, ct).ConfigureAwait(false);
            tiles.Sort((a, b) => a.Offset.CompareTo(b.Offset));
            for (var at = 0; at < tiles.Count; )
            {
                var next = EndOfRead(tiles, at);
                await DecodeAsync(source, table, grid, target, tiles[at..next], pixels, ct).ConfigureAwait(false);
                at = next;
            }
        }
    }

    /// <summary>Reads the rows of some tiles; those that lie side by side at once.</summary>
    private static async ValueTask LookUpAsync(
        IFitsSource source,
        TileTable table,
        TileGrid grid,
        long first,
        int count,
        List<TileBytes> tiles,
        CancellationToken ct
    )
    {
        var width = table.Layout.RowLength;
        var most = Math.Max(1, Gap * 4 / width);
        var buffer = ArrayPool<byte>.Shared.Rent(most * width);
        try
        {
            long begin = 0,
                end = 0;
            for (var ordinal = first; ordinal < first + count; ordinal++)
            {
                var row = grid.RowOf(ordinal);
                if (row < begin || row >= end)
                {
                    var ahead = Math.Min(first + count - 1, ordinal + most - 1);
                    // Rows rise with the ordinal, so what is wanted next lies ahead.
                    var last = Math.Min(grid.RowOf(ahead), row + most - 1);
                    (begin, end) = (row, last + 1);
                    await source
                        .ReadAsync(table.DataOffset + row * width, buffer.AsMemory(0, (int)(end - begin) * width), ct)
                        .ConfigureAwait(false);
                }
                tiles.Add(TileBytes.Read(table, ordinal, row, buffer.AsSpan((int)(row - begin) * width, width)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The first tile, in the order of the file, that does not belong to the same read.</summary>
    private static int EndOfRead(List<TileBytes> tiles, int at)
    {
        var start = tiles[at].Offset;
        var end = start + tiles[at].Length;
        var next = at + 1;
        for (; next < tiles.Count; next++)
        {
            var tile = tiles[next];
            var reach = Math.Max(end, tile.Offset + tile.Length);
            if (tile.Offset > end + Gap || reach - start > BatchBytes)
                break;
            end = reach;
        }
        return next;
    }

    private static async ValueTask DecodeAsync(
        IFitsSource source,
        TileTable table,
        TileGrid grid,
        PixelBlock target,
        List<TileBytes> tiles,
        int tilePixels,
        CancellationToken ct
    )
    {
        var start = tiles[0].Offset;
        var length = (int)(tiles.Max(tile => tile.Offset + tile.Length) - start);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        try
        {
            await source.ReadAsync(start, buffer.AsMemory(0, length), ct).ConfigureAwait(false);
            // Tiles that share bytes may be swapped in place only one by one, and from a copy.
            var shared = HaveOverlap(tiles);
            var workers = (int)Math.Min(tiles.Count, (tiles.Count * (long)tilePixels / PixelsWorthThreads) + 1);
            workers = shared ? 1 : Math.Min(workers, Environment.ProcessorCount);
            if (workers == 1)
                DecodeRange(0, tiles.Count);
            else
                InParallel(workers, tiles.Count, DecodeRange);

            void DecodeRange(int first, int end)
            {
                using var decoder = new TileDecoder(table, target);
                for (var n = first; n < end; n++)
                {
                    ct.ThrowIfCancellationRequested();
                    var tile = tiles[n];
                    var bytes = new ArraySegment<byte>(buffer, (int)(tile.Offset - start), tile.Length);
                    decoder.Decode(tile, grid.BoxOf(tile.Ordinal), shared ? bytes.ToArray() : bytes);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool HaveOverlap(List<TileBytes> tiles)
    {
        for (var n = 1; n < tiles.Count; n++)
            if (tiles[n].Offset < tiles[n - 1].Offset + tiles[n - 1].Length)
                return true;
        return false;
    }

    /// <summary>Several pieces a worker, so that none waits long for the slowest.</summary>
    private static void InParallel(int workers, int count, Action<int, int> work)
    {
        var pieces = Math.Min(count, workers * 4);
        try
        {
            Parallel.For(
                0,
                pieces,
                new ParallelOptions { MaxDegreeOfParallelism = workers },
                piece => work((int)((long)count * piece / pieces), (int)((long)count * (piece + 1) / pieces))
            );
        }
        catch (AggregateException e)
        {
            // All threads failed alike; the first one says why.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
