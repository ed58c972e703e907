namespace DataLab.Adql.Semantics;

/// <summary>What can be done with a value (ADQL 2.1 §3 Type system); numbers in the order of widening.</summary>
internal enum Kind
{
    /// <summary>Not known, because no schema was given or because an error was reported already: goes with everything.</summary>
    Unknown,

    /// <summary>The literal NULL: goes with everything.</summary>
    Null,
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    Boolean,
    Text,
    Timestamp,
    Point,
    Circle,
    Polygon,

    /// <summary>A region as text: STC-S, DALI shapes or a coverage map; which of them is only known row by row (<c>s_region</c>).</summary>
    Region,

    /// <summary>Arrays, intervals, CLOBs and BLOBs: may be selected, but nothing operates on them (§3.1.2, §3.3.2, §3.4.2).</summary>
    Opaque,
}

/// <summary>Type of a value: what ADQL can do with it, and how a VOTable describes it.</summary>
internal sealed record AdqlType(Kind Kind, ColumnType Column)
{
    public static readonly AdqlType Unknown = new(Kind.Unknown, new ColumnType("char", "*"));
    public static readonly AdqlType Null = new(Kind.Null, new ColumnType("char", "*"));
    public static readonly AdqlType Boolean = new(Kind.Boolean, new ColumnType("boolean"));
    public static readonly AdqlType Short = new(Kind.Short, new ColumnType("short"));
    public static readonly AdqlType Int = new(Kind.Int, new ColumnType("int"));
    public static readonly AdqlType Long = new(Kind.Long, new ColumnType("long"));
    public static readonly AdqlType Float = new(Kind.Float, new ColumnType("float"));
    public static readonly AdqlType Double = new(Kind.Double, new ColumnType("double"));
    public static readonly AdqlType Text = new(Kind.Text, new ColumnType("char", "*"));
    public static readonly AdqlType UnicodeText = new(Kind.Text, new ColumnType("unicodeChar", "*"));
    public static readonly AdqlType Timestamp = new(Kind.Timestamp, new ColumnType("char", "*", "timestamp"));
    public static readonly AdqlType Point = new(Kind.Point, new ColumnType("double", "2", "point"));
    public static readonly AdqlType Circle = new(Kind.Circle, new ColumnType("double", "3", "circle"));
    public static readonly AdqlType Polygon = new(Kind.Polygon, new ColumnType("double", "*", "polygon"));

    public static readonly AdqlType Region = new(Kind.Region, new ColumnType("char", "*", "adql:REGION"));
    public static readonly AdqlType Moc = new(Kind.Region, new ColumnType("char", "*", "moc"));

    public bool IsNumber => Kind is >= Kind.Byte and <= Kind.Double;

    public bool IsWhole => Kind is >= Kind.Byte and <= Kind.Long;

    /// <summary>Goes with every type.</summary>
    public bool IsOpen => Kind is Kind.Unknown or Kind.Null;

    public bool IsShape => Kind is Kind.Point or Kind.Circle or Kind.Polygon or Kind.Region;

    public static AdqlType Of(ColumnType column) => new(KindOf(column), column);

    /// <summary>In words, for messages.</summary>
    public override string ToString() =>
        Kind switch
        {
            Kind.Unknown or Kind.Null => "a value",
            Kind.Byte or Kind.Short or Kind.Int or Kind.Long => "a whole number",
            Kind.Float or Kind.Double => "a number",
            Kind.Boolean => "a boolean",
            Kind.Text => "a text",
            Kind.Timestamp => "a timestamp",
            Kind.Point => "a point",
            Kind.Circle => "a circle",
            Kind.Polygon => "a polygon",
            Kind.Region => "a region",
            _ => "an array",
        };

    /// <summary>An array of numbers, or of texts of a length (<c>char 8x*</c>); no shape.</summary>
    public bool IsArray => IsArrayOfNumbers || Kind == Kind.Opaque && IsArrayOfTexts;

    public bool IsArrayOfNumbers =>
        Kind == Kind.Opaque
        && Column.ArraySize is not null
        && Column.DataType is "unsignedByte" or "short" or "int" or "long" or "float" or "double";

