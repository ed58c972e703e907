using System.Collections.Immutable;

namespace DataLab.Formats;

/// <summary>The primitive datatypes of VOTable 1.4 §2.1, in the order of that table.</summary>
public enum DataType
{
    Boolean,
    Bit,
    UnsignedByte,
    Short,
    Int,
    Long,
    Char,
    UnicodeChar,
    Float,
    Double,
    FloatComplex,
    DoubleComplex,
}

/// <summary>A column of a table: VOTable FIELD (VOTable 1.4 §4.1).</summary>
/// <param name="Name">The column name exactly as a user writes or reads it, without ADQL quotes.</param>
/// <param name="DataType">Type of one element.</param>
public sealed record Field(string Name, DataType DataType)
{
    /// <summary>Null for a scalar. Strings are <see cref="DataType.Char"/> with an array size.</summary>
    public ArraySize? ArraySize { get; init; }

    /// <summary>XML id, unique in the document; null when the name serves.</summary>
    public string? Id { get; init; }

    /// <summary>VOUnits 1.1 string as the publisher gave it; null when unitless or unknown.</summary>
    public string? Unit { get; init; }
    public string? Ucd { get; init; }
    public string? Utype { get; init; }

    /// <summary>DALI 1.1 §3.3: <c>timestamp</c>, <c>point</c>, <c>circle</c>, <c>polygon</c>, ...</summary>
    public string? XType { get; init; }
    public string? Description { get; init; }

    /// <summary>Name of the reference frame (<c>ICRS</c>, <c>GALACTIC</c>, ...) of a position column, written as COOSYS.</summary>
    public string? Frame { get; init; }

    /// <summary>True for text: one string a cell, held in a <see cref="TextVector"/>.</summary>
    public bool IsText =>
        DataType is DataType.Char or DataType.UnicodeChar && ArraySize is not { Dimensions.Length: > 1 };

    /// <summary>True where a cell holds a list of elements, held in a <see cref="ListVector"/>.</summary>
    public bool IsList =>
        DataType is DataType.FloatComplex or DataType.DoubleComplex
        || (
            DataType is DataType.Char or DataType.UnicodeChar
                ? ArraySize is { Dimensions.Length: > 1 }
                : ArraySize is not null
        );
}

/// <summary>What a table is, apart from its rows: VOTable TABLE with the INFO and COOSYS that go with it.</summary>
public sealed record TableDescription(ImmutableArray<Field> Fields)
{
    public string? Name { get; init; }
    public string? Description { get; init; }
    public ImmutableArray<Info> Infos { get; init; } = [];

    /// <summary>What the service that gave the table takes, told beside it; formats other than VOTable leave it out.</summary>
    public ImmutableArray<ServiceParameter> Parameters { get; init; } = [];

    /// <summary>Services that take its cells; formats other than VOTable leave them out.</summary>
    public ImmutableArray<ServiceDescriptor> Services { get; init; } = [];
}

/// <summary>A VOTable INFO: name, value, and free text.</summary>
public sealed record Info(string Name, string Value)
{
    public string? Ucd { get; init; }
    public string? Text { get; init; }
}
