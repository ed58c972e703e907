using System.Collections.Immutable;
using ParquetSharp;
using ParquetSharp.Schema;

namespace DataLab.Formats.Parquet;

/// <summary>Fields as columns of a Parquet file: names, types, encodings.</summary>
internal static class ParquetSchema
{
    /// <summary>A column whose values repeat so much in a sample is written with a dictionary: one value in so many is new.</summary>
    private const int Repeats = 8;

    /// <summary>The fields with names that a file may have: readers find columns by name, so none is empty and none occurs twice.</summary>
    public static ImmutableArray<Field> Columns(ImmutableArray<Field> fields)
    {
        var names = fields.Select(field => field.Name).ToArray();
        if (names.Distinct(StringComparer.Ordinal).Count() == names.Length && !names.Contains(""))
            return fields;
        return [.. fields.Zip(ColumnNames.Mend(names), (field, name) => field with { Name = name })];
    }

    public static GroupNode Of(ImmutableArray<Field> fields)
    {
        var columns = fields.Select(Column).ToArray();
        try
        {
            return new GroupNode("schema", Repetition.Required, columns);
        }
        finally
        {
            foreach (var column in columns)
                column.Dispose();
        }
    }

    private static Node Column(Field field)
    {
        if (!field.IsList)
            return Element(field.DataType, field.Name);
        // The three levels of the format's LIST: the cell, its repetition, the element; the cell and the element may be null.
        using var element = Element(field.DataType, "element");
        using var repetition = new GroupNode("list", Repetition.Repeated, [element]);
        using var list = LogicalType.List();
        return new GroupNode(field.Name, Repetition.Optional, [repetition], list);
    }

    private static PrimitiveNode Element(DataType type, string name)
    {
        var (physical, logical) = type switch
        {
            DataType.Boolean or DataType.Bit => (PhysicalType.Boolean, LogicalType.None()),
            DataType.UnsignedByte => (PhysicalType.Int32, LogicalType.Int(8, isSigned: false)),
            DataType.Short => (PhysicalType.Int32, LogicalType.Int(16, isSigned: true)),
            DataType.Int => (PhysicalType.Int32, LogicalType.None()),
            DataType.Long => (PhysicalType.Int64, LogicalType.None()),
            DataType.Float or DataType.FloatComplex => (PhysicalType.Float, LogicalType.None()),
            DataType.Double or DataType.DoubleComplex => (PhysicalType.Double, LogicalType.None()),
            _ => (PhysicalType.ByteArray, LogicalType.String()),
        };
        using (logical)
            return new PrimitiveNode(name, Repetition.Optional, logical, physical);
    }

    /// <summary>Snappy pages, since every reader has Snappy; dictionaries where a sample says that they pay.</summary>
    public static WriterProperties Properties(ImmutableArray<Field> fields, RowBatch? sample)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Snappy).DisableDictionary();
        for (var i = 0; i < fields.Length && sample is not null; i++)
        {
            if (!fields[i].IsList && DistinctValues.Count(sample.Columns[i]) <= sample.Count / Repeats)
                builder.EnableDictionary(fields[i].Name);
        }
        return builder.Build();
    }
}
