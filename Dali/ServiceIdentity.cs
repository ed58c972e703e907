using System.Reflection;

namespace DataLab.Dali;

/// <summary>Who we say we are, in the Server header and in documents (IVOA Note SoftID 1.0).</summary>
public static class ServiceIdentity
{
    public static string Version { get; } =
        Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? throw new InvalidOperationException("no version");

    public static string Software => $"DataLab/{Version}";

    /// <summary>Value of the HTTP Server header.</summary>
    public static string ServerHeader => $"{Software} (IVOA-publish)";
}
