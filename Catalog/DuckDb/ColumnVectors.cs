using DataLab.Formats;

namespace DataLab.Catalog.DuckDb;

/// <summary>Copies between vectors of the same shape, cell by cell.</summary>
internal static class ColumnVectors
{
    public static ColumnVector Like(ColumnVector vector) =>
        vector switch
        {
            ValueVector<bool> => new ValueVector<bool>(),
            ValueVector<byte> => new ValueVector<byte>(),
            ValueVector<short> => new ValueVector<short>(),
            ValueVector<int> => new ValueVector<int>(),
            ValueVector<long> => new ValueVector<long>(),
            ValueVector<float> => new ValueVector<float>(),
            ValueVector<double> => new ValueVector<double>(),
            _ => new TextVector(),
        };

    public static void Append(ColumnVector target, ColumnVector source, int start, int length)
    {
        switch (target)
        {
            case ValueVector<bool> to:
                Append(to, (ValueVector<bool>)source, start, length);
                break;
            case ValueVector<byte> to:
                Append(to, (ValueVector<byte>)source, start, length);
                break;
            case ValueVector<short> to:
                Append(to, (ValueVector<short>)source, start, length);
                break;
            case ValueVector<int> to:
                Append(to, (ValueVector<int>)source, start, length);
                break;
            case ValueVector<long> to:
                Append(to, (ValueVector<long>)source, start, length);
                break;
            case ValueVector<float> to:
                Append(to, (ValueVector<float>)source, start, length);
                break;
            case ValueVector<double> to:
                Append(to, (ValueVector<double>)source, start, length);
                break;
            case TextVector to:
                var texts = (TextVector)source;
                for (var i = start; i < start + length; i++)
                {
                    if (texts.IsNull(i))
                        to.AppendNull();
                    else
                        to.Append(texts[i]);
                }
                break;
        }
    }

    private static void Append<T>(ValueVector<T> target, ValueVector<T> source, int start, int length)
        where T : unmanaged
    {
        for (var i = start; i < start + length; i++)
        {
            if (source.IsNull(i))
                target.AppendNull();
            else
                target.Append(source.Values[i]);
        }
    }
}
