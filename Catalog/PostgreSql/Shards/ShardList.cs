using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>The servers that tables are spread over, as a file of JSON names them (docs/scaling.md).</summary>
public sealed partial record ShardList(ImmutableArray<Shard> Shards)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Options of a server that are not the file's to choose: they come from elsewhere, or keep shards from being written to.</summary>
    private static readonly string[] OwnOptions = ["user", "password", "options", "updatable", "truncatable"];

    /// <exception cref="ServiceException">UsageError: the file, or a password file, cannot be read or says what cannot be.</exception>
    public static ShardList Load(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            var written = JsonSerializer.Deserialize<Written>(File.ReadAllText(path), Options);
            return new ShardList(Read(written?.Shards ?? [], name, Path.GetDirectoryName(Path.GetFullPath(path))!));
        }
        catch (JsonException e)
        {
            throw new ServiceException(
                ErrorKind.UsageError,
                $"{name}, line {e.LineNumber + 1}: this is not a list of shards: {e.Message}",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorKind.UsageError, $"{name} cannot be read: {e.Message}", e);
        }
    }

    private static ImmutableArray<Shard> Read(WrittenShard[] written, string file, string folder)
    {
        ServiceException Wrong(string what) => new(ErrorKind.UsageError, $"{file}: {what}");
        if (written.Length == 0)
            throw Wrong("it names no shards; it looks like {\"Shards\": [{\"Name\": \"one\", …}]}.");
        var shards = ImmutableArray.CreateBuilder<Shard>();
        foreach (var shard in written)
        {
            if (shard.Name is not { } name || !PlainName.IsMatch(name))
                throw Wrong(
                    $"the name of a shard is \"{shard.Name}\"; it has to be 1 to 40 lower case letters, digits and _."
                );
            if (shards.Any(other => other.Name == name))
                throw Wrong($"two shards are called {name}.");
            if (string.IsNullOrWhiteSpace(shard.Connection) || string.IsNullOrWhiteSpace(shard.User))
                throw Wrong(
                    $"the shard {name} needs \"Connection\", by which this command reaches it, and \"User\", the role that queries read with."
                );
            foreach (var option in shard.Server.Keys)
                if (OwnOptions.Contains(option) || !PlainName.IsMatch(option))
                    throw Wrong($"\"Server\" of the shard {name} may not have \"{option}\".");
            shards.Add(
                new Shard(name, shard.Connection, shard.User)
                {
                    Password = shard.PasswordFile is null
                        ? null
                        : File.ReadAllText(Path.Combine(folder, shard.PasswordFile)).TrimEnd('\r', '\n'),
                    Server = shard.Server.ToImmutableSortedDictionary(StringComparer.Ordinal),
                }
            );
        }
        return shards.ToImmutable();
    }

    [GeneratedRegex("^[a-z0-9_]{1,40}$")]
    private static partial Regex PlainName { get; }

    private sealed record Written(WrittenShard[]? Shards);

    private sealed record WrittenShard
    {
        public string? Name { get; init; }
        public string? Connection { get; init; }
        public string? User { get; init; }
        public string? PasswordFile { get; init; }
        public Dictionary<string, string> Server { get; init; } = [];
    }
}

/// <summary>One server with a part of every table that is spread over several.</summary>
/// <param name="Name">For the coordinator: lower case letters, digits and _.</param>
/// <param name="Connection">Npgsql's connection string, by which an ingest reaches it, of the role that owns the tables there.</param>
/// <param name="User">Role on it that queries read with.</param>
public sealed record Shard(string Name, string Connection, string User)
{
    /// <summary>Of <see cref="User"/>; null where it needs none.</summary>
    public string? Password { get; init; }

    /// <summary>Options of postgres_fdw and libpq that go over what is taken from <see cref="Connection"/>, such as the host as the
    /// coordinator sees it.</summary>
    public ImmutableSortedDictionary<string, string> Server { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Without the connection string and the password.</summary>
    public override string ToString() => Name;
}
