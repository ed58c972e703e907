using DataLab.Formats;
using DataLab.State;

namespace DataLab.Sia.Store;

/// <summary>Failures of the state store in a user's words.</summary>
internal static class StoreFaults
{
    public static ServiceException Told(StateException e) =>
        e.Problem switch
        {
            StateProblem.Away or StateProblem.InDoubt or StateProblem.Locked or StateProblem.Full => new(
                ErrorKind.ServiceUnavailable,
                "The list of images cannot be reached at the moment; please try again in a while.",
                e
            )
            {
                RetryAfter = TimeSpan.FromSeconds(e.Problem == StateProblem.Full ? 300 : 5),
            },
            _ => new(ErrorKind.Fault, "The list of images cannot be reached.", e),
        };
}
