using DataLab.Formats.Tests.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests.VoTable;

/// <summary>Broken documents end as <see cref="TableFormatException"/> or are read, whatever is broken, and soon.</summary>
public sealed class VoTableFuzzTests
{
    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    public async Task Truncated_documents_are_faults(VoTableSerialization serialization)
    {
        var whole = await DocumentAsync(serialization);
        // Up to the last ">" nothing can be missed.
        for (var length = 0; length < whole.Length - 2; length += 1 + length % 13)
            Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(whole[..length]), $"{length} bytes");
    }

    [TestCase(VoTableSerialization.TableData)]
    [TestCase(VoTableSerialization.Binary)]
    [TestCase(VoTableSerialization.Binary2)]
    [CancelAfter(60_000)]
    public async Task Mutated_documents_are_read_or_are_faults(VoTableSerialization serialization)
    {
        var whole = await DocumentAsync(serialization);
        var random = new Random(23);
        for (var round = 0; round < 1500; round++)
        {
            var broken = Mutate(whole, random);
            try
            {
                await ReadAsync(broken);
            }
            catch (TableFormatException)
            {
                // What it should be.
            }
        }
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var broken = whole.ToList();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var at = random.Next(broken.Count);
            switch (random.Next(4))
            {
                case 0:
                    broken[at] = (byte)random.Next(256);
                    break;
                case 1:
                    broken.RemoveRange(at, Math.Min(random.Next(1, 20), broken.Count - at));
                    break;
                case 2:
                    broken.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    broken.InsertRange(at, broken.GetRange(at, Math.Min(random.Next(1, 60), broken.Count - at)));
                    break;
            }
        }
        return [.. broken];
    }

    private static async Task ReadAsync(byte[] document)
    {
        await using var reader = VoTableReader.Open(new MemoryStream(document));
        await TableText.LinesAsync(reader);
    }

    private static async Task<byte[]> DocumentAsync(VoTableSerialization serialization)
    {
        var table = SampleTable.EveryType;
        var rows = SampleTable.Rows(table.Fields, 4);
        return await TableText.BytesAsync(new VoTableFormat(serialization), new ListSource(table, rows));
    }
}
