using System.Globalization;

namespace DataLab.Host.Configuring;

/// <summary>Something about a configuration that its operator should know.</summary>
/// <param name="Where">File, or variable of the environment.</param>
/// <param name="Line">In the file, from 1; zero where it is not about a place in a file.</param>
/// <param name="Setting">Whose it is; null for the file as a whole.</param>
internal sealed record ConfigFinding(bool IsError, string Where, int Line, int Column, string? Setting, string Message)
{
    /// <summary>As compilers write it: <c>datalab.json:3:5: error: ...</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Where}{(Line > 0 ? $":{Line}:{Column}" : "")}: {(IsError ? "error" : "warning")}: {Message}"
        );
}
