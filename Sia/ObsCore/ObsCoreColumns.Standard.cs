// The columns that ObsCore 1.1 defines: table 5 (mandatory), table 6 (optional).
using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Sia.ObsCore;

public static partial class ObsCoreColumns
{
    /// <summary>The 30 that every service has (ObsCore 1.1 §4, table 5).</summary>
    public static ImmutableArray<ObsCoreColumn> Mandatory { get; } =
    [
        Text(
            "dataproduct_type",
            "meta.code.class",
            "ObsDataset.dataProductType",
            "Kind of data product: image or cube",
            true
        ),
        Whole(
            "calib_level",
            null,
            "meta.code;obs.calib",
            "ObsDataset.calibLevel",
            "Level of calibration: 0 and 1 raw, 2 calibrated, 3 combined, 4 analysed",
            DataType.Int,
            true
        ),
        Text("obs_collection", "meta.id", "DataID.collection", "Collection that the file belongs to", true) with
        {
            IsDerived = true,
        },
        Text(
            "obs_id",
            "meta.id",
            "DataID.observationID",
            "Observation: files of one exposure, or of one tile of a coadd, have the same",
            true
        ),
        Text(
            "obs_publisher_did",
            "meta.ref.ivoid",
            "Curation.publisherDID",
            "Identifier of the file, or of one image in it",
            true
        ) with
        {
            IsDerived = true,
        },
        Text("access_url", "meta.ref.url", "Access.reference", "Where links to the data are, as DataLink", true) with
        {
            IsDerived = true,
        },
        Text("access_format", "meta.code.mime", "Access.format", "Media type of what access_url gives", true) with
        {
            IsDerived = true,
        },
        Whole(
            "access_estsize",
            "kbyte",
            "phys.size;meta.file",
            "Access.size",
            "Size of the file",
            DataType.Long,
            true
        ) with
        {
            IsDerived = true,
        },
        Text("target_name", "meta.id;src", "Target.name", "What was looked at, as the observers call it", true),
        Real(
            "s_ra",
            "deg",
            "pos.eq.ra",
            "Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1",
            "Right ascension of the centre, ICRS",
            true
        ),
        Real(
            "s_dec",
            "deg",
            "pos.eq.dec",
            "Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2",
            "Declination of the centre, ICRS",
            true
        ),
        Real(
            "s_fov",
            "deg",
            "phys.angSize;instr.fov",
            "Char.SpatialAxis.Coverage.Bounds.Extent.diameter",
            "Diameter of a circle that holds the image",
            true
        ),
        Region(),
        Real(
            "s_resolution",
            "arcsec",
            "pos.angResolution",
            "Char.SpatialAxis.Resolution.Refval.value",
            "Width of the image of a point source at half maximum",
            true
        ),
        Whole("s_xel1", null, "meta.number", "Char.SpatialAxis.numBins1", "Pixels along the first axis on the sky"),
        Whole("s_xel2", null, "meta.number", "Char.SpatialAxis.numBins2", "Pixels along the second axis on the sky"),
        Real(
            "t_min",
            "d",
            "time.start;obs.exposure",
            "Char.TimeAxis.Coverage.Bounds.Limits.StartTime",
            "Begin of the observation, MJD (UTC)",
            true
        ),
        Real(
            "t_max",
            "d",
            "time.end;obs.exposure",
            "Char.TimeAxis.Coverage.Bounds.Limits.StopTime",
            "End of the observation, MJD (UTC)",
            true
        ),
        Real(
            "t_exptime",
            "s",
            "time.duration;obs.exposure",
            "Char.TimeAxis.Coverage.Support.Extent",
            "Exposure time",
            true
        ),
        Real(
            "t_resolution",
            "s",
            "time.resolution",
            "Char.TimeAxis.Resolution.Refval.value",
            "Shortest time that can be told apart"
        ),
        Whole("t_xel", null, "meta.number", "Char.TimeAxis.numBins", "Pixels along the time axis"),
        Real(
            "em_min",
            "m",
            "em.wl;stat.min",
            "Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit",
            "Shortest wavelength, in vacuum",
            true
        ),
        Real(
            "em_max",
            "m",
            "em.wl;stat.max",
            "Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit",
            "Longest wavelength, in vacuum",
            true
        ),
        Real(
            "em_res_power",
            null,
            "spect.resolution",
            "Char.SpectralAxis.Resolution.ResolPower.refVal",
            "Wavelength over the smallest difference of wavelengths that can be told apart"
        ),
        Whole("em_xel", null, "meta.number", "Char.SpectralAxis.numBins", "Pixels along the spectral axis"),
        Text("o_ucd", "meta.ucd", "Char.ObservableAxis.ucd", "UCD of what the pixels hold", true),
        Text(
            "pol_states",
            "meta.code;phys.polarization",
            "Char.PolarizationAxis.stateList",
            "Polarization states between slashes, such as /I/Q/U/V/"
        ),
        Whole("pol_xel", null, "meta.number", "Char.PolarizationAxis.numBins", "Number of polarization states"),
        Text(
            "facility_name",
            "meta.id;instr.tel",
            "Provenance.ObsConfig.Facility.name",
            "Telescope or observatory",
            true
        ),
        Text("instrument_name", "meta.id;instr", "Provenance.ObsConfig.Instrument.name", "Instrument", true),
    ];

