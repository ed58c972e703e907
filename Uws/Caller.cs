namespace DataLab.Uws;

/// <summary>Who asks, as far as jobs are concerned.</summary>
/// <param name="OwnerId">Name of the signed-in user; null for everybody else.</param>
/// <param name="Session">Of an anonymous browser or client that sent our cookie back: its jobs are listed to it. Null without one.</param>
/// <param name="Address">Where the request came from; what fair share goes by when nothing better is known.</param>
public sealed record Caller(string? OwnerId, string? Session, string Address)
{
    /// <summary>Jobs with the same key share one user's portion.</summary>
    public string ShareKey => OwnerId is not null ? "u:" + OwnerId : "a:" + Address;
}
