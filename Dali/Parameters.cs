using DataLab.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DataLab.Dali;

/// <summary>The parameters of one request: query string and form together, names case-insensitive (DALI 1.1 §2.1, §3).</summary>
/// <remarks>Parameters nobody asks for are ignored, as DALI wants. Files of a multipart form are in <see cref="Files"/>.</remarks>
public sealed class Parameters
{
    private readonly Dictionary<string, List<string>> values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Uploaded parts that are files, in order; empty unless the request was multipart/form-data.</summary>
    public IFormFileCollection Files { get; private set; } = new FormFileCollection();

    /// <summary>Every name with its values, in the order of arrival.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> All =>
        values.Select(pair => (pair.Key, (IReadOnlyList<string>)pair.Value));

    /// <summary>Parameters kept from an earlier request, such as those of a job.</summary>
    public static Parameters Of(IEnumerable<(string Name, string Value)> given)
    {
        var parameters = new Parameters();
        foreach (var (name, value) in given)
            parameters.Add(name, value);
        return parameters;
    }

    /// <exception cref="ServiceException">UsageError when the form cannot be read.</exception>
    public static async Task<Parameters> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var parameters = new Parameters();
        foreach (var (name, value) in request.Query)
            parameters.Add(name, value);
        if (request.HasFormContentType)
        {
            var form = await ReadFormAsync(request, ct);
            foreach (var (name, value) in form)
                parameters.Add(name, value);
            parameters.Files = form.Files;
        }
        return parameters;
    }

    /// <summary>The value of a single-valued parameter, or null. Empty counts as not given.</summary>
    /// <exception cref="ServiceException">UsageError when it is given twice with different values.</exception>
    public string? Single(string name)
    {
        if (!values.TryGetValue(name, out var given))
            return null;
        if (given.Any(value => value != given[0]))
            throw new ServiceException(
                ErrorKind.UsageError,
                $"Parameter {name} was given {given.Count} times with different values; it takes one."
            );
        return given[0].Length == 0 ? null : given[0];
    }

    /// <summary>All values of a parameter that may be repeated.</summary>
    public IReadOnlyList<string> Multiple(string name) => values.TryGetValue(name, out var given) ? given : [];

    /// <summary>Opens an uploaded file by the name of its part, in any case; null when there is none.</summary>
    public Stream? OpenFile(string name) =>
        Files.FirstOrDefault(file => file.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.OpenReadStream();

    private void Add(string name, StringValues given)
    {
        if (!values.TryGetValue(name, out var list))
            values[name] = list = [];
        foreach (var value in given)
            list.Add(value ?? "");
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await request.ReadFormAsync(ct);
        }
        // Not BadHttpRequestException, an IOException with a status of its own: what remains is a multipart form that stops short
        // and a charset that is not allowed.
        catch (Exception e)
            when (e is InvalidDataException or NotSupportedException or (IOException and not BadHttpRequestException))
        {
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The form of this request cannot be read: {e.Message}",
                e
            );
        }
    }
}
