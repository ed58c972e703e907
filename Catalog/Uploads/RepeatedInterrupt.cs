using DataLab.Catalog.DuckDb;

namespace DataLab.Catalog.Uploads;

/// <summary>Once the token is cancelled, makes what runs on a connection fail, until disposed.</summary>
/// <remarks>Again and again, since an interrupt is lost that comes just before the engine starts to compute.</remarks>
internal sealed class RepeatedInterrupt : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(25);

    private readonly Lock gate = new();
    private readonly EngineConnection connection;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool over;

    public RepeatedInterrupt(EngineConnection connection, CancellationToken token)
    {
        this.connection = connection;
        registration = token.Register(Start);
    }

    private void Start()
    {
        lock (gate)
        {
            if (!over)
                timer = new Timer(_ => Interrupt(), null, TimeSpan.Zero, Every);
        }
    }

    private void Interrupt()
    {
        lock (gate)
        {
            if (!over)
                connection.Interrupt();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            over = true;
            timer?.Dispose();
        }
        registration.Dispose();
    }
}
