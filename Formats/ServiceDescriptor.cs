using System.Collections.Immutable;

namespace DataLab.Formats;

/// <summary>A service that takes cells of a table as parameters, told beside the table (DataLink 1.1 §4, service descriptors).</summary>
/// <param name="Id">XML id, unique in the document unless something else has it already.</param>
/// <param name="AccessUrl">Absolute URL without parameters.</param>
/// <param name="Inputs">What it takes, in GROUP inputParams.</param>
public sealed record ServiceDescriptor(string Id, string AccessUrl, ImmutableArray<ServiceParameter> Inputs)
{
    /// <summary><c>this</c> for the service that gave the table itself; null for others.</summary>
    public string? Name { get; init; }
    public string? Description { get; init; }

    /// <summary>IVOA identifier of the standard and resource; null for a service that follows none.</summary>
    public string? StandardId { get; init; }

    /// <summary>Media type of its answers; null if it depends.</summary>
    public string? ContentType { get; init; }
}

/// <summary>An input of a service: VOTable PARAM.</summary>
public sealed record ServiceParameter(string Name, DataType DataType)
{
    public ArraySize? ArraySize { get; init; }
    public string? Unit { get; init; }
    public string? Ucd { get; init; }
    public string? Utype { get; init; }
    public string? XType { get; init; }
    public string? Description { get; init; }

    /// <summary>Fixed where the caller has no choice; empty where the caller, or a column, gives it.</summary>
    public string Value { get; init; } = "";

    /// <summary>Name of the field whose cells are its values; null if the caller says. A table without such a field cannot have the service.</summary>
    public string? Column { get; init; }

    /// <summary>As the parameter is written; null where there is no bound, or none is known.</summary>
    public string? Minimum { get; init; }

    /// <inheritdoc cref="Minimum"/>
    public string? Maximum { get; init; }

    /// <summary>The values that it has.</summary>
    public ImmutableArray<string> Options { get; init; } = [];
}
