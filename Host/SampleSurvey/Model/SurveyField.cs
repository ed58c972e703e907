// Where the survey points and how deep it is there.
using System.Collections.Immutable;

namespace DataLab.Host.SampleSurvey;

/// <summary>A pointing of the survey.</summary>
/// <param name="Index">Position in the list of fields, which is by id.</param>
/// <param name="Id">SMASH field number.</param>
/// <param name="Ra">Centre, ICRS, degrees.</param>
/// <param name="Dec">Centre, ICRS, degrees.</param>
internal sealed record SurveyField(int Index, int Id, double Ra, double Dec)
{
    /// <summary>Magnitudes by which the stacks of this field are deeper than usual.</summary>
    public PerBand<double> DepthOffset { get; init; }

    /// <summary>False in the few fields without usable u images.</summary>
    public bool HasU { get; init; } = true;

    /// <summary>Rows of the object table in this field.</summary>
    public int Objects { get; init; }

    /// <summary>Stars of the Magellanic Clouds among its objects, 0 … 0.8.</summary>
    public double CloudShare { get; init; }

    /// <summary>Distance modulus of the nearer cloud, mag.</summary>
    public double CloudDistanceModulus { get; init; }

    public Tangent Tangent { get; } = new(Ra, Dec);
    public string Name { get; } = FormattableString.Invariant($"Field{Id}");
    public bool HasDwarf => Id == Dwarf.FieldId;

    /// <summary>Mean reddening of the field, E(B-V), mag: dust lies close to the galactic plane.</summary>
    public double MeanReddening { get; } =
        0.02 + 0.5 * Math.Exp(-Math.Abs(SkyFrames.Galactic(Direction.Of(Ra, Dec)).Lat) / 12);

    /// <summary>Reddening at a position, E(B-V), mag: the mean, with ripples of a tenth over a degree or so.</summary>
    public double Reddening(double ra, double dec) => MeanReddening * (1 + 0.1 * Math.Sin(ra * 3) * Math.Cos(dec * 5));
}

/// <summary>The list of fields: some of SMASH's own, the others on a spiral round the Magellanic Clouds.</summary>
internal static class FieldPlan
{
    private static readonly (double Ra, double Dec) Lmc = (80.9, -69.75);
    private static readonly (double Ra, double Dec) Smc = (13.2, -72.8);

    // SMASH fields worth having: the dwarf's first, then Milky Way and Cloud fields by number.
    private static readonly (int Id, double Ra, double Dec)[] Known =
    [
        (Dwarf.FieldId, Dwarf.Ra, -31.985),
        (19, 31.6, -78.2),
        (20, 34.97, -67.32),
        (22, 39.9, -74.4),
        (57, 110.44, -54.51),
        (66, 126.9, -72.6),
        (91, 163.3, -42.2),
        (99, 171.0, -39.8),
        (100, 172.1, -28.14),
        (104, 176.1, -38.8),
        (143, 329.5, -75.8),
        (181, 343.5, -78.2),
        (40, 82.3, -69.3),
        (12, 13.2, -72.8),
        (3, 103.82, -36.92),
    ];

    public static ImmutableArray<SurveyField> Make(SampleSurveyOptions options)
    {
        var pointings = Pointings(options.Fields).OrderBy(pointing => pointing.Id).ToArray();
        var crowding = pointings.Select(pointing => Crowding(pointing.Ra, pointing.Dec)).ToArray();
        var objects = Share(options.Rows, pointings, crowding);
        return
        [
            .. pointings.Select(
                (pointing, index) =>
                {
                    var random = RandomStream.For(options.Seed, Purpose.FieldConditions, pointing.Id);
                    var offset = new PerBand<double>();
                    for (var band = 0; band < Band.All.Length; band++)
                        offset[band] = random.Normal(0, 0.12);
                    var nearLmc = SkyFrames.Separation(pointing.Ra, pointing.Dec, Lmc.Ra, Lmc.Dec);
                    var nearSmc = SkyFrames.Separation(pointing.Ra, pointing.Dec, Smc.Ra, Smc.Dec);
                    return new SurveyField(index, pointing.Id, pointing.Ra, pointing.Dec)
                    {
                        DepthOffset = offset,
                        HasU = !random.Chance(0.08) || pointing.Id == Dwarf.FieldId,
                        Objects = objects[index],
                        CloudShare = Math.Clamp((crowding[index] - 1) / crowding[index], 0, 0.8),
                        CloudDistanceModulus = nearLmc < nearSmc ? 18.49 : 18.96,
                    };
                }
            ),
        ];
    }

    private static IEnumerable<(int Id, double Ra, double Dec)> Pointings(int count)
    {
        foreach (var field in Known.Take(count))
            yield return field;
        var spiral = new Tangent(60, -72);
        var ids = Enumerable.Range(1, 300).Except(Known.Select(field => field.Id)).ToArray();
        for (var k = 0; k < count - Known.Length; k++)
        {
            const double goldenAngle = 2.39996;
            var radius = 6 + 32 * Math.Sqrt((k + 0.5) / 60);
            var plane = Math.Tan(radius * Math.PI / 180) * 180 / Math.PI;
            var (ra, dec) = spiral.ToSky(plane * Math.Cos(k * goldenAngle), plane * Math.Sin(k * goldenAngle));
            yield return (ids[k], Math.Round(ra, 6), Math.Round(dec, 6));
        }
    }

    /// <summary>Density of objects relative to an empty field: more at the Clouds and at low galactic latitude.</summary>
    private static double Crowding(double ra, double dec) =>
        1
        + 6 * Math.Exp(-SkyFrames.Separation(ra, dec, Lmc.Ra, Lmc.Dec) / 4)
        + 4 * Math.Exp(-SkyFrames.Separation(ra, dec, Smc.Ra, Smc.Dec) / 3)
        + 1.5 * Math.Exp(-Math.Abs(SkyFrames.Galactic(Direction.Of(ra, dec)).Lat) / 15);

    /// <summary>Objects of each field: by crowding, four times as many in the deep field with the dwarf.</summary>
    private static int[] Share(int rows, (int Id, double Ra, double Dec)[] pointings, double[] crowding)
    {
        var weights = pointings.Zip(crowding, (p, c) => p.Id == Dwarf.FieldId ? 4 * c : c).ToArray();
        var total = weights.Sum();
        var objects = weights.Select(weight => (int)Math.Floor(rows * weight / total)).ToArray();
        objects[Array.FindIndex(pointings, pointing => pointing.Id == Dwarf.FieldId)] += rows - objects.Sum();
        return objects;
    }
}
