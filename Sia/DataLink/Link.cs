using DataLab.Formats;

namespace DataLab.Sia.DataLink;

/// <summary>A row of links (DataLink 1.1 §3.2): it has an address, a service or an error, exactly one of them.</summary>
/// <param name="Id">As the request had it.</param>
/// <param name="Semantics">A term of the IVOA's vocabulary: <c>#this</c>.</param>
public sealed record Link(string Id, string Semantics)
{
    /// <summary>Absolute.</summary>
    public string? AccessUrl { get; init; }

    /// <summary>XML id of a descriptor.</summary>
    public string? ServiceDef { get; init; }

    /// <summary>Begins with the name of the fault.</summary>
    public string? ErrorMessage { get; init; }
    public string? Description { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public long? ContentLength { get; init; }

    /// <summary>What the content is, as a product type: <c>image</c>.</summary>
    public string? ContentQualifier { get; init; }

    /// <summary>Whether one must be somebody to follow it.</summary>
    public bool NeedsRight { get; init; }

    /// <summary>Why an identifier has no links.</summary>
    public static Link Failed(string id, ServiceException e) =>
        new(id, "#this")
        {
            ErrorMessage = e.Kind switch
            {
                ErrorKind.NotFound => "NotFoundFault: ",
                ErrorKind.UsageError => "UsageFault: ",
                ErrorKind.PermissionDenied => "AuthorizationFault: ",
                ErrorKind.ServiceUnavailable => "TransientFault: ",
                ErrorKind.Fault => "FatalFault: ",
                _ => "DefaultFault: ",
            } + e.Message,
        };
}
