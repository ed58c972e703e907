using System.Collections.Immutable;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Tap.Examples;

/// <summary>The examples of an archive: the operator's own first, then those made of what is published.</summary>
public sealed class PublishedExamples(
    ICatalogEngine engine,
    ExampleFiles files,
    SkySamples samples,
    TableFormats formats,
    TapOptions options
) : IDisposable
{
    private readonly SemaphoreSlim making = new(1, 1);
    private (long Version, string Stamp, string TapUrl) madeFor;
    private CachedDocument? document;

    /// <summary>All examples that run now.</summary>
    public async Task<ImmutableArray<Example>> ListAsync(CancellationToken ct) =>
        [.. files.Read(), .. await new GeneratedExamples(samples).MakeAsync(engine.Snapshot, ct)];

    /// <summary>The document of <c>/examples</c>, made again when the catalogue or the operator's files changed.</summary>
    /// <exception cref="ServiceException">NotFound when examples are switched off.</exception>
    public async Task<IResult> DocumentAsync(string tapUrl, CancellationToken ct)
    {
        if (!options.Examples)
            throw new ServiceException(ErrorKind.NotFound, "This service has no examples.");
        await making.WaitAsync(ct);
        try
        {
            var wanted = (engine.Snapshot.Version, files.Stamp(), tapUrl);
            if (document is null || madeFor != wanted)
            {
                var examples = await ListAsync(ct);
                document = await CachedDocument.MakeAsync(
                    ExamplesDocument.ContentType,
                    DateTimeOffset.UtcNow,
                    output =>
                        ExamplesDocument.WriteAsync(
                            output,
                            tapUrl,
                            formats.Find("html") is null ? "csv" : "html",
                            examples,
                            Upload()
                        )
                );
                madeFor = wanted;
            }
            return document;
        }
        finally
        {
            making.Release();
        }
    }

    public void Dispose() => making.Dispose();

    private UploadExample? Upload()
    {
        if (engine.Snapshot.Adql.Tables.FirstOrDefault(table => table.Position is { IsPoint: false }) is not { } table)
            return null;
        var (ra, dec) = (AdqlName.Write(table.Position!.Ra), AdqlName.Write(table.Position.Dec));
        return new UploadExample(
            SkySamples.NameOf(table),
            $"SELECT mine.*, o.*\nFROM TAP_UPLOAD.mine AS mine JOIN {SkySamples.NameOf(table)} AS o\n  ON DISTANCE(POINT(mine.ra, mine.dec), POINT(o.{ra}, o.{dec})) < 1.0 / 3600"
        );
    }
}
