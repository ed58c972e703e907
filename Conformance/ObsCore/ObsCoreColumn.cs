using DataLab.Conformance.Documents;

namespace DataLab.Conformance.ObsCore;

/// <summary>What the values of a column of ObsCore are.</summary>
internal enum ColumnType
{
    Text,
    Integer,
    Real,

    /// <summary>Text in STC-S, or numbers of a DALI shape.</summary>
    Region,
}

/// <summary>A mandatory column of ObsCore 1.1 (§4, tables 5 and 6 of its appendix C).</summary>
/// <param name="Unit">In VOUnits; empty for none.</param>
/// <param name="Utype">Without the prefix <c>obscore:</c>.</param>
/// <param name="Ucds">The UCD, and others that earlier editions had.</param>
internal sealed record ObsCoreColumn(
    string Name,
    ColumnType Type,
    string Unit,
    string Utype,
    string[] Ucds,
    bool NotNull = false
)
{
    private const string Space = "Char.SpatialAxis.";
    private const string Time = "Char.TimeAxis.";
    private const string Spectrum = "Char.SpectralAxis.";
    private const string Position = Space + "Coverage.Location.Coord.Position2D.Value2.";

    public static IReadOnlyList<ObsCoreColumn> All { get; } =
    [
        Text("dataproduct_type", "ObsDataset.dataProductType", "meta.code.class"),
        new("calib_level", ColumnType.Integer, "", "ObsDataset.calibLevel", ["meta.code;obs.calib"], NotNull: true),
        Text("obs_collection", "DataID.collection", "meta.id") with
        {
            NotNull = true,
        },
        Text("obs_id", "DataID.observationID", "meta.id") with
        {
            NotNull = true,
        },
        Text(
            "obs_publisher_did",
            "Curation.publisherDID",
            "meta.ref.ivoid",
            "meta.ref.uri;meta.curation",
            "meta.ref.url;meta.curation"
        ) with
        {
            NotNull = true,
        },
        Text("access_url", "Access.reference", "meta.ref.url"),
        Text("access_format", "Access.format", "meta.code.mime"),
        new("access_estsize", ColumnType.Integer, "kbyte", "Access.size", ["phys.size;meta.file"]),
        Text("target_name", "Target.name", "meta.id;src"),
        Real("s_ra", "deg", Position + "C1", "pos.eq.ra"),
        Real("s_dec", "deg", Position + "C2", "pos.eq.dec"),
        Real("s_fov", "deg", Space + "Coverage.Bounds.Extent.diameter", "phys.angSize;instr.fov"),
        new(
            "s_region",
            ColumnType.Region,
            "",
            Space + "Coverage.Support.Area",
            ["pos.outline;obs.field", "phys.angArea;obs"]
        ),
        Real("s_resolution", "arcsec", Space + "Resolution.Refval.value", "pos.angResolution"),
        Count("s_xel1", Space + "numBins1"),
        Count("s_xel2", Space + "numBins2"),
        Real("t_min", "d", Time + "Coverage.Bounds.Limits.StartTime", "time.start;obs.exposure"),
        Real("t_max", "d", Time + "Coverage.Bounds.Limits.StopTime", "time.end;obs.exposure"),
        Real("t_exptime", "s", Time + "Coverage.Support.Extent", "time.duration;obs.exposure"),
        Real("t_resolution", "s", Time + "Resolution.Refval.value", "time.resolution"),
        Count("t_xel", Time + "numBins"),
        Real("em_min", "m", Spectrum + "Coverage.Bounds.Limits.LoLimit", "em.wl;stat.min"),
        Real("em_max", "m", Spectrum + "Coverage.Bounds.Limits.HiLimit", "em.wl;stat.max"),
        Real("em_res_power", "", Spectrum + "Resolution.ResolPower.refVal", "spect.resolution"),
        Count("em_xel", Spectrum + "numBins"),
        Text("o_ucd", "Char.ObservableAxis.ucd", "meta.ucd"),
        Text("pol_states", "Char.PolarizationAxis.stateList", "meta.code;phys.polarization"),
        Count("pol_xel", "Char.PolarizationAxis.numBins"),
        Text("facility_name", "Provenance.ObsConfig.Facility.name", "meta.id;instr.tel"),
        Text("instrument_name", "Provenance.ObsConfig.Instrument.name", "meta.id;instr"),
    ];

    /// <summary>Mandatory columns that a table does not have.</summary>
    public static IEnumerable<string> Missing(VoTableData table) =>
        All.Where(column => table.Index(column.Name) < 0).Select(column => $"no {column.Name}");

    /// <summary>What is wrong with the mandatory columns that a table has.</summary>
    /// <param name="problem">What is wrong with one of them, or null.</param>
    public static IEnumerable<string> Problems(VoTableData table, Func<ObsCoreColumn, VoField, string?> problem) =>
        from column in All
        let index = table.Index(column.Name)
        where index >= 0
        let found = problem(column, table.Fields[index])
        where found is not null
        select found;

    public string? TypeProblem(VoField field)
    {
        var fits = Type switch
        {
            ColumnType.Text => field is { IsText: true, IsScalar: false },
            ColumnType.Integer => field is { Datatype: "short" or "int" or "long", IsScalar: true },
            ColumnType.Real => field is { Datatype: "float" or "double", IsScalar: true },
            _ => !field.IsScalar && (field.IsText || field.Datatype is "float" or "double"),
        };
        return fits ? null : $"{field} where {Name} is {Described}";
    }

    public string? UnitProblem(string? unit) => (unit ?? "") == Unit ? null : $"{Name} in \"{unit}\", not \"{Unit}\"";

    /// <summary>Utypes compare without case, with their prefix.</summary>
    public string? UtypeProblem(string? utype) =>
        string.Equals(utype, "obscore:" + Utype, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"{Name} with utype \"{utype}\", not obscore:{Utype}";

    public string? UcdProblem(string? ucd) =>
        Ucds.Contains(ucd, StringComparer.OrdinalIgnoreCase) ? null : $"{Name} with UCD \"{ucd}\", not {Ucds[0]}";

    private string Described =>
        Type switch
        {
            ColumnType.Text => "a text",
            ColumnType.Integer => "an integer",
            ColumnType.Real => "a floating-point number",
            _ => "a text or an array of numbers",
        };

    private static ObsCoreColumn Text(string name, string utype, params string[] ucds) =>
        new(name, ColumnType.Text, "", utype, ucds);

    private static ObsCoreColumn Real(string name, string unit, string utype, string ucd) =>
        new(name, ColumnType.Real, unit, utype, [ucd]);

    private static ObsCoreColumn Count(string name, string utype) =>
        new(name, ColumnType.Integer, "", utype, ["meta.number"]);
}
