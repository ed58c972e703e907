using System.Collections.Immutable;
using DataLab.Tap.Examples;
using DataLab.Tap.Tests.Support;

namespace DataLab.Tap.Tests.Examples;

/// <summary>Examples made of what is published run, whatever is published.</summary>
public sealed class GeneratedExamplesTests
{
    [Test]
    public async Task An_archive_without_tables_shows_its_schema()
    {
        await using var archive = await new Archive().OpenAsync();
        var examples = await ExamplesThatRunAsync(archive);
        Assert.That(
            examples.SelectMany(example => example.Tables),
            Is.EqualTo(new[] { "TAP_SCHEMA.tables", "TAP_SCHEMA.columns" })
        );
    }

    [Test]
    public async Task Tables_without_positions_are_looked_at_only()
    {
        await using var archive = new Archive();
        await archive.AddAsync("s", "t", "n,word\n1,one\n2,two\n");
        var examples = await ExamplesThatRunAsync(await archive.OpenAsync());
        Assert.That(examples.Select(example => example.Name), Does.Contain("A look at s.t"));
        Assert.That(examples.Select(example => example.Query), Has.None.Contains("CONTAINS"));
    }

    [Test]
    public async Task A_cone_lies_where_the_table_has_rows()
    {
        await using var archive = new Archive();
        await archive.AddAsync("s", "t", "id,ra,dec\n1,0,0\n2,123.456789,-45.6\n3,,\n");
        var examples = await ExamplesThatRunAsync(await archive.OpenAsync());
        var cone = examples.Single(example => example.Name == "Cone search in s.t");
        Assert.That(await archive.CountAsync(cone.Query), Is.EqualTo(1));
        Assert.That(cone.Query, Does.Contain("-45.6"), "not at the place of rows without position");
    }

    [Test]
    public async Task Two_tables_with_positions_are_matched()
    {
        await using var archive = new Archive();
        await archive.AddAsync("one", "a", "id,ra,dec\n1,10,20\n2,10.01,20\n");
        await archive.AddAsync("two", "b", "name,ra,dec\nx,10.0001,20.0001\n");
        var examples = await ExamplesThatRunAsync(await archive.OpenAsync());
        var match = examples.Single(example => example.Name == "Cross-match one.a with two.b");
        Assert.That(match.Tables, Is.EqualTo(new[] { "one.a", "two.b" }));
        Assert.That(await archive.CountAsync(match.Query), Is.EqualTo(1));
    }

    [Test]
    public async Task Magnitudes_are_counted_in_bins()
    {
        const string ecsv = """
            # %ECSV 1.0
            # ---
            # datatype:
            # - {name: id, datatype: int64}
            # - {name: g, datatype: float64, unit: mag, meta: {ucd: phot.mag}}
            # schema: astropy-2.0
            id g
            1 17.1
            2 17.2
            3 18.6
            4 99
            """;
        await using var archive = new Archive();
        await archive.AddAsync("s", "t", ecsv);
        await archive.OpenAsync();
        var catalog = archive.Catalog.Snapshot;
        var table = catalog.Tables.First();
        // ECSV says nothing of UCDs; a publisher would.
        var marked = table with
        {
            Columns =
            [
                .. table.Columns.Select(c =>
                    c with
                    {
                        Field = c.Field with { Ucd = c.Field.Name == "g" ? "phot.mag" : null },
                    }
                ),
            ],
        };
        var examples = await new GeneratedExamples(archive.Samples).MakeAsync(
            catalog with
            {
                Schemas = [catalog.Schemas[0] with { Tables = [marked] }],
            },
            default
        );
        var histogram = examples.Single(example => example.Name == "Histogram of g in s.t");
        Assert.That(await archive.CountAsync(histogram.Query), Is.EqualTo(2), "17.0 and 18.5; 99 means no value");
    }

    [Test]
    public async Task Names_that_need_quotes_get_them()
    {
        await using var archive = new Archive();
        await archive.AddAsync(
            "my schema",
            "select",
            "\"Order\",\"right ascension\",\"2nd \"\"dec\"\"\",size\n1,10,20,3\n2,11,21,4\n",
            request => request with { RaColumn = "right ascension", DecColumn = "2nd \"dec\"" }
        );
        await archive.AddAsync("my schema", "été", "\"Group\",ra,dec\n1,10,20\n");
        var examples = await ExamplesThatRunAsync(await archive.OpenAsync());
        Assert.That(examples.Select(example => example.Query), Has.Some.Contains("\"2nd \"\"dec\"\"\""));
        Assert.That(examples.Count(example => example.Query.Contains("CONTAINS")), Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task A_table_without_a_good_position_has_no_cone()
    {
        await using var archive = new Archive();
        await archive.AddAsync("s", "t", "id,ra,dec\n1,10,95\n2,20,-91\n");
        var examples = await ExamplesThatRunAsync(await archive.OpenAsync());
        Assert.That(examples.Select(example => example.Query), Has.None.Contains("CONTAINS"));
    }

    [Test]
    public async Task Many_tables_do_not_make_many_examples()
    {
        await using var archive = new Archive();
        for (var i = 0; i < 12; i++)
            await archive.AddAsync($"s{i % 3}", $"t{i}", "id,ra,dec\n1,10,20\n");
        var examples = await ExamplesThatRunAsync(await archive.OpenAsync());
        Assert.That(examples, Has.Length.LessThan(15));
        Assert.That(
            examples.Take(3).Select(example => example.Tables[0].Split('.')[0]),
            Is.EquivalentTo(new[] { "s0", "s1", "s2" }),
            "every schema is shown before any is shown twice"
        );
    }

    /// <summary>The examples of an archive, after each has been run as it is.</summary>
    private static async Task<ImmutableArray<Example>> ExamplesThatRunAsync(Archive archive)
    {
        var examples = await new GeneratedExamples(archive.Samples).MakeAsync(archive.Catalog.Snapshot, default);
        foreach (var example in examples)
        {
            Assert.That(async () => await archive.CountAsync(example.Query), Throws.Nothing, example.Query);
            Assert.That(example.Tables, Is.Not.Empty);
        }
        return examples;
    }
}
