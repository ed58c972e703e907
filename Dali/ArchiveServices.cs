using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>All that know services which take rows of tables, asked one after another.</summary>
public sealed class ArchiveServices(IEnumerable<IAnswerServices> services, PublicUrl url)
{
    /// <summary>An answer to a request.</summary>
    public RowSource Of(RowSource rows, HttpRequest request) => Of(rows, url.Base(request));

    /// <inheritdoc cref="Of(RowSource, HttpRequest)"/>
    public async Task<RowSource> OfAsync(Task<RowSource> rows, HttpRequest request) => Of(await rows, request);

    /// <summary>An answer that may hold nothing but the table (SCS 1.03 §2.2): addresses are made whole, and no services named.</summary>
    public RowSource WithoutServices(RowSource rows, HttpRequest request)
    {
        foreach (var service in services)
            rows = service.MakeWhole(rows, url.Base(request));
        return rows;
    }

    /// <summary>The result of a job, which no request waits for: nothing is added unless the operator set the public URL.</summary>
    public RowSource Of(RowSource rows) => url.Configured is { } known ? Of(rows, known) : rows;

    private RowSource Of(RowSource rows, string baseUrl)
    {
        foreach (var service in services)
            rows = service.Describe(rows, baseUrl);
        return rows;
    }
}
