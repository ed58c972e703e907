using DataLab.Formats;

namespace DataLab.Sia.Soda;

/// <summary>Errors as text that begins with their name (SODA 1.0 §4.3).</summary>
internal static class SodaErrors
{
    /// <summary>What a piece without pixels is told by, where there is no status to say it (SODA 1.0 §4.1).</summary>
    public const string NoOverlap = "UsageError: The image has no pixels in what was asked for.";

    public static string Text(ServiceException e) =>
        e.Kind switch
        {
            ErrorKind.PermissionDenied => "AuthorizationError: ",
            ErrorKind.ServiceUnavailable => "ServiceUnavailable: ",
            ErrorKind.Fault => "Error: ",
            _ => "UsageError: ",
        } + e.Message;
}