    private bool IsArrayOfTexts =>
        Column.DataType is "char" or "unicodeChar"
        && Column.ArraySize?.Count(letter => letter == 'x') == 1
        && !Column.ArraySize.StartsWith('*');

    /// <summary>Of one element of an array.</summary>
    public AdqlType Element =>
        Of(new ColumnType(Column.DataType, IsArrayOfTexts ? Column.ArraySize!.Split('x')[0] + "*" : null));

    /// <summary>An array of so many elements as there are.</summary>
    public AdqlType Some =>
        new(
            Kind.Opaque,
            new ColumnType(Column.DataType, IsArrayOfTexts ? Column.ArraySize!.Split('x')[0] + "x*" : "*")
        );

    /// <summary>An array of such values; null where a VOTable has none: of shapes, and of texts whose length is not known.</summary>
    public AdqlType? Array =>
        IsNumber || Kind == Kind.Boolean ? new(Kind.Opaque, new ColumnType(Column.DataType, "*"))
        : Kind == Kind.Text && Column.ArraySize?.TrimEnd('*') is { Length: > 0 } length
            ? new(Kind.Opaque, new ColumnType(Column.DataType, length + "x*"))
        : null;

    private static Kind KindOf(ColumnType column)
    {
        var xtype = column.XType?.ToUpperInvariant();
        switch (xtype)
        {
            case "POINT" or "ADQL:POINT":
                return Kind.Point;
            case "CIRCLE":
                return Kind.Circle;
            case "POLYGON":
                return Kind.Polygon;
            case "ADQL:REGION" or "REGION" or "SHAPE" or "MULTISHAPE" or "MOC":
                return column.DataType is "char" or "unicodeChar" ? Kind.Region : Kind.Opaque;
            case "ADQL:CLOB" or "ADQL:BLOB" or "CLOB" or "BLOB" or "INTERVAL":
                return Kind.Opaque;
        }
        if (column.DataType is "char" or "unicodeChar")
            return column.ArraySize?.Contains('x', StringComparison.Ordinal) == true ? Kind.Opaque
                : xtype is "TIMESTAMP" or "ADQL:TIMESTAMP" ? Kind.Timestamp
                : Kind.Text;
        if (column.ArraySize is not null)
            return Kind.Opaque;
        return column.DataType switch
        {
            // BIT is a number of one digit in ADQL (§3.1.1); engines keep it as a boolean.
            "boolean" or "bit" => Kind.Boolean,
            "unsignedByte" => Kind.Byte,
            "short" => Kind.Short,
            "int" => Kind.Int,
            "long" => Kind.Long,
            "float" => Kind.Float,
            "double" => Kind.Double,
            _ => Kind.Opaque,
        };
    }

    /// <summary>Result of + - * between numbers: the wider of both, at least INTEGER so that small types do not overflow.</summary>
    public static AdqlType Arithmetic(AdqlType left, AdqlType right) =>
        Number((Kind)Math.Max((int)Kind.Int, Math.Max((int)AsNumber(left), (int)AsNumber(right))));

    /// <summary>The type that holds the values of both; null when there is none. Used by COALESCE, IN and the set operators.</summary>
    public static AdqlType? Common(AdqlType left, AdqlType right)
    {
        if (left.IsOpen)
            return right.IsOpen ? left : right;
        if (right.IsOpen || left.Column == right.Column)
            return left;
        if (left.IsNumber && right.IsNumber)
            return left.Kind >= right.Kind ? left : right;
        if (left.Kind != right.Kind || left.Kind == Kind.Opaque)
            return null;
        var unicode = left.Column.DataType == "unicodeChar" || right.Column.DataType == "unicodeChar";
        return left.Kind == Kind.Text ? (unicode ? UnicodeText : Text) : left;
    }

    private static Kind AsNumber(AdqlType type) => type.IsNumber ? type.Kind : Kind.Int;

    private static AdqlType Number(Kind kind) =>
        kind switch
        {
            Kind.Int => Int,
            Kind.Long => Long,
            Kind.Float => Float,
            _ => Double,
        };
}
