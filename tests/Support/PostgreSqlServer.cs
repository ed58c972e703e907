using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;

namespace DataLab.Tests;

/// <summary>A PostgreSQL of the tests' own: a new cluster in a temporary folder, gone when disposed or when this process dies.</summary>
/// <remarks>Linked into every test project that needs it. The user <see cref="User"/> is superuser; TCP asks for the password.</remarks>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    public const string User = "postgres";
    public const string Password = "of-the-tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A shell between, which stops the server when its input ends: that happens with this process, however it ends. The server's
    /// number is the first line of its output.
    /// </summary>
    private const string Lifeline =
        "\"$@\" >>\"$0\" 2>&1 & server=$!; echo $server; (while read -r _; do :; done; kill -INT $server) <&3 >/dev/null 2>&1 & wait $server";

    private readonly string[] settings;
    private string[] around = [];
    private Process? shell;

    private PostgreSqlServer(string folder, int port, string[] settings) =>
        (Folder, Port, this.settings) = (folder, port, settings);

    /// <summary>Of the cluster, the log and the Unix socket.</summary>
    public string Folder { get; }

    public int Port { get; }

    /// <summary>Of the postmaster; zero while it is stopped.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Of the database <c>postgres</c>, over TCP, as the superuser.</summary>
    public string ConnectionString => ConnectionStringOf("postgres");

    /// <summary>Folder of the newest server of this machine: Debian's, or else whichever the path finds.</summary>
    private static string Binaries { get; } = FindBinaries();

    /// <summary>Makes a cluster (UTF-8, locale C) and starts it.</summary>
    /// <param name="settings">As in postgresql.conf, such as <c>max_connections=10</c>.</param>
    public static async Task<PostgreSqlServer> StartAsync(params string[] settings)
    {
        var server = new PostgreSqlServer(NewFolder(), FreePort(), settings);
        return await server.MakeAsync(server.InitialiseAsync);
    }

    /// <summary>Makes a cluster that has a disk of so many megabytes below its folder, as <see cref="SmallDisk"/>, that no other process sees.</summary>
    public static async Task<PostgreSqlServer> StartWithSmallDiskAsync(int megabytes, params string[] settings)
    {
        var server = new PostgreSqlServer(NewFolder(), FreePort(), settings);
        return await server.MakeAsync(async () =>
        {
            await server.InitialiseAsync();
            await RunAsync([.. AsUser, "--", "mkdir", server.SmallDisk]);
            // Only root of a namespace may mount, and only somebody else may run the server.
            server.around =
            [
                "unshare",
                .. Environment.IsPrivilegedProcess ? (string[])["--mount"] : ["--map-root-user", "--mount"],
                "sh",
                "-c",
                "mount -t tmpfs -o \"size=$1m,mode=700,uid=$(stat -c %u \"$2\")\" tmpfs \"$2\" && shift 2 && exec \"$@\"",
                "sh",
                string.Create(CultureInfo.InvariantCulture, $"{megabytes}"),
                server.SmallDisk,
                .. Environment.IsPrivilegedProcess ? (string[])[] : ["unshare", "--user", "--map-user=1000"],
            ];
        });
    }

    /// <summary>Makes a hot standby that streams from another cluster, as it is now and from then on.</summary>
    public static async Task<PostgreSqlServer> StartReplicaAsync(PostgreSqlServer primary, params string[] settings)
    {
        var server = new PostgreSqlServer(NewFolder(), FreePort(), settings);
        var source = string.Create(
            CultureInfo.InvariantCulture,
            $"host=127.0.0.1 port={primary.Port} user={User} password={Password}"
        );
        return await server.MakeAsync(() =>
            RunAsync([
                .. AsUser,
                .. (string[])["--", Path.Combine(Binaries, "pg_basebackup"), "-D", server.Data, "-d", source],
                .. (string[])["-R", "-X", "stream", "-c", "fast", "--no-sync"],
            ])
        );
    }

    /// <summary>Where the disk of <see cref="StartWithSmallDiskAsync"/> is.</summary>
    public string SmallDisk => Path.Combine(Folder, "small");

    private static string NewFolder() =>
        Path.Combine(Path.GetTempPath(), "datalab-pg-" + Guid.NewGuid().ToString("N")[..12]);

    /// <summary>Makes a cluster that is not started yet.</summary>
    public static async Task<PostgreSqlServer> CreateAsync(params string[] settings)
    {
        var server = new PostgreSqlServer(NewFolder(), FreePort(), settings);
        return await server.MakeAsync(server.InitialiseAsync, starts: false);
    }

    private async Task<PostgreSqlServer> MakeAsync(Func<Task> makeData, bool starts = true)
    {
        try
        {
            await RunAsync([
                "install",
                "-d",
                "-m",
                "700",
                .. Environment.IsPrivilegedProcess ? ["-o", User] : (string[])[],
                Folder,
            ]);
            await makeData();
            if (starts)
                await StartAgainAsync();
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task InitialiseAsync()
    {
        var password = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(password, Password);
        await RunAsync([
            .. AsUser,
            .. (string[])["--", Path.Combine(Binaries, "initdb"), "-D", Data, "-U", User, "-E", "UTF8"],
            .. (string[])["--locale=C", "-A", "trust", "--auth-host=scram-sha-256", "--no-sync", "--pwfile", password],
        ]);
    }

    /// <summary>Makes another cluster by copying this one, which is stopped.</summary>
    public async Task<PostgreSqlServer> CopyAsync(params string[] settings)
    {
        var copy = new PostgreSqlServer(NewFolder(), FreePort(), settings);
        await RunAsync(["cp", "-a", Folder, copy.Folder]);
        return copy;
    }

    /// <summary>Of another database, or as another user.</summary>
    public string ConnectionStringOf(string database, string user = User, string password = Password) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = user,
            Password = password,
        }.ToString();

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"CREATE DATABASE \"{name}\""));
        return ConnectionStringOf(name);
    }

    /// <summary>Runs statements as the superuser.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection outside any pool.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database = "postgres")
    {
        var connection = new NpgsqlConnection(ConnectionStringOf(database) + ";Pooling=false");
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stopped server on the same port and data.</summary>
    public async Task StartAgainAsync()
    {
        shell = Process.Start(
            new ProcessStartInfo(
                "/bin/sh",
                ["-c", "exec 3<&0; " + Lifeline, Log, .. around, .. AsUser, "--", .. PostgresCommand]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        ProcessId = int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var since = Stopwatch.StartNew();
        while (true)
            try
            {
                await using var connection = await OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!shell.HasExited && since.Elapsed < Patience)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException(
                    "PostgreSQL does not start: " + (File.Exists(Log) ? await File.ReadAllTextAsync(Log) : e.Message),
                    e
                );
            }
    }

    /// <summary>Stops the server: sessions are cut, the data are written (fast shutdown).</summary>
    public Task StopAsync() => EndAsync(2);

    /// <summary>Stops the server as a crash would: nothing is written, the next start recovers (immediate shutdown).</summary>
    public Task CrashAsync() => EndAsync(3);

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private string Data => Path.Combine(Folder, "data");

    private string Log => Path.Combine(Folder, "log");

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] AsUser =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=" + User, "--regid=" + User, "--clear-groups"] : ["env"];

    private IEnumerable<string> PostgresCommand => [Path.Combine(Binaries, "postgres"), "-D", Data, .. new[]
            {
                "listen_addresses=127.0.0.1",
                string.Create(CultureInfo.InvariantCulture, $"port={Port}"),
                "unix_socket_directories=" + Folder,
                // Only a power cut would show the difference.
                "fsync=off",
            }.Concat(settings).SelectMany(setting => new[] { "-c", setting })];

    private async Task EndAsync(int signal)
    {
        if (shell is not { } running)
            return;
        shell = null;
        if (!running.HasExited && ProcessId != 0)
            _ = Kill(ProcessId, signal);
        ProcessId = 0;
        using (running)
        using (var patience = new CancellationTokenSource(Patience))
        {
            await running.WaitForExitAsync(patience.Token);
            running.StandardInput.Close();
        }
    }

    private static string FindBinaries()
    {
        string[] folders =
        [
            .. Directory.Exists("/usr/lib/postgresql")
                ? Directory
                    .EnumerateDirectories("/usr/lib/postgresql")
                    .OrderByDescending(version => double.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
                    .Select(version => Path.Combine(version, "bin"))
                : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'),
        ];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException(
                "There is no PostgreSQL server here: install postgresql-15 (scripts/packages.sh)."
            );
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command[0]} failed: {await output}{errors}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
