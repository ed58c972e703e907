using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Ingest;

/// <summary>A column that an ingest computes beside those of the source, called and defined as in NOIRLab's Astro Data Lab.</summary>
internal abstract class AddedColumn(Field definition)
{
    public Field Field => definition;

    /// <summary>Conditions on the column are answered fast because rows lie in its order.</summary>
    public virtual bool IsSorted => false;

    /// <summary>It tells of the position, so that there must be one.</summary>
    public virtual bool NeedsPosition => true;

    /// <summary>Computes the values of a batch.</summary>
    /// <param name="ra">Degrees; empty without position.</param>
    /// <param name="first">How many rows were before.</param>
    public abstract ColumnVector Fill(ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, int count, long first);

    /// <summary>All of them, in the order of their width.</summary>
    public static ImmutableArray<string> Names { get; } =
    ["glon", "glat", "elon", "elat", "htm9", "ring256", "nest4096", "random_id"];

    /// <exception cref="ServiceException">UsageError: there is none of that name.</exception>
    public static AddedColumn Of(string name) =>
        name switch
        {
            "glon" => Angle(name, "pos.galactic.lon", "Galactic longitude", SphereFrame.Galactic, point => point.Ra),
            "glat" => Angle(name, "pos.galactic.lat", "Galactic latitude", SphereFrame.Galactic, point => point.Dec),
            "elon" => Angle(
                name,
                "pos.ecliptic.lon",
                "Ecliptic longitude, equinox J2000.0",
                SphereFrame.Ecliptic,
                point => point.Ra
            ),
            "elat" => Angle(
                name,
                "pos.ecliptic.lat",
                "Ecliptic latitude, equinox J2000.0",
                SphereFrame.Ecliptic,
                point => point.Dec
            ),
            "htm9" => Cell(
                name,
                "pos.HTM",
                "Hierarchical Triangular Mesh index of the position, depth 9",
                point => (int)Htm.Index(9, point)
            ),
            "ring256" => Cell(
                name,
                "pos.healpix",
                "HEALPix index of the position, nside 256, RING scheme",
                point => (int)Healpix.Ang2PixRing(8, point)
            ),
            "nest4096" => Cell(
                name,
                "pos.healpix",
                "HEALPix index of the position, nside 4096, NESTED scheme",
                point => (int)Healpix.Ang2Pix(12, point),
                isSorted: true
            ),
            "random_id" => new RandomNumber(name),
            _ => throw new ServiceException(
                ErrorKind.UsageError,
                $"There is no column \"{name}\" to be added: there are {string.Join(", ", Names)}."
            ),
        };

    private static OfPosition<double> Angle(
        string name,
        string ucd,
        string description,
        SphereFrame frame,
        Func<Point, double> coordinate
    ) =>
        new(
            new Field(name, DataType.Double)
            {
                Unit = "deg",
                Ucd = ucd,
                Description = description,
                Frame = frame.Name,
            },
            point => coordinate(frame.FromIcrs.Rotate(point)),
            false
        );

    private static OfPosition<int> Cell(
        string name,
        string ucd,
        string description,
        Func<Point, int> index,
        bool isSorted = false
    ) => new(new Field(name, DataType.Int) { Ucd = ucd, Description = description }, index, isSorted);

    /// <summary>A value for each position, null where there is none.</summary>
    private sealed class OfPosition<T>(Field field, Func<Point, T> value, bool isSorted) : AddedColumn(field)
        where T : unmanaged
    {
        private readonly ValueVector<T> values = new();

        public override bool IsSorted => isSorted;

        public override ColumnVector Fill(ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, int count, long first)
        {
            values.Reset(count);
            for (var i = 0; i < count; i++)
                if (Point.TryCreate(ra[i], dec[i], out var point))
                    values.Values[i] = value(point);
                else
                    values.SetNull(i);
            return values;
        }
    }

    /// <summary>Uniform in [0, 100); the same for the same row of the same sources.</summary>
    private sealed class RandomNumber(string name)
        : AddedColumn(
            new Field(name, DataType.Float)
            {
                Ucd = "stat.value",
                Description = "Random number, uniform in 0 to 100, for drawing samples",
            }
        )
    {
        private readonly ValueVector<float> values = new();

        public override bool NeedsPosition => false;

        public override ColumnVector Fill(ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, int count, long first)
        {
            values.Reset(count);
            for (var i = 0; i < count; i++)
                values.Values[i] = (float)((Mixed((ulong)(first + i)) >> 40) * (100.0 / (1 << 24)));
            return values;
        }

        /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
        private static ulong Mixed(ulong row)
        {
            var x = (row + 1) * 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
