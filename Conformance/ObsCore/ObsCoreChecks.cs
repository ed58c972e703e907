using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.ObsCore;

/// <summary>The table ivoa.ObsCore of a TAP service (ObsCore 1.1 §4, §5, appendix C).</summary>
internal static class ObsCoreChecks
{
    private const string Sample = "SELECT TOP 100 * FROM ivoa.ObsCore";

    public static readonly Check[] All =
    [
        Must(
            "ObsCore-1.1-4-a",
            "TAP_SCHEMA names the table ivoa.ObsCore.",
            async subject =>
            {
                var table = await subject.TableAsync("SELECT table_name FROM TAP_SCHEMA.tables");
                if (!table.Column("table_name").Any(IsObsCore))
                    throw Failed("ivoa.ObsCore among TAP_SCHEMA.tables", $"{table.Rows.Count} tables, not this one");
            }
        ),
        Must("ObsCore-1.1-4-b", "The table has all 30 mandatory columns.", MandatoryColumns),
        Must(
            "ObsCore-1.1-4-c",
            "Columns have ObsCore's datatypes.",
            subject => EachField(subject, (c, f) => c.TypeProblem(f), "the datatypes of ObsCore")
        ),
        Must(
            "ObsCore-1.1-4-d",
            "Columns have ObsCore's units.",
            subject => EachField(subject, (c, f) => c.UnitProblem(f.Element.Text("unit")), "the units of ObsCore")
        ),
        Must(
            "ObsCore-1.1-C-a",
            "Columns have ObsCore's utypes.",
            subject => EachField(subject, (c, f) => c.UtypeProblem(f.Element.Text("utype")), "the utypes of ObsCore")
        ),
        Must(
            "ObsCore-1.1-C-b",
            "Columns have ObsCore's UCDs.",
            subject => EachField(subject, (c, f) => c.UcdProblem(f.Ucd), "the UCDs of ObsCore")
        ),
        Must("ObsCore-1.1-C-c", "TAP_SCHEMA describes the mandatory columns with the same utypes.", SchemaUtypes),
        Values(
            "ObsCore-1.1-4.1-a",
            "dataproduct_type is one of ObsCore's words, in lower case, or NULL.",
            ObsCoreValues.ProductType,
            "image, cube, spectrum, sed, timeseries, visibility, event or measurements"
        ),
        Values(
            "ObsCore-1.1-4.2-a",
            "calib_level is 0, 1, 2, 3 or 4.",
            ObsCoreValues.CalibrationLevel,
            "a whole number from 0 to 4"
        ),
        NotNull("ObsCore-1.1-4.2-b", "calib_level"),
        NotNull("ObsCore-1.1-4.3-a", "obs_collection"),
        NotNull("ObsCore-1.1-4.4-a", "obs_id"),
        NotNull("ObsCore-1.1-4.5-a", "obs_publisher_did"),
        Values(
            "ObsCore-1.1-4.5-b",
            "No obs_publisher_did comes twice.",
            table => ObsCoreValues.Repeated(table, "obs_publisher_did"),
            "each identifier once"
        ),
        Values("ObsCore-1.1-4.6-a", "access_url is an absolute URL.", ObsCoreValues.AccessUrl, "absolute URLs"),
        Values(
            "ObsCore-1.1-4.7-a",
            "access_format is a media type.",
            ObsCoreValues.AccessFormat,
            "media types such as application/fits"
        ),
        Values("ObsCore-1.1-4.8-a", "access_estsize is a size in kilobytes.", ObsCoreValues.Size, "0 or more kbyte"),
        Values(
            "ObsCore-1.1-4.10-a",
            "s_ra is from 0 to 360, s_dec from -90 to 90 degrees.",
            ObsCoreValues.Centre,
            "positions on the sky, in degrees"
        ),
        Values("ObsCore-1.1-4.11-a", "s_fov is an angle in degrees.", ObsCoreValues.FieldOfView, "0 to 360 degrees"),
        Values(
            "ObsCore-1.1-4.12-a",
            "s_region is a shape on the sky in degrees.",
            ObsCoreValues.Region,
            "STC-S or the numbers of a DALI shape, in ICRS degrees"
        ),
        Values(
            "ObsCore-1.1-4.13-a",
            "s_resolution is an angle in seconds of arc.",
            ObsCoreValues.SpatialResolution,
            "0 or more arcsec"
        ),
        Values(
            "ObsCore-1.1-4.14-a",
            "t_min and t_max are Modified Julian Dates, in order, both or none.",
            ObsCoreValues.Times,
            "MJD, t_min not above t_max"
        ),
        Values("ObsCore-1.1-4.15-a", "t_exptime is no negative time.", ObsCoreValues.Exposure, "0 or more seconds"),
        Values(
            "ObsCore-1.1-4.16-a",
            "t_resolution is no negative time.",
            ObsCoreValues.TimeResolution,
            "0 or more seconds"
        ),
        Values(
            "ObsCore-1.1-4.17-a",
            "em_min and em_max are wavelengths in metres, in order, both or none.",
            ObsCoreValues.Wavelengths,
            "metres, em_min not above em_max"
        ),
        Values("ObsCore-1.1-4.18-a", "em_res_power is no negative number.", ObsCoreValues.ResolvingPower, "0 or more"),
        Values(
            "ObsCore-1.1-4.19-a",
            "pol_states lists states of polarization, each between slashes.",
            ObsCoreValues.Polarization,
            "as /I/Q/U/V/"
        ),
        Values("ObsCore-1.1-4.20-a", "o_ucd is a UCD.", ObsCoreValues.Ucd, "as phot.flux.density;em.opt"),
        Values(
            "ObsCore-1.1-4.21-a",
            "Lengths of axes are no negative numbers, or -1.",
            ObsCoreValues.Counts,
            "-1 or more"
        ),
        Must(
            "ObsCore-1.1-5-a",
            "The capabilities of TAP declare ivo://ivoa.net/std/ObsCore#core-1.1.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                var models = document.Tap.Element.Children("dataModel").Select(model => model.Text("ivo-id")).ToArray();
                Require(
                    models.Any(model => StandardIds.Same(model, "ivo://ivoa.net/std/ObsCore#core-1.1")),
                    document.Exchange,
                    "dataModel ivo-id=\"ivo://ivoa.net/std/ObsCore#core-1.1\"",
                    string.Join(", ", models)
                );
            }
        ),
    ];

    private static bool IsObsCore(string? name) =>
        string.Equals(
            name?.Replace("\"", "", StringComparison.Ordinal),
            "ivoa.ObsCore",
            StringComparison.OrdinalIgnoreCase
        );

    private static async Task MandatoryColumns(Subject subject)
    {
        var document = await SampleAsync(subject);
        RequireNone(document.Exchange, ObsCoreColumn.Missing(document.Table), "the 30 mandatory columns");
    }

    private static async Task EachField(Subject subject, Func<ObsCoreColumn, VoField, string?> problem, string expected)
    {
        var document = await SampleAsync(subject);
        RequireNone(document.Exchange, ObsCoreColumn.Problems(document.Table, problem), expected);
    }

    private static async Task SchemaUtypes(Subject subject)
    {
        var document = await subject.DocumentAsync("SELECT table_name, column_name, utype FROM TAP_SCHEMA.columns");
        var table = document.Table;
        var (tables, names, utypes) = (table.Index("table_name"), table.Index("column_name"), table.Index("utype"));
        var declared = table
            .Rows.Where(row => IsObsCore(row[tables]))
            .GroupBy(row => row[names]?.Trim('"') ?? "", StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First()[utypes], StringComparer.OrdinalIgnoreCase);
        if (declared.Count == 0)
            throw NotTested("TAP_SCHEMA does not name the columns of ivoa.ObsCore (see ObsCore-1.1-4-a)");
        RequireNone(
            document.Exchange,
            from column in ObsCoreColumn.All
            where declared.ContainsKey(column.Name)
            let problem = column.UtypeProblem(declared[column.Name])
            where problem is not null
            select problem,
            "the utypes of ObsCore in TAP_SCHEMA.columns"
        );
    }

    private static Check NotNull(string id, string column) =>
        Values(id, $"{column} is never NULL.", table => ObsCoreValues.Null(table, column), $"a value of {column}");

    private static Check Values(
        string id,
        string sentence,
        Func<VoTableData, IEnumerable<string>> rule,
        string expected
    ) =>
        Must(
            id,
            sentence,
            async subject =>
            {
                var document = await SampleAsync(subject);
                if (document.Table.Rows.Count == 0)
                    throw NotTested("ivoa.ObsCore has no records");
                RequireNone(document.Exchange, rule(document.Table), expected);
            }
        );

    private static async Task<VoTableDocument> SampleAsync(Subject subject)
    {
        var answer = await subject.QueryAsync(Sample);
        if (answer.Status != 200)
            throw NotTested("ivoa.ObsCore cannot be queried (see ObsCore-1.1-4-a)");
        return VoTableDocument.Read(answer);
    }
}
