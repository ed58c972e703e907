using System.Xml.Linq;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Documents;

/// <summary>The document at /tables (VOSI 1.1 §3.3, VODataService).</summary>
internal sealed record TableSet(IReadOnlyList<DeclaredTable> Tables, XElement Root, Exchange Exchange)
{
    public const string Namespace = "http://www.ivoa.net/xml/VOSITables/v1.0";

    /// <exception cref="UnreadableException">The answer is not XML.</exception>
    public static TableSet Read(Exchange exchange)
    {
        var root = SafeXml.Root(exchange);
        var tables =
            from schema in root.Children("schema")
            from table in schema.Children("table")
            select DeclaredTable.Of(table);
        return new TableSet(tables.ToArray(), root, exchange);
    }
}

/// <summary>A table as /tables describes it.</summary>
internal sealed record DeclaredTable(string Name, IReadOnlyList<DeclaredColumn> Columns, XElement Element)
{
    public static DeclaredTable Of(XElement element) =>
        new(element.ChildText("name") ?? "", element.Children("column").Select(DeclaredColumn.Of).ToArray(), element);
}

/// <summary>A column as /tables describes it.</summary>
/// <param name="TypeName">Local part of the dataType's xsi:type: VOTableType or TAPType; null when it has none.</param>
internal sealed record DeclaredColumn(
    string Name,
    string? TypeName,
    string? Datatype,
    string? ArraySize,
    string? XType,
    XElement Element
)
{
    public static DeclaredColumn Of(XElement element)
    {
        var type = element.Child("dataType");
        return new DeclaredColumn(
            element.ChildText("name") ?? "",
            type?.XsiTypeName(),
            type?.Value.Trim(),
            type?.Text("arraysize"),
            type?.Text("extendedType") ?? type?.Text("xtype"),
            element
        );
    }
}
