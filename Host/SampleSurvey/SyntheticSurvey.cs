// Front door of the sample survey: a small synthetic SMASH DR1, made in seconds, the same on every machine.
//
//   Model/   the sky and the camera: fields, exposures, objects, what is measured of them
//   Tables/  one file a table: its columns with unit, UCD and description, and where each value comes from
using System.Collections.Immutable;
using DataLab.Catalog;
using DataLab.Formats;

namespace DataLab.Host.SampleSurvey;

/// <summary>A table to publish.</summary>
/// <param name="Open">Starts making the rows, in the order of ids; any number of readers may be open at once.</param>
public sealed record SurveyTable(TableMetadata Metadata, Func<RowSource> Open);

/// <summary>Synthetic data in the structure of SMASH DR1 (Nidever et al. 2017, AJ 154, 199): six linked tables.</summary>
/// <remarks>
/// Planted for tutorials and tests: a dwarf galaxy like Hydra II in Field169; the RR Lyrae star 169.429960 with about
/// 380 epochs and a period of 0.6452 d; u, g and r drop-outs, many r drop-outs with an infrared match; stars of high
/// proper motion. Values that are missing are 99.99 (magnitudes), 9.99 (errors) or 9999 (limits), as in SMASH.
/// </remarks>
public sealed class SyntheticSurvey
{
    public const string SchemaName = "smash_dr1";

    /// <summary>The sentence that ends every description.</summary>
    public const string Provenance =
        "Synthetic data made by Data Lab's generator in the structure of SMASH DR1; not observed.";

    private SyntheticSurvey(ImmutableArray<SurveyTable> tables) => Tables = tables;

    /// <summary>object, source, xmatch, exposure, chip, field.</summary>
    public ImmutableArray<SurveyTable> Tables { get; }

    /// <summary>The schema with all six tables, as TAP_SCHEMA describes it.</summary>
    public SchemaMetadata Schema =>
        new(SchemaName, [.. Tables.Select(table => table.Metadata)])
        {
            Description =
                "Survey of the Magellanic Stellar History, Data Release 1: u, g, r, i, z photometry of fields round the "
                + $"Magellanic Clouds taken with DECam. {Provenance}",
        };

    /// <param name="table">Unqualified name.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    public SurveyTable this[string table] =>
        Tables.FirstOrDefault(candidate => candidate.Metadata.Name == table)
        ?? throw new ArgumentException(
            $"The sample survey has no table \"{table}\", only {string.Join(", ", Tables.Select(t => t.Metadata.Name))}.",
            nameof(table)
        );

    /// <summary>Plans a survey; rows are made when a table is opened, and only that table's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option outside the range its property states.</exception>
    public static SyntheticSurvey Create(SampleSurveyOptions options)
    {
        options.Validate();
        var catalogue = new Catalogue(options);
        return new SyntheticSurvey([
            ObjectTable.Make(catalogue),
            SourceTable.Make(catalogue),
            XmatchTable.Make(catalogue),
            ExposureTable.Make(catalogue),
            ChipTable.Make(catalogue, options),
            FieldTable.Make(catalogue),
        ]);
    }
}
