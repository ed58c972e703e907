using System.Text;
using System.Text.Json;

namespace DataLab.Host.Configuring;

/// <summary>What a value in the file is.</summary>
internal enum ConfigKind
{
    Text,
    Number,
    Truth,
    Null,
    List,
    Object,
}

/// <summary>A member of a configuration file with its place.</summary>
/// <param name="Path">Names from the outermost in; a name with colons counts as several, as the platform reads it.</param>
/// <param name="Value">Of a simple value, as written; null for lists and objects.</param>
/// <param name="Line">Of the name (of the value in a list), from 1.</param>
/// <param name="Column">Likewise, in characters, from 1.</param>
internal sealed record ConfigMember(string[] Path, ConfigKind Kind, string? Value, int Line, int Column)
{
    /// <summary>Number in the list; null for what has a name.</summary>
    public int? Index { get; init; }
    public string Name => string.Join(':', Path);
}

/// <summary>A configuration file read for its places: JSON, with comments and trailing commas as the platform allows them.</summary>
internal sealed class ConfigFile
{
    private readonly byte[] bytes;
    private readonly List<ConfigMember> members = [];

    private ConfigFile(byte[] bytes) => this.bytes = bytes;

    public IReadOnlyList<ConfigMember> Members => members;

    /// <exception cref="JsonException">It is not JSON; with line and column, both from 0.</exception>
    public static ConfigFile Parse(byte[] bytes)
    {
        var isMarked = bytes.AsSpan().StartsWith("\uFEFF"u8);
        var file = new ConfigFile(isMarked ? bytes[3..] : bytes);
        var reader = new Utf8JsonReader(
            file.bytes,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The file has to hold one object: { ... }.", null, 0, 0);
        file.ReadObject(ref reader, []);
        // Whatever follows is an error.
        while (reader.Read()) { }
        return file;
    }

    private void ReadObject(ref Utf8JsonReader reader, string[] path)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (line, column) = Place(reader.TokenStartIndex);
            string[] inner = [.. path, .. reader.GetString()!.Split(':')];
            reader.Read();
            ReadValue(ref reader, inner, line, column, null);
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, string[] path, int line, int column, int? index)
    {
        var kind = reader.TokenType switch
        {
            JsonTokenType.String => ConfigKind.Text,
            JsonTokenType.Number => ConfigKind.Number,
            JsonTokenType.True or JsonTokenType.False => ConfigKind.Truth,
            JsonTokenType.Null => ConfigKind.Null,
            JsonTokenType.StartArray => ConfigKind.List,
            _ => ConfigKind.Object,
        };
        var value = kind switch
        {
            ConfigKind.Text => reader.GetString(),
            ConfigKind.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            ConfigKind.Truth => reader.GetBoolean() ? "true" : "false",
            _ => null,
        };
        members.Add(new ConfigMember(path, kind, value, line, column) { Index = index });
        if (kind is ConfigKind.Object)
            ReadObject(ref reader, path);
        else if (kind is ConfigKind.List)
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                var (itemLine, itemColumn) = Place(reader.TokenStartIndex);
                ReadValue(ref reader, path, itemLine, itemColumn, i);
            }
    }

    private (int Line, int Column) Place(long offset)
    {
        var before = bytes.AsSpan(0, (int)offset);
        var start = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }
}
