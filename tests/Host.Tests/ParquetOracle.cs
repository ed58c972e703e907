using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace DataLab.Host.Tests;

/// <summary>Reads a Parquet file with a library that the program does not use, for comparison.</summary>
internal static class ParquetOracle
{
    /// <summary>One JSON object a row; nulls and NaN as null. Flat files only.</summary>
    public static async Task WriteJsonLinesAsync(string parquet, string json)
    {
        await using var reader = await ParquetReader.CreateAsync(parquet);
        var fields = reader.Schema.GetDataFields();
        await using var output = File.Create(json);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var count = (int)rows.RowCount;
            var columns = new List<object?[]>();
            foreach (var field in fields)
                columns.Add(await ReadAsync(rows, field, count));
            for (var row = 0; row < count; row++)
            {
                var line = new Dictionary<string, object?>();
                for (var column = 0; column < fields.Length; column++)
                    line[fields[column].Name] = columns[column][row];
                await JsonSerializer.SerializeAsync(output, line);
                output.WriteByte((byte)'\n');
            }
        }
    }

    private static async Task<object?[]> ReadAsync(ParquetRowGroupReader rows, DataField field, int count)
    {
        if (field.ClrType == typeof(string))
        {
            var text = new string?[count];
            await rows.ReadAsync(field, text.AsMemory()!);
            return text;
        }
        return field.ClrType switch
        {
            { } t when t == typeof(ReadOnlyMemory<char>) => (
                await NumbersAsync<ReadOnlyMemory<char>>(rows, field, count)
            )
                .Select(text => text?.ToString())
                .ToArray(),
            { } t when t == typeof(double) => (await NumbersAsync<double>(rows, field, count))
                .Select(NanIsNull)
                .ToArray(),
            { } t when t == typeof(float) => (await NumbersAsync<float>(rows, field, count))
                .Select(NanIsNull)
                .ToArray(),
            { } t when t == typeof(long) => await NumbersAsync<long>(rows, field, count),
            { } t when t == typeof(int) => await NumbersAsync<int>(rows, field, count),
            { } t when t == typeof(short) => await NumbersAsync<short>(rows, field, count),
            { } t when t == typeof(sbyte) => await NumbersAsync<sbyte>(rows, field, count),
            { } t when t == typeof(byte) => await NumbersAsync<byte>(rows, field, count),
            { } t when t == typeof(bool) => await NumbersAsync<bool>(rows, field, count),
            var other => throw new NotSupportedException($"{field.Name}: {other}"),
        };
    }

    private static async Task<object?[]> NumbersAsync<T>(ParquetRowGroupReader rows, DataField field, int count)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var values = new T[count];
            await rows.ReadAsync(field, values.AsMemory());
            return values.Select(v => (object?)v).ToArray();
        }
        var nullable = new T?[count];
        await rows.ReadAsync(field, nullable.AsMemory());
        return nullable.Select(v => (object?)v).ToArray();
    }

    // A float keeps its own shortest text as a double would spell it; Python compares values, so widen exactly.
    private static object? NanIsNull(object? value) =>
        value switch
        {
            double d when double.IsNaN(d) => null,
            float f when float.IsNaN(f) => null,
            float f => (double)f,
            _ => value,
        };
}
