using System.Globalization;
using DataLab.Fits;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Ingest;

/// <summary>What is known of a file: what its images have in common, and what they cover together.</summary>
internal static class FileFacts
{
    private static readonly string[] OfImagesOnly = ["extname", "im_compression"];

    /// <param name="images">All of the file, one at least.</param>
    /// <param name="primary">Header of the primary HDU.</param>
    /// <param name="path">In the collection.</param>
    public static ColumnValues Of(
        IReadOnlyList<ImageFacts> images,
        Header primary,
        NameFacts? name,
        ColumnMap? map,
        string path
    )
    {
        // Masks and weights in a file of several are no part of what the file is.
        var science = images.Where(image => ProductTypes.IsScience(image.Values.Text("prodtype"))).ToList();
        var main = science.Count > 0 ? science : [.. images];
        var values = ColumnValues.Common([.. main.Select(image => image.Values)]);
        if (main.Count > 1)
            FillTogether(values, main);
        foreach (var column in OfImagesOnly)
            values[column] = null;
        values["dataset_length"] = images.Count;
        values["im_nsubarrays"] = images.Count;
        var stem = NameRules.Stem(path[(path.LastIndexOf('/') + 1)..]);
        values["obs_id"] = name?.Exposure ?? Identifier(primary) ?? stem;
        values["fileset_id"] = name?.Set ?? stem;
        map?.Apply(values, new HeaderPair(primary, primary), path, onlyMissing: true);
        // A file without a word on its processing: calibrated if somebody worked out where it is on the sky.
        values["calib_level"] ??=
            ProcTypes.CalibLevel(values.Text("proctype")) ?? (main.Any(image => image.Outline is not null) ? 2L : 1L);
        values["obs_title"] ??= Title(values, stem);
        foreach (var image in images)
            Complete(image.Values, values);
        return values;
    }

    private static void FillTogether(ColumnValues values, List<ImageFacts> images)
    {
        foreach (var column in new[] { "s_region", "s_fov", "s_ra", "s_dec" })
            values[column] = null;
        var outlines = images.Select(image => image.Outline).OfType<Polygon>().ToList();
        if (outlines.Count > 0 && SkyHull.Of(outlines) is { } hull)
            ImageFacts.FillOutline(values, hull);
        foreach (var column in new[] { "em_min", "t_min" })
            values[column] = images.Min(image => image.Values.Real(column));
        foreach (var column in new[] { "em_max", "t_max" })
            values[column] = images.Max(image => image.Values.Real(column));
    }

    /// <summary>Columns that every row has, and that images take from their file.</summary>
    private static void Complete(ColumnValues image, ColumnValues file)
    {
        foreach (
            var column in new[]
            {
                "obs_id",
                "fileset_id",
                "dataset_length",
                "im_nsubarrays",
                "calib_level",
                "obs_title",
            }
        )
            image[column] ??= file[column];
    }

    private static string? Identifier(Header primary) =>
        new HeaderPair(primary, primary).Text("OBS_ID", "OBSID", "OBSERVID", "ROOTNAME", "EXPNUM");

    private static string Title(ColumnValues values, string stem)
    {
        string?[] words =
        [
            values.Text("target_name"),
            values.Text("instrument_name"),
            values.Text("obs_bandpass"),
            values.Text("proctype"),
            values.Text("prodtype"),
            values.Text("date_obs")?.Split('T')[0],
        ];
        var title = string.Join(' ', words.Where(word => word is not null));
        return title.Length > 0 ? title : string.Create(CultureInfo.InvariantCulture, $"{stem}");
    }
}
