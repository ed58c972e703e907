// Columns beyond ObsCore: those of the Simple Image Access service of NOIRLab's Astro Data Lab, and what SIA 1.0 tells of an image.
using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Sia.ObsCore;

public static partial class ObsCoreColumns
{
    private static ImmutableArray<ObsCoreColumn> DataLabs { get; } =
    [
        Whole(
            "hdu",
            null,
            "meta.number",
            null,
            "HDU of the image, 0 for the primary; null in the row of the whole file",
            DataType.Int
        ) with
        {
            IsDerived = true,
        },
        Text("extname", "meta.id", null, "Name of the extension"),
        Text("file_name", "meta.id;meta.file", null, "Name of the file, without folders") with
        {
            IsDerived = true,
        },
        Text("file_path", "meta.id;meta.file", null, "Path of the file in its collection") with
        {
            IsDerived = true,
        },
        Text("assoc_id", "meta.id", null, "Association of data products"),
        Whole("dataset_length", null, "meta.number", null, "Images in the file"),
        Whole("im_nsubarrays", null, "meta.number", null, "Images in the file"),
        Whole("im_naxes", null, "meta.number", null, "Number of axes of the image", DataType.Int),
        Axes(),
        Text("im_pixtype", "meta.code", null, "Type of a pixel as stored: byte, short, int, long, float, double"),
        Text("im_wcsaxes", "meta.code", null, "Types of the axes (CTYPE), blanks between"),
        Reals("im_scale", "deg", "phys.angSize;instr.pixel", null, "Degrees per pixel along the axes on the sky"),
        Text("im_compression", "meta.code", null, "How the tiles of the image are compressed; null if they are not"),
        Text("obs_creation_type", "meta.code", null, "How the data came about"),
        Text(
            "obs_type",
            "meta.code;obs",
            null,
            "Type of the observation as the header says: object, zero, dome flat, ..."
        ),
        Text("obs_bandpass", "instr.bandpass", null, "Band in short: g, r, VR, N662, F606W"),
        Text("filter", "instr.filter", null, "Filter as the header says"),
        Text("obs_datasource", "meta.code", null, "Where the data come from"),
        Text(
            "preview",
            "meta.ref.url;meta.preview",
            null,
            "Picture that lies beside the file, its path in the collection"
        ),
        Text("object", "meta.id;src", null, "OBJECT of the header"),
        Real("airmass", null, "obs.airMass", null, "Airmass"),
        Text("project_code", "meta.id", null, "Project or survey"),
        Real("magzero", "mag", "phot.mag;arith.zp", null, "Magnitude of one count per second"),
        Text(
            "prodtype",
            "meta.code.class",
            null,
            "What the pixels are: image, image1, wtmap, dqmask, expmap, error, other",
            true
        ),
        Real("seeing", "arcsec", "instr.obsty.seeing", null, "Seeing"),
        Real("fwhm", "pix", "phys.angSize;instr.det.psf", null, "FWHM of the header, in pixels"),
        Text("fileset_id", "meta.id", null, "Files that were made together, pixel by pixel, have the same"),
        Real("exptime", "s", "time.duration;obs.exposure", null, "Exposure time"),
        Text("photflag", "meta.code", null, "Flag of the photometric calibration"),
        Text("proctype", "meta.code", null, "Stage of processing: Raw, InstCal, MasterCal, Resampled, Stack", true),
        Text("date_obs", "time.start;obs.exposure", null, "DATE-OBS of the header, UTC"),
        Real("mjd_obs", "d", "time.start;obs.exposure", null, "Begin of the observation, MJD (UTC)"),
        Real("elliptic", null, "src.ellipticity", null, "Ellipticity of point sources"),
        Text("wcs_projection", "pos.wcs.ctype", null, "Projection: TAN, TPV, ..."),
        Text("wcs_frame", "pos.frame", null, "Frame of the axes on the sky: ICRS, FK5, GALACTIC, ..."),
        Real("wcs_equinox", "yr", "time.equinox;pos.frame", null, "Equinox of the frame"),
        Reals("wcs_crpix", "pix", "pos.wcs.crpix", 2, "Reference pixel, the centre of the first being 1"),
        Reals(
            "wcs_crval",
            "deg",
            "pos.wcs.crval",
            2,
            "Longitude and latitude of the reference pixel in the frame of the axes"
        ),
        Reals("wcs_cd", "deg/pix", "pos.wcs.cdmatrix", 4, "CD1_1, CD1_2, CD2_1, CD2_2"),
        Text(
            "file_md5",
            "meta.checksum;meta.file",
            null,
            "MD5 of the file, hexadecimal; null unless asked for when it was taken in"
        ) with
        {
            IsDerived = true,
        },
    ];

    private static ObsCoreColumn Axes() =>
        Make(
            new Field("im_naxis", DataType.Long) { ArraySize = ArraySize.Any },
            null,
            "meta.number",
            null,
            "Pixels along each axis, the first one first",
            false
        );
}
