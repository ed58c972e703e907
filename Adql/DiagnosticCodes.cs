namespace DataLab.Adql;

/// <summary>Every code the translator can report.</summary>
public static class DiagnosticCodes
{
    public const string SyntaxError = "syntax-error";
}
