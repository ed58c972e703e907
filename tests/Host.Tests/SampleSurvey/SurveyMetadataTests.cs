using System.Text.Json;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Host.SampleSurvey;

namespace DataLab.Host.Tests.SampleSurvey;

[Category("AnyEngine")]
public sealed class SurveyMetadataTests
{
    private static readonly SyntheticSurvey Survey = SyntheticSurvey.Create(new SampleSurveyOptions());
    private static readonly ColumnMetadata[] Columns = [.. Survey.Tables.SelectMany(table => table.Metadata.Columns)];

    [Test]
    public void Every_column_has_a_description_and_a_UCD() =>
        Assert.That(
            Columns.Where(c => string.IsNullOrEmpty(c.Field.Description) || string.IsNullOrEmpty(c.Field.Ucd)),
            Is.Empty
        );

    [Test]
    public void Every_UCD_is_made_of_UCD1_words_in_their_places()
    {
        // pos.outline;obs.field is what ObsCore 1.1 gives s_region; the word is newer than astropy 5.2's list.
        const string obsCoreRegion = "pos.outline;obs.field";
        var ucds = Columns.Select(column => column.Field.Ucd!).Where(ucd => ucd != obsCoreRegion).Distinct();
        var bad = PythonOracle.Ask(
            """
            import sys
            from astropy.io.votable.ucd import check_ucd
            for line in sys.stdin:
                if not check_ucd(line.strip(), check_controlled_vocabulary=True):
                    print(line.strip())
            """,
            ucds
        );
        Assert.That(bad, Is.Empty);
    }

    [Test]
    public void Every_unit_is_a_VOUnit()
    {
        // SMASH counts electrons; the electron is none of VOUnits' known units, so its place is checked with another count.
        var units = Columns.Select(column => column.Field.Unit).OfType<string>().Distinct();
        var bad = PythonOracle.Ask(
            """
            import sys, warnings
            from astropy.units import Unit
            warnings.simplefilter('error')
            for line in sys.stdin:
                text = line.strip()
                try:
                    Unit(text.replace('electron', 'photon'), format='vounit', parse_strict='raise')
                except (ValueError, Warning) as e:
                    print(text, e)
            """,
            units
        );
        Assert.That(bad, Is.Empty);
    }

    [TestCase("pos.eq", "deg")]
    [TestCase("pos.galactic", "deg")]
    [TestCase("pos.ecliptic", "deg")]
    [TestCase("pos.angDistance", "arcsec")]
    [TestCase("pos.pm", "mas/yr")]
    [TestCase("phot", "mag")]
    [TestCase("stat.error;phot", "mag")]
    [TestCase("stat.stdev;phot", "mag")]
    [TestCase("time.duration", "s")]
    [TestCase("pos.cartesian", "pixel")]
    public void Columns_of_a_kind_have_its_unit(string ucd, string unit) =>
        Assert.That(
            Columns
                .Where(column => column.Field.Ucd!.StartsWith(ucd, StringComparison.Ordinal))
                .Select(c => c.Field.Unit),
            Is.Not.Empty.And.All.EqualTo(unit)
        );

    [Test]
    public void Every_coordinate_names_its_frame() =>
        Assert.That(
            Columns.Where(column =>
                column.Field
                    is { DataType: DataType.Double, Unit: "deg", Frame: not ("ICRS" or "GALACTIC" or "ECLIPTIC") }
            ),
            Is.Empty
        );

    [Test]
    public void Every_table_and_the_schema_say_that_they_are_synthetic() =>
        Assert.That(
            Survey.Tables.Select(table => table.Metadata.Description).Append(Survey.Schema.Description),
            Is.All.EndsWith(SyntheticSurvey.Provenance)
        );

    [Test]
    public void Every_table_with_positions_has_one_main_position() =>
        Assert.That(
            Survey.Tables.Select(table =>
                (table.Metadata.Name, table.Metadata.Columns.Count(c => c.Field.Ucd == "pos.eq.ra;meta.main"))
            ),
            Is.EqualTo(
                new[] { ("object", 1), ("source", 1), ("xmatch", 0), ("exposure", 1), ("chip", 1), ("field", 1) }
            )
        );

    [Test]
    public void Batches_have_the_columns_of_the_metadata()
    {
        foreach (var table in Survey.Tables)
            Assert.That(table.Open().Fields, Is.EqualTo(table.Metadata.Columns.Select(column => column.Field)));
    }

    [TestCase(999, 61)]
    [TestCase(1000, 0)]
    [TestCase(1000, 198)]
    public void Options_out_of_range_are_refused(int rows, int fields) =>
        Assert.That(
            () => SyntheticSurvey.Create(new SampleSurveyOptions { Rows = rows, Fields = fields }),
            Throws.InstanceOf<ArgumentOutOfRangeException>()
        );

    [Test]
    public void Tables_have_the_columns_and_types_of_the_numpy_model()
    {
        var model = FindModel();
        using var folder = new TemporaryFolder();
        PythonOracle.Run([model, "--rows", "3000", "--fields", "4", "--out", folder.Path], []);
        var theirs = JsonDocument
            .Parse(File.ReadAllText(folder.File("columns.json")))
            .RootElement.EnumerateObject()
            .SelectMany(table =>
                table
                    .Value.EnumerateArray()
                    .Select(c => $"{table.Name}.{c.GetProperty("name")} {c.GetProperty("type")}")
            );
        var ours = Survey.Tables.SelectMany(table =>
            table.Metadata.Columns.Select(c => $"{table.Metadata.Name}.{c.Field.Name} {TypeName(c.Field.DataType)}")
        );
        Assert.That(ours, Is.EquivalentTo(theirs));
    }

    private static string TypeName(DataType type) =>
        $"{type}".ToLower(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>shared/tools/make_survey.py beside the check-out or any folder above.</summary>
    private static string FindModel()
    {
        for (
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var model = Path.Combine(folder.FullName, "shared", "tools", "make_survey.py");
            if (File.Exists(model))
                return model;
        }
        Assert.Ignore("The folder shared with the numpy model is not beside this check-out.");
        return "";
    }
}