    /// <summary>Those of the optional ones that we know (ObsCore 1.1 §4, table 6).</summary>
    private static ImmutableArray<ObsCoreColumn> Optional { get; } =
    [
        Text(
            "dataproduct_subtype",
            "meta.code.class",
            "ObsDataset.dataProductSubtype",
            "What the pixels are: image, wtmap, dqmask, expmap, ..."
        ),
        Text("obs_title", "meta.title;obs", "DataID.title", "Title in words", true),
        Text(
            "obs_creation_date",
            "time.creation;meta.dataset",
            "DataID.date",
            "When the file was made, as its header says"
        ),
        Text("obs_creator_name", "meta.id", "DataID.creator", "Who made it"),
        Text("bib_reference", "meta.bib.bibcode", "Curation.reference", "Bibliographic reference"),
        Text("data_rights", "meta.code", "Curation.rights", "public, or proprietary until obs_release_date") with
        {
            IsDerived = true,
        },
        Text("obs_release_date", "time.release", "Curation.releaseDate", "When the data become public, UTC"),
        Text("target_class", "meta.id;src;meta.code.class", "Target.class", "Class of what was looked at"),
        Real(
            "s_pixel_scale",
            "arcsec",
            "phys.angSize;instr.pixel",
            "Char.SpatialAxis.Sampling.RefVal.SamplingPeriod",
            "Size of a pixel"
        ),
        Text(
            "s_calib_status",
            "meta.code.qual",
            "Char.SpatialAxis.calibrationStatus",
            "Quality of the astrometric calibration"
        ),
        Real(
            "em_resolution",
            "m",
            "spect.resolution;stat.mean",
            "Char.SpectralAxis.Resolution.Refval.value",
            "Smallest difference of wavelengths that can be told apart"
        ),
        Text("o_unit", "meta.unit", "Char.ObservableAxis.unit", "Unit of what the pixels hold"),
        Text(
            "proposal_id",
            "meta.id;obs.proposal",
            "Provenance.Proposal.identifier",
            "Proposal that was granted the time"
        ),
    ];

    /// <summary>The outline: great circles between vertices (DALI 1.1 §3.3.7).</summary>
    private static ObsCoreColumn Region()
    {
        var column = Reals(
            "s_region",
            null,
            "pos.outline;obs.field",
            null,
            "Outline on the sky, ICRS: vertices of a polygon, ra and dec by turns"
        );
        return column with
        {
            Field = column.Field with
            {
                XType = "polygon",
                Utype = "obscore:Char.SpatialAxis.Coverage.Support.Area",
                Frame = "ICRS",
            },
            IsStandard = true,
            IsPrincipal = true,
        };
    }
}
