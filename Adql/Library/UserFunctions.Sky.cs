using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Library;

/// <content>HEALPix, frames, motions of stars, angles as texts.</content>
internal static partial class UserFunctions
{
    private const string Frames = "ICRS, FK5, FK4, GALACTIC, ECLIPTIC";

    private static IEnumerable<UserFunction> Sky() =>
        [
            new(
                FunctionGroup.Sky,
                "ivo_healpix_index",
                [Whole("hpxOrder"), Number("long"), Number("lat")],
                AdqlType.Long,
                "HEALPix index, NESTED, of a position in degrees at an order from 0 to 29; NULL beyond them."
            )
            {
                Example = "ivo_healpix_index(17, 1, 1)",
                Gives = "81609757711",
                IsBoundElsewhere = true,
                DuckDb = "datalab_healpix_index({0}, {1}, {2})",
            },
            new(
                FunctionGroup.Sky,
                "ivo_healpix_index",
                [Whole("hpxOrder"), new("p", ArgumentKind.Point)],
                AdqlType.Long,
                "HEALPix index, NESTED, of a point at an order from 0 to 29; NULL beyond them."
            )
            {
                Example = "ivo_healpix_index(17, CENTROID(CIRCLE(359, -1, 3)))",
                Gives = "73009064944",
                IsBoundElsewhere = true,
            },
            new(
                FunctionGroup.Sky,
                "ivo_healpix_center",
                [Whole("hpxOrder"), Whole("hpxIndex")],
                AdqlType.Point,
                "Centre of a HEALPix cell, NESTED, at an order from 0 to 29; NULL for a cell that does not exist."
            )
            {
                Example = "ivo_healpix_center(17, ivo_healpix_index(17, 23.4, 56.7))",
                Gives = "[23.399843462947466, 56.70016214363192]",
                Metadata = _ => new Metadata { Unit = Units.Degree, Ucd = "pos" },
                DuckDb = "datalab_healpix_center({0}, {1})",
            },
            new(
                FunctionGroup.Sky,
                "gaia_healpix_index",
                [new("hpxOrder", ArgumentKind.WholeLiteral), Whole("source_id")],
                AdqlType.Long,
                "HEALPix index, NESTED, that a source_id of Gaia holds, at an order from 0 to 12."
            )
            {
                Example = "gaia_healpix_index(12, 4295806720)",
                Gives = "0",
                Metadata = Fixed(null, "pos.healpix"),
                Refuses = arguments =>
                    arguments[0] is WholeConstant { Number: >= 0 and <= 12 }
                        ? null
                        : "hpxOrder of gaia_healpix_index goes from 0 to 12",
                // Bits 35 and up hold the cell at order 12.
                Expand = arguments => new ArithmeticValue(
                    Syntax.ArithmeticOperator.Divide,
                    arguments[1],
                    new WholeConstant(1L << (59 - 2 * (int)((WholeConstant)arguments[0]).Number)),
                    AdqlType.Long
                ),
            },
            .. Transforms("ivo_geom_transform", ""),
            .. Transforms("gavo_transform", " As ivo_geom_transform."),
            .. Motions("ivo_epoch_prop_pos", "ivo_epoch_prop"),
            .. Motions("epoch_prop_pos", "epoch_prop"),
            new(
                FunctionGroup.Sky,
                "ivo_hms_to_degrees",
                [Text("hms")],
                AdqlType.Double,
                "Degrees of hours, minutes and seconds, h:m:s, hhmmss or hHmMsS; NULL for other texts."
            )
            {
                Example = "ivo_hms_to_degrees('3h34m45.4s')",
                Gives = "53.68916666666667",
                Metadata = Fixed(Units.Degree),
                Expand = arguments =>
                    arguments[0] is TextConstant text ? Real(SexagesimalAngle.Hours(text.Text)) : null,
                DuckDb = "datalab_hms({0})",
            },
            new(
                FunctionGroup.Sky,
                "ivo_dms_to_degrees",
                [Text("dms")],
                AdqlType.Double,
                "Degrees of degrees, minutes and seconds with or without sign, d:m:s, ddmmss or dDmMsS; NULL for other texts."
            )
            {
                Example = "ivo_dms_to_degrees('-0d15m0s')",
                Gives = "-0.25",
                Metadata = Fixed(Units.Degree),
                Expand = arguments =>
                    arguments[0] is TextConstant text ? Real(SexagesimalAngle.Degrees(text.Text)) : null,
                DuckDb = "datalab_dms({0})",
            },
        ];

