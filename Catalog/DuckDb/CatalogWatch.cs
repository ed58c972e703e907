namespace DataLab.Catalog.DuckDb;

/// <summary>Notices publications by other processes: by the stamp they leave, and now and then by looking at everything.</summary>
/// <remarks>
/// No FileSystemWatcher: inotify says nothing about what another machine does on a shared disk and needs a watch a folder.
/// The stamp costs one look a second; the full look finds folders that were copied or removed by hand.
/// </remarks>
internal static class CatalogWatch
{
    private static readonly TimeSpan FullLook = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled; never throws.</summary>
    /// <param name="stamp">What <see cref="Stamp"/> said before the folder was last read.</param>
    public static async Task RunAsync(
        CatalogFolder folder,
        (DateTime, long) stamp,
        TimeSpan every,
        Func<CancellationToken, Task> refresh,
        Action<string, Exception?>? onProblem,
        CancellationToken ct
    )
    {
        using var timer = new PeriodicTimer(every);
        var last = DateTime.UtcNow;
        var failing = false;
        while (true)
        {
            try
            {
                await timer.WaitForNextTickAsync(ct).ConfigureAwait(false);
                var now = Stamp(folder);
                if (now == stamp && DateTime.UtcNow - last < FullLook)
                    continue;
                (stamp, last) = (now, DateTime.UtcNow);
                await refresh(ct).ConfigureAwait(false);
                failing = false;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                if (!failing)
                    onProblem?.Invoke($"The catalogue's folder could not be looked at: {e.Message}", e);
                failing = true;
            }
        }
    }

    /// <summary>Differs after every publication.</summary>
    public static (DateTime, long) Stamp(CatalogFolder folder)
    {
        var file = new FileInfo(folder.StampPath);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
