using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>What is wrong with a request, in words: the parameter, its value, what is expected.</summary>
internal static class Usage
{
    private const int LongestEcho = 80;

    public static ServiceException Wrong(string parameter, string value, string expected) =>
        new(ErrorKind.UsageError, $"{parameter} is \"{Shorten(value)}\"; expected {expected}.");

    public static ServiceException Fault(string message) => new(ErrorKind.UsageError, message);

    public static string Shorten(string text) => text.Length <= LongestEcho ? text : text[..LongestEcho] + "...";
}
