using System.Collections.Immutable;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws;

/// <summary>Where a job stands (UWS 1.1 §2.1.3 Execution Phase).</summary>
public enum ExecutionPhase
{
    /// <summary>Accepted, not yet committed for execution: waits for the client's PHASE=RUN.</summary>
    Pending,
    Queued,
    Executing,
    Completed,
    Error,
    Aborted,

    /// <summary>The service cannot tell.</summary>
    Unknown,

    /// <summary>Not executing now; needs another PHASE=RUN by the client.</summary>
    Held,

    /// <summary>Interrupted by the service, which goes on with it by itself.</summary>
    Suspended,

    /// <summary>The results are gone, the metadata are kept; listed only when asked for.</summary>
    Archived,
}

public static class ExecutionPhases
{
    private static readonly ImmutableArray<string> Names =
    [
        .. Enum.GetValues<ExecutionPhase>().Select(phase => phase.ToString().ToUpperInvariant()),
    ];

    /// <summary>Whether a client may still expect a change: WAIT blocks only in these (UWS 1.1 §2.2.1.1).</summary>
    public static bool IsActive(this ExecutionPhase phase) => phase is Pending or Queued or Executing;

    public static bool IsFinal(this ExecutionPhase phase) => phase is Completed or Error or Aborted or Archived;

    /// <summary>The steps of UWS 1.1 §2.1.3, figure 2, and of its text.</summary>
    public static bool CanBecome(this ExecutionPhase now, ExecutionPhase next) =>
        (now, next) switch
        {
            (Pending, Queued or Held or Aborted or Error) => true,
            (Queued, Executing or Aborted or Error or Held) => true,
            // Back to the queue: the server went down and another run starts from the beginning.
            (Executing, Completed or Error or Aborted or Suspended or Held or Queued) => true,
            (Held or Suspended, Queued or Executing or Aborted or Error) => true,
            (Completed or Error or Aborted, Archived) => true,
            _ => false,
        };

    /// <summary>As documents and parameters spell it: <c>EXECUTING</c>.</summary>
    public static string ToWire(this ExecutionPhase phase) => Names[(int)phase];

    /// <summary>The phase of a name that <see cref="ToWire"/> gave.</summary>
    public static ExecutionPhase OfWire(string name) =>
        Names.IndexOf(name) is >= 0 and var phase
            ? (ExecutionPhase)phase
            : throw new FormatException($"\"{name}\" is no phase of a job.");

    public static bool TryParse(string text, out ExecutionPhase phase) =>
        // Enum.TryParse also takes numbers and lists.
        Enum.TryParse(text, ignoreCase: true, out phase)
        && text.All(char.IsAsciiLetter)
        && Enum.IsDefined(phase);
}
