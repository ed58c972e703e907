namespace DataLab.Conformance.Tap;

/// <summary>Tables that the judge uploads: values that every type holds exactly, so that they must come back as they went.</summary>
internal static class UploadSamples
{
    /// <summary>Two columns, three rows.</summary>
    public static readonly UploadTable Plain = new(
        [new("id", "int"), new("ra", "double")],
        [
            ["1", "12.5"],
            ["2", "180.25"],
            ["3", "359.75"],
        ]
    );

    /// <summary>Another table of the same kind, for uploads of several tables.</summary>
    public static readonly UploadTable Second = new(
        [new("id", "int"), new("mag", "double")],
        [
            ["2", "17.5"],
            ["3", "18.25"],
        ]
    );

    public static readonly UploadTable Numbers = new(
        [
            new("id", "int"),
            new("d_short", "short"),
            new("d_int", "int"),
            new("d_long", "long"),
            new("d_float", "float"),
            new("d_double", "double"),
        ],
        [
            ["1", "-32767", "-2147483647", "-9007199254740993", "0.5", "-1.25"],
            ["2", "0", "0", "0", "0", "0"],
            ["3", "32767", "2147483647", "9007199254740993", "-1024.75", "1E+300"],
        ]
    );

    public static readonly UploadTable Flags = new(
        [new("id", "int"), new("d_bool", "boolean"), new("d_byte", "unsignedByte")],
        [
            ["1", "T", "0"],
            ["2", "F", "255"],
        ]
    );

    public static readonly UploadTable Texts = new(
        [new("id", "int"), new("d_char", "char", "*"), new("d_unicode", "unicodeChar", "*")],
        [
            ["1", "plain", "plain"],
            ["2", "it's <b> & \"quoted\", ok", "\u03b1 Centauri, \u65e5\u672c"],
            ["3", "two  blanks", "\u00c5ngstr\u00f6m"],
        ]
    );

    public static readonly UploadTable Times = new(
        [new("id", "int"), new("d_time", "char", "*", "timestamp")],
        [
            ["1", "2024-02-29T12:34:56"],
            ["2", "1999-12-31T23:59:59.125"],
        ]
    );

    public static readonly UploadTable Arrays = new(
        [new("id", "int"), new("d_three", "double", "3"), new("d_many", "int", "*"), new("d_floats", "float", "2")],
        [
            ["1", "1.5 -2.25 3", "1 2 3 4", "0.5 0.25"],
            ["2", "0 0 0.125", "7", "-1 1"],
        ]
    );

    public static readonly UploadTable Shapes = new(
        [
            new("id", "int"),
            new("d_point", "double", "2", "point"),
            new("d_circle", "double", "3", "circle"),
            new("d_polygon", "double", "*", "polygon"),
        ],
        [
            ["1", "10.5 -20.25", "10.5 20.25 0.5", "10 10 12 10 12 12 10 12"],
        ]
    );

    /// <summary>A null in every column but the first.</summary>
    public static readonly UploadTable Nulls = new(
        [
            new("id", "int"),
            new("d_int", "int"),
            new("d_double", "double"),
            new("d_char", "char", "*"),
            new("d_long", "long"),
        ],
        [
            ["1", null, null, null, null],
            ["2", "5", "1.5", "text", "6"],
        ]
    );

    /// <summary>Names that are no regular identifiers of ADQL: with a blank, a reserved word, mixed case, a hyphen, a leading digit.</summary>
    public static readonly UploadTable OddNames = new(
        [
            new("id", "int"),
            new("with blank", "int"),
            new("select", "int"),
            new("MixedCase", "int"),
            new("2mass-id", "int"),
        ],
        [
            ["1", "2", "3", "4", "5"],
        ]
    );
}
