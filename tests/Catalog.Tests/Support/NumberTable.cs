using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.Tests.Support;

/// <summary>The table s.t of one number, x.</summary>
internal static class NumberTable
{
    public static readonly Field X = new("x", DataType.Int);

    public static Task<IngestReport> IngestAsync(Archive archive, int x, bool replace = false) =>
        archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [x],
            ],
            request => request with { Replace = replace }
        );
}
