using System.Globalization;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Dali.Vosi;
using DataLab.Formats;
using DataLab.Uws;

namespace DataLab.Tap;

/// <summary>The capabilities of the TAP service (TAPRegExt 1.0 §2, §3).</summary>
/// <param name="tapUrl">Base URL of the service, as the caller reaches it.</param>
/// <param name="jobs">Limits of asynchronous jobs; null where there are none.</param>
public sealed class TapCapabilities(
    string tapUrl,
    TapOptions options,
    JobOptions? jobs,
    TableFormats formats,
    CatalogSnapshot catalog
) : Capabilities(tapUrl, catalog.LoadedAt)
{
    private const string RegExt = "ivo://ivoa.net/std/TAPRegExt#";

    /// <summary>The key under which services say what their ADQL has beyond the standard; the standards have none for it.</summary>
    private const string ExtensionFeatures = "ivo://org.gavo.dc/std/exts#extra-adql-keywords";

    /// <summary>Tables by which a data model is known (TAPRegExt 1.0 §2.1): schema, table, ivo-id, name.</summary>
    private static readonly (string Schema, string Table, string IvoId, string Name)[] DataModels =
    [
        ("ivoa", "obscore", "ivo://ivoa.net/std/ObsCore#core-1.1", "ObsCore-1.1"),
        ("rr", "resource", "ivo://ivoa.net/std/RegTAP#1.1", "Registry 1.1"),
    ];

    protected override (string Prefix, string Uri) Extension => ("tr", "http://www.ivoa.net/xml/TAPRegExt/v1.0");

    // The order of the elements is that of the schema.
    protected override Task WriteServiceAsync(XmlDocument xml, CancellationToken ct)
    {
        xml.Open("capability", ("standardID", "ivo://ivoa.net/std/TAP"), ("xsi:type", "tr:TableAccess"));
        xml.Open("interface", ("xsi:type", "vs:ParamHTTP"), ("role", "std"), ("version", "1.1"));
        xml.Element("accessURL", BaseUrl, ("use", "base"));
        xml.End();
        foreach (var (schema, table, ivoId, name) in DataModels)
        {
            if (Has(schema, table))
                xml.Element("dataModel", name, ("ivo-id", ivoId));
        }
        WriteLanguage(xml);
        WriteOutputFormats(xml);
        foreach (var way in new[] { "inline", "http", "https" })
            xml.Element("uploadMethod", null, ("ivo-id", RegExt + "upload-" + way));
        if (jobs is not null)
            WriteTimes(xml, "retentionPeriod", jobs.DefaultRetention, jobs.HardRetention);
        var sync = TimeSpan.FromSeconds(options.SyncSeconds);
        WriteTimes(
            xml,
            "executionDuration",
            jobs?.DefaultExecutionDuration ?? sync,
            jobs?.HardExecutionDuration ?? sync
        );
        WriteLimits(xml, "outputLimit", (options.DefaultMaxRec, "row"), (options.HardMaxRec, "row"));
        // The schema has room for two numbers: rows of a sync query, bytes of a job. docs/operations.md has all four.
        WriteLimits(xml, "uploadLimit", (options.UploadRows, "row"), (options.HardUploadBytes, "byte"));
        xml.End();
        return Task.CompletedTask;
    }

    protected override void WriteMore(XmlDocument xml)
    {
        if (options.Examples)
            WriteResource(xml, "ivo://ivoa.net/std/DALI#examples", "/examples");
    }

    private bool Has(string schema, string table) =>
        catalog.Tables.Any(published =>
            published.SchemaName.Equals(schema, StringComparison.OrdinalIgnoreCase)
            && published.Name.Equals(table, StringComparison.OrdinalIgnoreCase)
        );

    private void WriteOutputFormats(XmlDocument xml)
    {
        foreach (var format in formats.Outputs)
        {
            xml.Open("outputFormat", ("ivo-id", format.IvoId));
            xml.Text("mime", format.MediaType);
            foreach (var alias in format.Aliases)
                xml.Text("alias", alias);
            xml.End();
        }
    }

    private void WriteLanguage(XmlDocument xml)
    {
        xml.Start("language");
        xml.Text("name", "ADQL");
        xml.Element("version", "2.0", ("ivo-id", "ivo://ivoa.net/std/ADQL#v2.0"));
        xml.Element("version", "2.1", ("ivo-id", "ivo://ivoa.net/std/ADQL#v2.1"));
        xml.Text("description", "ADQL 2.1; ADQL 2.0 queries run unchanged");
        WriteFeatures(xml, "features-adqlgeo", AdqlFeatures.Geometry.Select(name => (name, (string?)null)));
        foreach (var (type, forms) in AdqlFeatures.Optional)
            WriteFeatures(xml, type, forms.Select(form => (form, (string?)null)));
        WriteFeatures(
            xml,
            "features-udf",
            (options.StrictAdql ? AdqlFeatures.UserDefinedWhenStrict : AdqlFeatures.UserDefined).Select(function =>
                (function.Signature, (string?)function.Description)
            )
        );
        if (!options.StrictAdql)
            WriteFeatures(
                xml,
                ExtensionFeatures,
                AdqlFeatures.Extensions.Select(extension => (extension.Form, (string?)extension.Description))
            );
        xml.End();
    }

    private void WriteFeatures(XmlDocument xml, string type, IEnumerable<(string Form, string? Description)> features)
    {
        xml.Open("languageFeatures", ("type", FeatureType(type)));
        foreach (var (form, description) in features)
        {
            xml.Start("feature");
            xml.Text("form", form);
            xml.Text("description", description);
            xml.End();
        }
        xml.End();
    }

    // ADQL 2.1 §2.1 writes these ids in lower case; TAPRegExt 1.0 and every deployed service write "TAPRegExt#",
    // and released clients compare case-sensitively. features-adql-conditional is unknown to them in that spelling.
    private string FeatureType(string name) =>
        name == ExtensionFeatures ? name
        : options.LowerCaseFeatureIds || name == "features-adql-conditional" ? "ivo://ivoa.net/std/tapregext#" + name
        : RegExt + name;

    private static void WriteTimes(XmlDocument xml, string name, TimeSpan standard, TimeSpan hard)
    {
        xml.Start(name);
        xml.Text("default", Number((long)standard.TotalSeconds));
        xml.Text("hard", Number((long)hard.TotalSeconds));
        xml.End();
    }

    private static void WriteLimits(
        XmlDocument xml,
        string name,
        (long Value, string Unit) standard,
        (long Value, string Unit) hard
    )
    {
        xml.Start(name);
        xml.Element("default", Number(standard.Value), ("unit", standard.Unit));
        xml.Element("hard", Number(hard.Value), ("unit", hard.Unit));
        xml.End();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
