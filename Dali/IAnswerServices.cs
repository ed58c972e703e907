using DataLab.Formats;

namespace DataLab.Dali;

/// <summary>What is told beside tables whose rows other services of the archive take: who knows those services says so, whoever answers asks.</summary>
public interface IAnswerServices
{
    /// <summary>The rows with descriptors of the services that take them, and with addresses of this server made whole.</summary>
    /// <param name="baseUrl">Base URL of the archive, without a trailing slash.</param>
    /// <returns>The same source where there is nothing to add; else one that disposes it.</returns>
    RowSource Describe(RowSource rows, string baseUrl);

    /// <summary>The rows with addresses of this server made whole, for answers that may hold one RESOURCE only.</summary>
    /// <inheritdoc cref="Describe"/>
    RowSource MakeWhole(RowSource rows, string baseUrl);
}
