using System.Collections.Immutable;

namespace DataLab.Formats.Tests.Tables;

/// <summary>A table with every datatype as scalar, array of two and array of any length, and rows of random values and nulls.</summary>
internal static class SampleTable
{
    private static readonly DataType[] Numbers =
    [
        DataType.Boolean,
        DataType.Bit,
        DataType.UnsignedByte,
        DataType.Short,
        DataType.Int,
        DataType.Long,
        DataType.Float,
        DataType.Double,
        DataType.FloatComplex,
        DataType.DoubleComplex,
    ];

    public static readonly TableDescription EveryType = new([
        .. Scalars(),
        .. Arrays(ArraySize.Of(2), "pair"),
        .. Arrays(ArraySize.Any, "many"),
        new Field("fixedtext", DataType.Char) { ArraySize = ArraySize.Of(8) },
        new Field("text", DataType.Char) { ArraySize = ArraySize.Any },
        new Field("bounded", DataType.Char) { ArraySize = ArraySize.Parse("20*") },
        new Field("unicode", DataType.UnicodeChar) { ArraySize = ArraySize.Any },
        new Field("fixedunicode", DataType.UnicodeChar) { ArraySize = ArraySize.Of(6) },
        new Field("names", DataType.Char) { ArraySize = ArraySize.Parse("8x*") },
        new Field("twonames", DataType.Char) { ArraySize = ArraySize.Parse("8x2") },
        new Field("uninames", DataType.UnicodeChar) { ArraySize = ArraySize.Parse("5x*") },
        new Field("matrix", DataType.Double) { ArraySize = ArraySize.Parse("2x3") },
    ])
    {
        Name = "sample",
    };

    /// <summary>Random rows; one cell in <paramref name="nullEvery"/> is null, none when it is 0.</summary>
    public static List<object?[]> Rows(ImmutableArray<Field> fields, int count, int nullEvery = 4)
    {
        var random = new Random(17);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    fields
                        .Select(field => nullEvery > 0 && random.Next(nullEvery) == 0 ? null : Cell(field, random))
                        .ToArray()
                ),
        ];
    }

    private static IEnumerable<Field> Scalars() => Numbers.Select(type => new Field($"one_{type}", type));

    private static IEnumerable<Field> Arrays(ArraySize size, string name) =>
        Numbers.Select(type => new Field($"{name}_{type}", type) { ArraySize = size });

    private static object Cell(Field field, Random random)
    {
        if (!field.IsList)
            return field.IsText ? Text(field, random) : Number(field.DataType, random);
        var length = field.ArraySize is { } size
            ? size.FixedLength
                ?? random.Next(1, 6) * size.Dimensions.Take(size.Dimensions.Length - 1).Aggregate(1, (a, b) => a * b)
            : 1;
        if (field.DataType is DataType.Char or DataType.UnicodeChar)
        {
            var strings = length / field.ArraySize!.Dimensions[0];
            return Enumerable.Range(0, strings).Select(_ => (object?)Text(field, random)).ToArray();
        }
        var perNumber = field.DataType is DataType.FloatComplex or DataType.DoubleComplex ? 2 : 1;
        return Enumerable.Range(0, length * perNumber).Select(_ => (object?)Number(field.DataType, random)).ToArray();
    }

    private static object Number(DataType type, Random random) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => random.Next(2) == 1,
            DataType.UnsignedByte => (byte)random.Next(255),
            DataType.Short => (short)random.Next(short.MinValue + 1, short.MaxValue),
            DataType.Int => random.Next(int.MinValue + 1, int.MaxValue),
            DataType.Long => random.NextInt64(long.MinValue + 1, long.MaxValue),
            DataType.Float or DataType.FloatComplex => (float)(random.NextDouble() * 1e5),
            _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)),
        };

    private static string Text(Field field, Random random)
    {
        var alphabet = field.DataType == DataType.UnicodeChar ? "aé×☉zß" : "abcXYZ<&>\"'7";
        var longest = field.ArraySize!.Dimensions[0] is > 0 and var bound ? bound : 30;
        return new string([
            .. Enumerable.Range(0, random.Next(1, longest + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]),
        ]);
    }
}
