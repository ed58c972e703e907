// One file: its headers, and what follows from them. Pixels are never read.
using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Sia.Store;

namespace DataLab.Sia.Ingest;

/// <summary>A file that was read, or the reason why it could not be.</summary>
/// <param name="Facts">Null for a file that is refused.</param>
/// <param name="Images">What goes over the file's facts.</param>
internal sealed record ReadFile(
    FoundFile File,
    ColumnValues? Facts,
    ImmutableArray<(int Hdu, ColumnValues Facts)> Images,
    string? Reason
)
{
    public string? Md5 { get; init; }

    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <param name="checksums">Reads the whole file for its MD5.</param>
internal sealed class ImageFileReader(ColumnMap? map, bool checksums)
{
    /// <summary>Image HDUs of one file; more is a mistake, or an attack.</summary>
    private const int MostImages = 10_000;

    /// <summary>A gzipped file of no more than this, unpacked, is read past to find its headers; bytes.</summary>
    private const long LargestUnpacked = 64L << 30;

    private const int MostNotes = 5;

    /// <summary>Reads a file; whatever is wrong with it is told, not thrown.</summary>
    /// <exception cref="OperationCanceledException"/>
    public async Task<ReadFile> ReadAsync(FoundFile file, CancellationToken ct)
    {
        try
        {
            return await ReadWholeAsync(file, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            return new ReadFile(file, null, [], Reason(e));
        }
    }

    private static string Reason(Exception e) =>
        e switch
        {
            FitsException => e.Message,
            InvalidDataException => "It is not what gzip writes, or cut short: " + e.Message,
            UnauthorizedAccessException => "It may not be read: the rights of the file or a folder above it forbid it.",
            FileNotFoundException or DirectoryNotFoundException => "It went away while it was to be read.",
            IOException => "It cannot be read: " + e.Message,
            // A fault of ours: the others are to be taken in all the same.
            _ => $"It could not be understood ({e.GetType().Name}: {e.Message}). Please report this.",
        };

    private async Task<ReadFile> ReadWholeAsync(FoundFile file, CancellationToken ct)
    {
        var notes = new List<string>();
        void Note(string note)
        {
            if (notes.Count < MostNotes)
                notes.Add(note);
        }
        var isGzip = file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var hdus = isGzip ? new List<Hdu>() : null;
        await using var source = isGzip ? (IFitsSource)new HeadersAlone(file.Name) : FileSource.Open(file.FullPath);
        if (hdus is not null)
            await ReadPackedAsync(file, hdus, ct).ConfigureAwait(false);
        var all = hdus ?? (IReadOnlyList<Hdu>)(await FitsDocument.OpenAsync(source, ct).ConfigureAwait(false)).Hdus;
        var name = NameRules.Read(file.Name);
        var images = Images(source, all, name, file, Note);
        if (images.Count == 0)
            throw new FitsException("It has no image: all of its HDUs are tables, or have no data.");
        var facts = FileFacts.Of(images, all[0].Header, name, map, file.Path);
        facts["preview"] = file.Preview;
        return new ReadFile(file, facts, [.. images.Select(image => (image.Hdu, image.Values.Beyond(facts)))], null)
        {
            Md5 = checksums ? await Md5Async(file, ct).ConfigureAwait(false) : null,
            Notes = [.. notes],
        };
    }

    private List<ImageFacts> Images(
        IFitsSource source,
        IReadOnlyList<Hdu> hdus,
        NameFacts? name,
        FoundFile file,
        Action<string> note
    )
    {
        var images = new List<ImageFacts>();
        foreach (var hdu in hdus)
        {
            if (hdu.Kind is not (HduKind.Image or HduKind.CompressedImage))
                continue;
            if (hdu.Kind == HduKind.Image && hdu.DataLength == 0)
                continue;
            var image = Open(source, hdu);
            // A row of numbers is a spectrum or a table in disguise.
            if (image.Axes.Length < 2 || image.Axes.Any(length => length < 1))
                continue;
            if (images.Count == MostImages)
                throw new FitsException($"It has more than {MostImages} images.");
            var headers = new HeaderPair(image.Header, hdus[0].Header);
            var facts = ImageFacts.Of(image, headers, name, images.Count, note);
            map?.Apply(facts.Values, headers, file.Path);
            images.Add(facts);
        }
        return images;
    }

    private static FitsImage Open(IFitsSource source, Hdu hdu)
    {
        try
        {
            return FitsImage.Open(source, hdu);
        }
        catch (FitsException e) when (!e.Message.StartsWith("HDU ", StringComparison.Ordinal))
        {
            throw new FitsException($"HDU {hdu.Index}: {e.Message}", e);
        }
    }

    /// <summary>Unpacks as it reads past the data: neither memory nor disk is taken.</summary>
    private static async Task ReadPackedAsync(FoundFile file, List<Hdu> hdus, CancellationToken ct)
    {
        await using var packed = new FileStream(
            file.FullPath,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite,
            1 << 16
        );
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        await using var document = new FitsFile(new BoundedStream(unpacked, LargestUnpacked));
        while (await document.ReadHduAsync(ct).ConfigureAwait(false) is { } hdu)
            hdus.Add(hdu);
    }

    private static async Task<string> Md5Async(FoundFile file, CancellationToken ct)
    {
        await using var stream = new FileStream(
            file.FullPath,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite,
            1 << 20,
            FileOptions.SequentialScan | FileOptions.Asynchronous
        );
#pragma warning disable CA5351 // A checksum that archives exchange, not a protection.
        return Convert.ToHexStringLower(await MD5.HashDataAsync(stream, ct).ConfigureAwait(false));
#pragma warning restore CA5351
    }

    /// <summary>A file whose headers are known and whose data nobody asks for.</summary>
    private sealed class HeadersAlone(string name) : IFitsSource
    {
        public string Name => name;

        public long Length => long.MaxValue;

        public void Read(long offset, Span<byte> buffer) =>
            throw new FitsException("The data of a packed file are not read for its description.");

        public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
        {
            Read(offset, buffer.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
