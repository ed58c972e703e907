using System.Runtime.InteropServices;

namespace DataLab.Catalog;

/// <summary>Threads for work that nobody waits for: they give way whenever somebody at the other end of the line needs the processor.</summary>
/// <remarks>
/// On Linux every thread has a nice value of its own, and threads that it starts inherit it: an engine that is made on such a
/// thread computes on such threads. .NET's own priorities do nothing there.
/// </remarks>
public static partial class BatchThread
{
    /// <summary>The lowest priority that still gets a share, about a seventieth of an interactive thread's: where they compete for a
    /// processor jobs crawl, but never starve.</summary>
    private const int Nice = 19;

    /// <summary>Name of the thread that makes things; native threads started on it are called the same.</summary>
    internal const string Starter = "batch engine";

    public static Thread Start(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            GiveWay();
            body();
        })
        {
            IsBackground = true,
            Name = name,
        };
        if (!OperatingSystem.IsLinux())
            thread.Priority = ThreadPriority.BelowNormal;
        thread.Start();
        return thread;
    }

    /// <summary>Makes something on such a thread, so that the native threads it starts are such threads, too.</summary>
    public static T Make<T>(Func<T> make)
    {
        var made = new TaskCompletionSource<T>();
        Start(
                Starter,
                () =>
                {
                    try
                    {
                        made.SetResult(make());
                    }
                    catch (Exception e)
                    {
                        made.SetException(e);
                    }
                }
            )
            .Join();
        return made.Task.GetAwaiter().GetResult();
    }

    /// <summary>Lowers the calling thread, for good. A kernel that refuses leaves it as it is: slower for others, still right.</summary>
    private static void GiveWay()
    {
        const int thisThread = 0;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(which: 0, thisThread, Nice);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int value);
}
