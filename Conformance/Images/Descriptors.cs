using DataLab.Conformance.Documents;

namespace DataLab.Conformance.Images;

/// <summary>Service descriptors in answers: what has to be in them (DataLink 1.1 §4).</summary>
internal static class Descriptors
{
    /// <summary>What a client needs and a descriptor does not have.</summary>
    public static IEnumerable<string> Problems(VoTableDocument document, ServiceDescriptor descriptor) =>
        [.. MissingUrl(descriptor), .. MissingInputs(descriptor), .. DanglingRefs(document, descriptor)];

    public static IEnumerable<string> MissingUrl(ServiceDescriptor descriptor) =>
        ImageServices.Http(descriptor.AccessUrl) is null
            ? [$"{descriptor} with accessURL \"{descriptor.AccessUrl}\""]
            : [];

    public static IEnumerable<string> MissingInputs(ServiceDescriptor descriptor) =>
        descriptor.InputGroup is null ? [$"{descriptor} without GROUP inputParams"] : [];

    /// <summary>Parameters whose values come from a column that is not there.</summary>
    public static IEnumerable<string> DanglingRefs(VoTableDocument document, ServiceDescriptor descriptor)
    {
        var fields = document
            .Root.All("FIELD")
            .Concat(document.Root.All("PARAM"))
            .Select(field => field.Text("ID"))
            .OfType<string>()
            .ToHashSet();
        return descriptor
            .Inputs.Where(input => input.Ref is { } target && !fields.Contains(target))
            .Select(input => $"{input.Name} of {descriptor} with ref {input.Ref}");
    }

    /// <summary>Whether a media type is that of a table of links (DataLink 1.1 §3.1).</summary>
    public static bool IsLinks(string? mediaType) =>
        mediaType is not null
        && mediaType.StartsWith("application/x-votable+xml", StringComparison.OrdinalIgnoreCase)
        && mediaType
            .Split(';')
            .Skip(1)
            .Any(parameter =>
                parameter
                    .Replace(" ", "", StringComparison.Ordinal)
                    .Replace("\"", "", StringComparison.Ordinal)
                    .Equals("content=datalink", StringComparison.OrdinalIgnoreCase)
            );
}
