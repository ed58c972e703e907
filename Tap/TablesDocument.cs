using System.Globalization;
using System.IO.Pipelines;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using Microsoft.AspNetCore.Http;

namespace DataLab.Tap;

/// <summary>How much <c>/tables</c> tells (VOSI 1.1 §2.3).</summary>
public enum TablesDetail
{
    /// <summary>Names and descriptions, no columns: ask the child document of a table for them.</summary>
    Min,

    /// <summary>Everything.</summary>
    Max,
}

/// <summary>Documents on the tables of a catalogue (VOSI 1.1 §2, VODataService 1.2 §3.3).</summary>
public static class TablesDocument
{
    public const string ContentType = "text/xml; charset=utf-8";

    private const string Vosi = "http://www.ivoa.net/xml/VOSITables/v1.0";
    private const string VoDataService = "http://www.ivoa.net/xml/VODataService/v1.1";
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The parameter <c>detail</c> of a request for a tableset.</summary>
    /// <param name="usual">When the caller says nothing (VOSI 1.1 §2.3 leaves it to us).</param>
    /// <exception cref="ServiceException">UsageError.</exception>
    public static TablesDetail ReadDetail(HttpRequest request, TablesDetail usual) =>
        request.Query["detail"].ToString().ToLowerInvariant() switch
        {
            "min" => TablesDetail.Min,
            "max" => TablesDetail.Max,
            "" => usual,
            var other => throw new ServiceException(
                ErrorKind.UsageError,
                $"detail is min or max, not \"{(other.Length <= 60 ? other : other[..60] + "...")}\"."
            ),
        };

    /// <summary>VOSI 1.1 §2.2 tableset: all given schemas and their tables.</summary>
    public static async Task WriteSetAsync(
        PipeWriter output,
        IEnumerable<SchemaMetadata> schemas,
        TablesDetail detail,
        CancellationToken ct
    )
    {
        using var xml = new XmlDocument(output);
        xml.Root("vosi", "tableset", ("vosi", Vosi), ("vs", VoDataService), ("xsi", Xsi));
        xml.Attribute("xsi", "type", "vs:TableSet");
        foreach (var schema in schemas)
        {
            xml.Start("schema");
            xml.Text("name", AdqlName.Write(schema.Name));
            xml.Text("description", schema.Description);
            xml.Text("utype", schema.Utype);
            foreach (var table in schema.Tables)
            {
                xml.Start("table");
                TableElement.WriteContent(xml, table, detail);
                xml.End();
                await xml.FlushAsync(ct);
            }
            xml.End();
        }
        await xml.FinishAsync(ct);
    }

    /// <summary>The document of one table; cheap enough to be made for each request.</summary>
    public static Task<CachedDocument> MakeAsync(TableMetadata table, CatalogSnapshot catalog) =>
        CachedDocument.MakeAsync(
            ContentType,
            catalog.LoadedAt,
            output => WriteTableAsync(output, table, CancellationToken.None)
        );

    /// <summary>VOSI 1.1 §2.4: one table as a document of its own.</summary>
    public static async Task WriteTableAsync(PipeWriter output, TableMetadata table, CancellationToken ct)
    {
        using var xml = new XmlDocument(output);
        xml.Root("vosi", "table", ("vosi", Vosi), ("vs", VoDataService), ("xsi", Xsi));
        TableElement.WriteContent(xml, table, TablesDetail.Max);
        await xml.FinishAsync(ct);
    }
}

/// <summary>VODataService 1.2 §3.3 table, column and foreignKey elements.</summary>
internal static class TableElement
{
    /// <summary>Attributes and children of a table element that has been started.</summary>
    public static void WriteContent(XmlDocument xml, TableMetadata table, TablesDetail detail)
    {
        xml.Attribute("type", table.Type);
        xml.Text("name", table.QualifiedName);
        xml.Text("description", table.Description);
        xml.Text("utype", table.Utype);
        xml.Text("nrows", table.Rows?.ToString(CultureInfo.InvariantCulture));
        if (detail == TablesDetail.Min)
            return;
        foreach (var column in table.Columns)
            WriteColumn(xml, column);
        foreach (var key in table.ForeignKeys)
            WriteForeignKey(xml, key);
    }

    private static void WriteColumn(XmlDocument xml, ColumnMetadata column)
    {
        var field = column.Field;
        xml.Start("column");
        if (column.Std)
            xml.Attribute("std", "true");
        xml.Text("name", AdqlName.Write(field.Name));
        xml.Text("description", field.Description);
        xml.Text("unit", field.Unit);
        xml.Text("ucd", field.Ucd);
        xml.Text("utype", field.Utype);
        xml.Start("dataType");
        xml.Attribute("xsi", "type", "vs:VOTableType");
        xml.Attribute("arraysize", field.ArraySize?.ToString());
        xml.Attribute("extendedType", field.XType);
        xml.Value(VoTableNames.Of(field.DataType));
        xml.End();
        if (column.Indexed)
            xml.Text("flag", "indexed");
        if (column.Principal)
            xml.Text("flag", "principal");
        xml.End();
    }

    private static void WriteForeignKey(XmlDocument xml, ForeignKey key)
    {
        xml.Start("foreignKey");
        xml.Text("targetTable", key.TargetTable);
        foreach (var (from, target) in key.Columns)
        {
            xml.Start("fkColumn");
            xml.Text("fromColumn", AdqlName.Write(from));
            xml.Text("targetColumn", AdqlName.Write(target));
            xml.End();
        }
        xml.Text("description", key.Description);
        xml.Text("utype", key.Utype);
        xml.End();
    }
}
