// From the sky to the catalogue: which objects are listed, and with which measurements.
using System.Collections.Immutable;

namespace DataLab.Host.SampleSurvey;

/// <summary>An object as the catalogue lists it.</summary>
/// <param name="Truth">What was measured.</param>
internal sealed record MeasuredObject(SkyObject Truth, Detections Found, StackPhotometry Stack, Shape Shape)
{
    /// <summary><c>169.429960</c>: field number and running number.</summary>
    public string Id { get; } = FormattableString.Invariant($"{Truth.Field.Id}.{Truth.Run}");

    /// <summary>Measured position, ICRS, degrees, to 0.1 microdegree.</summary>
    public double Ra { get; init; }

    /// <inheritdoc cref="Ra"/>
    public double Dec { get; init; }

    /// <summary>1 seen in shallow exposures only, 2 in deep ones only, 3 in both.</summary>
    public short DepthFlag { get; init; }

    /// <summary>SExtractor's flag bits of the stacked image.</summary>
    public short Flag { get; init; }

    /// <summary>Uniform in 0 … 100, for drawing samples.</summary>
    public double RandomId { get; init; }
}

/// <summary>The catalogue of a survey: one pass over a field needs no memory, and fields may be read in any order.</summary>
internal sealed class Catalogue
{
    private readonly SampleSurveyOptions options;
    private readonly Population population;
    private readonly Photometry photometry;
    private readonly Lazy<ImmutableArray<Census>> census;
    private readonly Lazy<ImmutableArray<long>> sources;

    public Catalogue(SampleSurveyOptions options)
    {
        this.options = options;
        Fields = FieldPlan.Make(options);
        Exposures = ExposurePlan.Make(options, Fields);
        population = new Population(options);
        photometry = new Photometry(options, Exposures);
        census = new(() => [.. Fields.Select(Count)]);
        sources = new(() => [.. Fields.Select(field => FollowedSky(field).Sum(seen => (long)seen.Found.Total))]);
    }

    public ImmutableArray<SurveyField> Fields { get; }
    public ExposurePlan Exposures { get; }

    /// <summary>Rows of the source table, by <see cref="SurveyField.Index"/>. The first call walks through all objects.</summary>
    public ImmutableArray<long> SourcesOfField => sources.Value;

    /// <summary>Stream of random numbers of an object for one purpose.</summary>
    public RandomStream Random(Purpose purpose, in SkyObject thing) =>
        RandomStream.For(options.Seed, purpose, thing.Field.Id, thing.Run);

    /// <summary>The rows of the object table in one field, by running number.</summary>
    public IEnumerable<MeasuredObject> Objects(SurveyField field) =>
        ListedSky(field).Select(seen => Measure(seen.Thing, seen.Found));

    /// <summary>The objects of a field whose single measurements the source table gives.</summary>
    public IEnumerable<MeasuredObject> FollowedObjects(SurveyField field) =>
        FollowedSky(field).Select(seen => Measure(seen.Thing, seen.Found));

    /// <summary>What is seen of a field: running numbers grow until the field's share of rows is reached.</summary>
    private IEnumerable<(SkyObject Thing, Detections Found)> ListedSky(SurveyField field)
    {
        // The RR Lyrae star has a row of its own, under its fixed number, wherever the others end.
        var left = field.Objects - (field.HasDwarf ? 1 : 0);
        var run = 1;
        for (; left > 0; run++)
        {
            var thing = population.Make(field, run);
            var found = photometry.Detect(thing);
            if (found.Total == 0)
                continue;
            yield return (thing, found);
            if (!thing.IsPlantedRrLyrae)
                left--;
        }
        if (field.HasDwarf && run <= RrLyrae.Run)
        {
            var star = population.Make(field, RrLyrae.Run);
            yield return (star, photometry.Detect(star));
        }
    }

    private IEnumerable<(SkyObject Thing, Detections Found)> FollowedSky(SurveyField field)
    {
        var wanted = (double)(options.Sources ?? options.Rows);
        var share = wanted / census.Value.Sum(count => count.Detections);
        var lastRun = census.Value[field.Index].LastRun;
        var runs = Enumerable.Range(1, lastRun);
        if (field.HasDwarf && lastRun < RrLyrae.Run)
            runs = runs.Append(RrLyrae.Run);
        foreach (var run in runs)
        {
            var thing = population.Make(field, run);
            if (!thing.IsVariable && !Random(Purpose.Sampling, thing).Chance(share))
                continue;
            var found = photometry.Detect(thing);
            if (found.Total > 0)
                yield return (thing, found);
        }
    }

    private Census Count(SurveyField field)
    {
        var (lastRun, detections) = (0, 0L);
        foreach (var (thing, found) in ListedSky(field))
        {
            if (!thing.IsPlantedRrLyrae)
                lastRun = thing.Run;
            detections += found.Total;
        }
        return new Census(lastRun, detections);
    }

    private MeasuredObject Measure(SkyObject thing, Detections found)
    {
        var random = Random(Purpose.Measurement, thing);
        var stack = Photometry.Measure(thing, found, ref random);
        var reference = stack.Reference;
        var (east, north) = (random.Normal(0, 0.02 / 3600), random.Normal(0, 0.02 / 3600));
        if (thing.IsPlantedRrLyrae)
            (east, north) = (0, 0);
        var usualDepth =
            reference < 16 ? 1
            : reference < 21.5 ? 3
            : 2;
        return new MeasuredObject(thing, found, stack, Shape.Measure(thing.IsExtended, reference, ref random))
        {
            Ra = SkyFrames.RoundedRa(thing.Ra + east / Math.Cos(thing.Dec * Math.PI / 180), 7),
            Dec = Math.Round(thing.Dec + north, 7),
            DepthFlag = (short)(random.Chance(0.03) ? 3 : usualDepth),
            Flag = random.Uniform() switch
            {
                < 0.86 => 0,
                < 0.91 => 1,
                < 0.97 => 2,
                < 0.99 => 3,
                _ => 16,
            },
            RandomId = 100 * random.Uniform(),
        };
    }

    /// <param name="LastRun">Largest running number listed, the RR Lyrae star's apart.</param>
    /// <param name="Detections">Measurements of all objects in single exposures.</param>
    private sealed record Census(int LastRun, long Detections);
}
