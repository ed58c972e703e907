using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using DataLab.Formats;

namespace DataLab.Uws;

/// <summary>What a client wishes of a job, checked and brought within the limits.</summary>
internal static class JobWish
{
    /// <summary>DALI 1.1 §3.4.6 RUNID.</summary>
    private const int LongestRunId = 64;

    /// <summary>An empty one unsets it.</summary>
    public static string? RunId(string? wish)
    {
        if (string.IsNullOrEmpty(wish))
            return null;
        if (wish.Length > LongestRunId)
            throw Usage($"RUNID has {wish.Length} characters; at most {LongestRunId} are possible.");
        CheckText("RUNID", wish);
        return wish;
    }

    /// <summary>Zero stands for no limit, in wishes and in limits (UWS 1.1 §2.1.6).</summary>
    public static TimeSpan Duration(TimeSpan? wish, JobOptions limits)
    {
        if (wish < TimeSpan.Zero)
            throw Usage($"EXECUTIONDURATION is a number of seconds, zero or more.");
        var hard = limits.HardExecutionDuration;
        var duration = wish ?? limits.DefaultExecutionDuration;
        duration = hard > TimeSpan.Zero && (duration == TimeSpan.Zero || duration > hard) ? hard : duration;
        return TimeSpan.FromMilliseconds(Math.Ceiling(duration.TotalMilliseconds));
    }

    /// <param name="created">The longest retention counts from here.</param>
    public static DateTimeOffset Destruction(
        DateTimeOffset? wish,
        JobOptions limits,
        DateTimeOffset created,
        DateTimeOffset now
    )
    {
        if (wish <= now)
            throw Usage(
                $"DESTRUCTION {wish.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)} is in the past; delete the job if it is to go now."
            );
        var latest = created + limits.HardRetention;
        var destruction = wish ?? created + limits.DefaultRetention;
        return DateTimeOffset.FromUnixTimeMilliseconds(
            (destruction > latest ? latest : destruction).ToUnixTimeMilliseconds()
        );
    }

    /// <summary>The parameters of a job after a request; new files are not among them, those that they replace are gone.</summary>
    public static ImmutableArray<JobParameter> Merge(ImmutableArray<JobParameter> before, NewJob wish, JobKind kind)
    {
        var single = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in wish.Parameters.Select(p => (p.Name, p.Value)))
        {
            CheckName(name);
            CheckText(name, value);
            if (!kind.IsMultiple(name) && !single.Add(name))
                throw Usage($"The parameter {name} is given more than once.");
        }
        foreach (var (name, _) in wish.Files)
        {
            CheckName(name);
            if (!single.Add(name))
                throw Usage($"The part {name} is given more than once.");
        }
        return
        [
            .. before.Where(parameter => !single.Contains(parameter.Name)),
            .. wish.Parameters.Select(parameter => parameter with { IsFile = false }),
        ];
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw Usage($"A parameter has no name.");
        CheckText("A parameter's name", name);
    }

    private static void CheckText(string what, string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            throw Usage($"{what} holds a control character, which no job document can show.");
        }
    }

    private static ServiceException Usage(FormattableString message) =>
        new(ErrorKind.UsageError, FormattableString.Invariant(message));
}
