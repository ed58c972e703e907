namespace DataLab.Formats.Tests.Tables;

/// <summary>
/// A table that a seed decides: some columns of any type, named with any characters, and rows with nulls, null elements, empty
/// strings and lists, the ends of every integer and the numbers that are none.
/// </summary>
internal sealed class RandomTable
{
    private static readonly string[] Names = ["ra", "größe", "a.b", "a b\"c", "Ωm", "x'y", "1st", "\t", "🌌", "list"];
    private static readonly string[] Strings = ["", "a", "é☉𝛼", "NULL", "two\nlines", "\"q\"", new string('z', 300)];

    private readonly Random random;

    public RandomTable(int seed)
    {
        random = new Random(seed);
        var fields = SampleTable.EveryType.Fields.Where(_ => random.Next(4) == 0).ToList();
        if (fields.Count == 0)
            fields.Add(SampleTable.EveryType.Fields[random.Next(SampleTable.EveryType.Fields.Length)]);
        Description = new TableDescription([
            .. fields.Select((field, i) => field with { Name = Names[random.Next(Names.Length)] + i }),
        ]);
        Rows = [.. Enumerable.Range(0, random.Next(400)).Select(_ => Row())];
        BatchRows = random.Next(1, 150);
    }

    public TableDescription Description { get; }

    public List<object?[]> Rows { get; }

    public int BatchRows { get; }

    public RowSource Source => new ListSource(Description, Rows, BatchRows);

    private object?[] Row() => [.. Description.Fields.Select(Cell)];

    private object? Cell(Field field)
    {
        if (random.Next(5) == 0)
            return null;
        if (!field.IsList)
            return Element(field.DataType);
        var isComplex = field.DataType is DataType.FloatComplex or DataType.DoubleComplex;
        var length = Length(field.ArraySize, field) * (isComplex ? 2 : 1);
        return Enumerable
            .Range(0, length)
            .Select(_ => random.Next(6) == 0 && !isComplex ? null : Element(field.DataType))
            .ToArray();
    }

    private int Length(ArraySize? size, Field field) =>
        size is null ? 1
        : field.DataType is DataType.Char or DataType.UnicodeChar ? random.Next(4)
        : size.FixedLength ?? random.Next(5);

    private object Element(DataType type) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => random.Next(2) == 1,
            DataType.UnsignedByte => One<byte>(0, 255, (byte)random.Next(256)),
            DataType.Short => One<short>(short.MinValue, short.MaxValue, (short)random.Next(100)),
            DataType.Int => One(int.MinValue, int.MaxValue, random.Next()),
            DataType.Long => One(long.MinValue, long.MaxValue, random.NextInt64()),
            DataType.Float or DataType.FloatComplex => One(float.NaN, float.NegativeInfinity, random.NextSingle()),
            DataType.Double or DataType.DoubleComplex => One(double.NaN, double.Epsilon, random.NextDouble()),
            _ => Strings[random.Next(Strings.Length)],
        };

    private T One<T>(T a, T b, T other) =>
        random.Next(5) switch
        {
            0 => a,
            1 => b,
            _ => other,
        };
}