    private static IEnumerable<UserFunction> Transforms(string name, string remark) =>
        new[]
        {
            (AdqlType.Point, "POINT(120, -23)", "[241.1218311826, 3.627857881108]"),
            (AdqlType.Circle, "CIRCLE(120, -23, 3)", "[241.1218311826, 3.627857881108, 3]"),
            (
                AdqlType.Polygon,
                "POLYGON(120, -23, 121, -23, 120, -22)",
                "[241.1218311826, 3.627857881108, 241.6075985374549, 4.410493766516, 240.2674351245, 4.150706853158]"
            ),
        }.Select(form => new UserFunction(
            FunctionGroup.Sky,
            name,
            [
                new("from_sys", ArgumentKind.TextLiteral),
                new("to_sys", ArgumentKind.TextLiteral),
                new("geo", ArgumentKind.Shape),
            ],
            form.Item1,
            $"The shape's coordinates in another frame, by a rotation; frames are {Frames} (FK5 and ECLIPTIC J2000, FK4 B1950)."
                + remark
        )
        {
            Example = $"{name}('ICRS', 'GALACTIC', {form.Item2})",
            Gives = form.Item3,
            Refuses = arguments =>
                arguments
                    .Take(2)
                    .Select(argument => ((TextConstant)argument).Text)
                    .FirstOrDefault(frame => FrameOf(frame) is null)
                    is { } unknown
                    ? $"{name} knows no frame '{unknown}'; the frames are {Frames}, in upper case"
                    : null,
            Metadata = arguments => new Metadata { Unit = Units.Degree, Frame = ((TextConstant)arguments[1]).Text },
            Expand = Transformed,
            DuckDb = "datalab_transform({0}, {1}, {2})",
        });

    /// <summary>By its name in the vocabulary "refframe", which tells upper from lower case.</summary>
    private static SphereFrame? FrameOf(string name) =>
        SphereFrame.All.Append(SphereFrame.Fk4).FirstOrDefault(frame => frame.Name == name);

    private static Value? Transformed(Items<Value> arguments)
    {
        if (arguments is not [TextConstant from, TextConstant to, var shape])
            return null;
        var rotation = FrameOf(from.Text)!.To(FrameOf(to.Text)!);
        return Rotated(shape, rotation);
    }

    /// <summary>A constant shape, so that the positional index sees it; null for one that differs from row to row.</summary>
    private static Value? Rotated(Value shape, FrameRotation rotation)
    {
        switch (shape)
        {
            case PointValue point
                when Constants.Number(point.Longitude) is { } lon
                    && Constants.Number(point.Latitude) is { } lat
                    && Point.TryCreate(lon, lat, out var position):
                var there = rotation.Rotate(position);
                return new PointValue(new RealConstant(there.Ra), new RealConstant(there.Dec));
            case CircleValue circle:
                return Rotated(circle.Centre, rotation) is { } centre ? circle with { Centre = centre } : null;
            case PolygonValue polygon:
                var vertices = polygon.Vertices.Select(vertex => Rotated(vertex, rotation)).ToList();
                return vertices.Contains(null) ? null : new PolygonValue([.. vertices.OfType<Value>()]);
            default:
                return null;
        }
    }

    private static IEnumerable<UserFunction> Motions(string position, string all)
    {
        Items<Parameter> parameters =
        [
            Number("ra"),
            Number("dec"),
            Number("parallax"),
            Number("pmra"),
            Number("pmdec"),
            Number("radial_velocity"),
            Number("ref_epoch"),
            Number("out_epoch"),
        ];
        const string Arguments = "(7.606083572, 11.79044105, 125, 300, -428.8, 52.51, 2016.0, 1992.25)";
        const string Rules =
            "Degrees, mas, mas/yr with cos(dec), km/s, Julian years. A NULL parallax is infinitely remote, a NULL motion is 0, other NULLs are errors.";
        yield return new(
            FunctionGroup.Astrometry,
            position,
            parameters,
            AdqlType.Point,
            "Position at another epoch, moving along a straight line (Lindegren's rigorous treatment). " + Rules
        )
        {
            Example = position + Arguments,
            Gives = "[7.604061404627978, 11.7932703828279]",
            KeepsNull = true,
            Metadata = arguments => new Metadata { Unit = Units.Degree, Frame = arguments[0].Metadata.Frame },
            Refuses = Epochs(position),
            DuckDb = "datalab_epoch_prop_pos({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7})",
        };
        yield return new(
            FunctionGroup.Astrometry,
            all,
            parameters,
            DoubleArray,
            "Longitude, latitude, parallax, both motions and radial velocity at another epoch, as "
                + position
                + ". "
                + Rules
        )
        {
            Example = $"arr_get({all}{Arguments}, 2)",
            Gives = "11.7932703828279",
            KeepsNull = true,
            Refuses = Epochs(all),
            DuckDb = "datalab_epoch_prop({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7})",
        };
    }

    private static Func<Items<Value>, string?> Epochs(string name) =>
        arguments =>
            new[] { (0, "ra"), (1, "dec"), (6, "ref_epoch"), (7, "out_epoch") }
                .Where(needed => arguments[needed.Item1] is NullConstant)
                .Select(needed => $"{needed.Item2} of {name} cannot be NULL")
                .FirstOrDefault();
}
