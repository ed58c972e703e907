namespace DataLab.Adql.Dialects;

/// <summary>A part of ADQL that one engine cannot compute; the message is for the user.</summary>
/// <param name="hint">What may be written instead, or null.</param>
internal sealed class EngineLacksException(string what, string? hint = null)
    : Exception($"{what} is not available on this server's engine")
{
    public string? Hint => hint;
}
