using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia1;

/// <summary>What the service takes, as FORMAT=METADATA tells it (SIA 1.0 §6.1).</summary>
internal static class Sia1Inputs
{
    public static ImmutableArray<ServiceParameter> All(SiaOptions options) =>
        [
            new ServiceParameter("INPUT:POS", DataType.Char)
            {
                ArraySize = ArraySize.Any,
                Unit = "deg",
                Ucd = "pos.eq",
                Description = "Centre of the region: right ascension and declination, ICRS, with a comma between",
            },
            new ServiceParameter("INPUT:SIZE", DataType.Char)
            {
                ArraySize = ArraySize.Any,
                Unit = "deg",
                Ucd = "phys.angSize",
                Description =
                    "Extent of the region in right ascension, as a range of the coordinate, and in declination, with a comma between; one number for both; 0 for the images of a point",
            },
            Choice(
                "FORMAT",
                "Media types of images with commas between",
                "ALL",
                [Sia1Request.Fits, Sia1Request.Png, "ALL", "GRAPHIC", "METADATA"]
            ),
            Choice(
                "INTERSECT",
                "The image holds the region, is held by it, holds its centre, or meets it",
                "OVERLAPS",
                ["COVERS", "ENCLOSED", "CENTER", "OVERLAPS"]
            ),
            new ServiceParameter("INPUT:VERB", DataType.Int)
            {
                Value = "2",
                Description =
                    "How many columns: 0 those that are required, 1 those that are recommended, 2 the usual ones, 3 all",
                Options = ["0", "1", "2", "3"],
            },
            new ServiceParameter("INPUT:MAXREC", DataType.Long)
            {
                Value = AdqlText.Number(options.DefaultMaxRec),
                Description = "The most rows to return",
                Minimum = "0",
                Maximum = AdqlText.Number(options.HardMaxRec),
            },
            new ServiceParameter("INPUT:RESPONSEFORMAT", DataType.Char)
            {
                ArraySize = ArraySize.Any,
                Value = "votable/td",
                Description = "Format of the table",
                Options = [.. new TableFormats().Names],
            },
        ];

    private static ServiceParameter Choice(
        string name,
        string description,
        string usual,
        ImmutableArray<string> options
    ) =>
        new("INPUT:" + name, DataType.Char)
        {
            ArraySize = ArraySize.Any,
            Value = usual,
            Description = description,
            Options = options,
        };
}
