using System.Collections.Immutable;
using System.Globalization;
using DataLab.Differential.Tests.Evaluation;

namespace DataLab.Differential.Tests.Generation;

/// <summary>The tables that queries are generated over: NULLs, NaN, extreme numbers, texts of all kinds, names that need quotes.</summary>
internal static class SmallArchive
{
    public const string Schema = "d";

    private static readonly DateTime Epoch = new(2020, 2, 28, 12, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Centres of clusters: at 0 h, at both poles, and elsewhere.</summary>
    public static readonly (double Ra, double Dec)[] Centres =
    [
        (0.01, 0),
        (359.9, -1),
        (120, 89.5),
        (200, -89.8),
        (45, 45),
        (180, 10),
    ];

    public static readonly ImmutableArray<SmallTable> Tables =
    [
        new(
            Schema,
            "t",
            [
                ("id", Domain.Int),
                ("n", Domain.Int),
                ("s", Domain.Short),
                ("x", Domain.Double),
                ("f", Domain.Float),
                ("kind", Domain.Text),
                ("flag", Domain.Boolean),
                ("at", Domain.Time),
                ("huge", Domain.Long),
                ("vast", Domain.Double),
                ("Odd Name", Domain.Text),
                ("tiny", Domain.Byte),
            ],
            [
                [1L, 4L, 3L, 1.5, Single(0.3), "star", true, Epoch, 1L, 1e300, "Ångström", 7L],
                [2L, -7L, -3L, null, Single(-2.5), "Star", false, Epoch.AddSeconds(1), null, double.NaN, "ÉÀ_%", 255L],
                [3L, null, 0L, -2.25, null, "gal%axy", null, null, long.MaxValue, -1e300, "", null],
                [
                    4L,
                    0L,
                    null,
                    double.NaN,
                    Single(1e10),
                    null,
                    true,
                    Epoch.AddYears(-50),
                    long.MinValue,
                    5e-324,
                    null,
                    0L,
                ],
                [
                    5L,
                    4L,
                    3L,
                    0.0,
                    Single(0.5),
                    "",
                    false,
                    Epoch,
                    9007199254740993L,
                    double.PositiveInfinity,
                    "𝄞 clef",
                    1L,
                ],
                [
                    6L,
                    12L,
                    32000L,
                    1.5,
                    double.NaN,
                    "it's",
                    true,
                    Epoch.AddDays(2),
                    16777217L,
                    double.NegativeInfinity,
                    "日本",
                    128L,
                ],
                [7L, null, -32000L, -0.0, Single(-0.0), "a\\b", null, Epoch.AddMinutes(5), 0L, 0.0, "Ñandú", 9L],
                [8L, -7L, 1L, 3.75, Single(16777216), "star", false, null, -1L, null, "a\"b;--", null],
                [9L, 100L, 2L, 100.0, Single(0.3), "STAR", true, Epoch.AddDays(-1), 4294967296L, 1e-300, "Ж", 64L],
            ]
        ),
        new(
            Schema,
            "u",
            [
                ("id", Domain.Int),
                ("n", Domain.Int),
                ("x", Domain.Double),
                ("kind", Domain.Text),
                ("flag", Domain.Boolean),
            ],
            [
                [1L, 4L, 1.5, "star", true],
                [2L, 4L, null, "galaxy", null],
                [3L, null, double.NaN, null, false],
                [5L, 0L, -2.25, "Star", true],
                [5L, 12L, 0.0, "star", false],
                [11L, -1L, 7.5, "", null],
            ]
        ),
        new(Schema, "empty", [("id", Domain.Int), ("n", Domain.Int), ("x", Domain.Double), ("kind", Domain.Text)], []),
        new(
            Schema,
            "sky",
            [("id", Domain.Int), ("ra", Domain.Double), ("dec", Domain.Double), ("mag", Domain.Double)],
            [.. Stars(1, 60)]
        ),
        new(
            Schema,
            "target",
            [("id", Domain.Int), ("ra", Domain.Double), ("dec", Domain.Double), ("radius", Domain.Double)],
            [.. Stars(2, 12)]
        ),
        new(
            Schema,
            "area",
            [
                ("id", Domain.Int),
                ("spot", Domain.Point),
                ("ring", Domain.Circle),
                ("outline", Domain.Polygon),
                ("s_region", Domain.Region),
                ("cover", Domain.Moc),
                ("list", Domain.Array),
            ],
            [.. Areas(4, 24)]
        ),
    ];

    /// <summary>Sent with every query as a table of TAP_UPLOAD.</summary>
    public static readonly SmallTable Upload = new(
        "TAP_UPLOAD",
        "mine",
        [("id", Domain.Int), ("ra", Domain.Double), ("dec", Domain.Double), ("tag", Domain.Text), ("f", Domain.Float)],
        [
            .. Stars(3, 10)
                .Select(
                    (row, i) =>
                        new[]
                        {
                            row[0],
                            row[1],
                            row[2],
                            i % 4 == 3 ? null : (i % 2 == 0 ? "star" : "Ж"),
                            i == 5 ? null : Single(0.1 * i),
                        }
                ),
        ]
    );

    /// <summary>All tables that a query can name.</summary>
    public static readonly ImmutableArray<SmallTable> All = [.. Tables, Upload];

    private static double Single(double x) => (float)x;

    private static IEnumerable<object?[]> Stars(int seed, int count)
    {
        var random = new Random(seed);
        for (var id = 1L; id <= count; id++)
        {
            var (ra, dec) = Centres[random.Next(Centres.Length)];
            var lon = (ra + (random.NextDouble() - 0.5) * 4 + 360) % 360;
            var lat = Math.Clamp(dec + (random.NextDouble() - 0.5) * 4, -89.99, 89.99);
            yield return id % 15 == 14
                ? [id, null, null, null]
                : [id, lon, lat, id % 7 == 3 ? null : random.NextDouble() * 2];
        }
    }

    private static IEnumerable<object?[]> Areas(int seed, int count)
    {
        var random = new Random(seed);
        for (var id = 1L; id <= count; id++)
        {
            var (ra, dec) = Centres[random.Next(Centres.Length)];
            var lon = (ra + (random.NextDouble() - 0.5) * 4 + 360) % 360;
            var lat = Math.Clamp(dec + (random.NextDouble() - 0.5) * 4, -89.5, 89.5);
            var size = 0.2 + random.NextDouble() * 2;
            string N(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
            var circle = N($"{lon} {lat} {size}");
            double[] corners =
            [
                lon,
                Math.Max(lat - size, -89.9),
                (lon + size) % 360,
                Math.Min(lat + size / 2, 89.9),
                (lon - size + 360) % 360,
                Math.Min(lat + size / 3, 89.9),
            ];
            yield return
            [
                id,
                id % 7 == 3 ? null : new[] { lon, lat },
                id % 5 == 4 ? null : new[] { lon, lat, size },
                id % 6 == 5 ? null : corners,
                (id % 9) switch
                {
                    0 => null,
                    1 => "nonsense",
                    2 => "Circle GALACTIC " + circle,
                    3 or 4 => "Circle ICRS " + circle,
                    5 => "circle " + circle,
                    6 => "POLYGON ICRS " + string.Join(' ', corners.Select(x => N($"{x}"))),
                    7 => $"Union ICRS (Circle {circle} Circle {N($"{(lon + 2) % 360} {lat} 1.5")})",
                    _ => $"Difference ICRS (Circle {circle} Circle {N($"{lon} {lat} {size / 2}")})",
                },
                id % 8 == 6 ? null : Cover(random),
                id % 4 == 2 ? null : new double[] { id, 0.5, -1 },
            ];
        }
    }

    /// <summary>Large and small cells anywhere.</summary>
    private static string Cover(Random random) =>
        "1/"
        + string.Join(',', Enumerable.Range(0, 8).Select(_ => random.Next(48)).Distinct().Order())
        + " 4/"
        + string.Join(',', Enumerable.Range(0, 30).Select(_ => random.Next(3072)).Distinct().Order());
}
