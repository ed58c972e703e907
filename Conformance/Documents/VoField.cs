using System.Globalization;
using System.Xml.Linq;

namespace DataLab.Conformance.Documents;

/// <summary>A FIELD of a VOTable.</summary>
/// <param name="NullText">VALUES null, or null when none is declared.</param>
internal sealed record VoField(
    string Name,
    string Datatype,
    string? ArraySize,
    string? XType,
    string? Ucd,
    string? NullText,
    XElement Element
)
{
    /// <summary>The primitive types of VOTable 1.4 §2.1.</summary>
    public static readonly IReadOnlySet<string> Datatypes = new HashSet<string>
    {
        "boolean",
        "bit",
        "unsignedByte",
        "short",
        "int",
        "long",
        "char",
        "unicodeChar",
        "float",
        "double",
        "floatComplex",
        "doubleComplex",
    };

    public bool IsText => Datatype is "char" or "unicodeChar";

    public bool IsScalar => ArraySize is null or "" or "1";

    /// <summary>Elements of a fixed array, or null when the length varies from row to row.</summary>
    public int? FixedLength
    {
        get
        {
            if (IsScalar)
                return 1;
            if (ArraySize!.EndsWith('*'))
                return null;
            var product = 1;
            foreach (var axis in ArraySize.Split('x'))
                product *= int.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                    ? length
                    : throw new FormatException($"arraysize \"{ArraySize}\" is not a VOTable array size");
            return product;
        }
    }

    public static VoField Of(XElement element) =>
        new(
            element.Text("name") ?? "",
            element.Text("datatype") ?? "",
            element.Text("arraysize"),
            element.Text("xtype"),
            element.Text("ucd"),
            element.Child("VALUES")?.Text("null"),
            element
        );

    /// <summary>Name and type in one line: <c>ra double</c>, <c>name char[*]</c>.</summary>
    public override string ToString() =>
        $"{Name} {Datatype}{(ArraySize is null ? "" : $"[{ArraySize}]")}{(XType is null ? "" : $" xtype={XType}")}";
}
