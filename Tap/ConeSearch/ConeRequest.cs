using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using DataLab.Sky;

namespace DataLab.Tap.ConeSearch;

/// <summary>The parameters of a cone search, checked (SCS 1.03 §2.1; MAXREC and RESPONSEFORMAT of DALI 1.1 §3.4).</summary>
/// <param name="Centre">ICRS; RA may be any number of turns off.</param>
/// <param name="Radius">Degrees, in [0, 180]; 0 asks for the columns only.</param>
/// <param name="Verbosity">VERB: 1, 2 or 3.</param>
/// <param name="MaxRec">MAXREC, or null when absent; not yet capped.</param>
public sealed record ConeRequest(Point Centre, double Radius, int Verbosity, long? MaxRec, ITableFormat Format)
{
    /// <summary>What SCS 1.03 §2.2 calls for, in the serialisation that the oldest clients read.</summary>
    public static readonly ITableFormat DefaultFormat = new VoTableFormat(VoTableSerialization.TableData)
    {
        MediaType = "text/xml;content=x-votable",
    };

    /// <exception cref="ServiceException">UsageError naming the parameter at fault.</exception>
    public static ConeRequest Parse(Parameters parameters, TableFormats formats)
    {
        var (ra, dec) = (Degrees(parameters, "RA"), Degrees(parameters, "DEC"));
        if (dec is < -90 or > 90)
            throw Wrong("DEC", parameters, "a number of degrees from -90 to 90");
        var radius = Degrees(parameters, "SR");
        if (radius is < 0 or > 180)
            throw Wrong("SR", parameters, "a search radius in degrees, from 0 to 180");
        return new ConeRequest(
            new Point(ra, dec),
            radius,
            ReadVerbosity(parameters),
            ReadMaxRec(parameters),
            ReadFormat(parameters, formats)
        );
    }

    private static double Degrees(Parameters parameters, string name)
    {
        var text =
            parameters.Single(name)
            ?? throw new ServiceException(
                ErrorKind.UsageError,
                $"Parameter {name} is missing: a cone search takes RA, DEC and SR in degrees, for example RA=185.43&DEC=-31.99&SR=0.1."
            );
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value
            : throw Wrong(name, parameters, "a number of degrees, such as 185.4254");
    }

    private static int ReadVerbosity(Parameters parameters) =>
        parameters.Single("VERB") switch
        {
            null or "2" => 2,
            "1" => 1,
            "3" => 3,
            _ => throw Wrong("VERB", parameters, "1, 2 or 3"),
        };

    private static long? ReadMaxRec(Parameters parameters)
    {
        if (parameters.Single("MAXREC") is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var maxRec)
            ? maxRec
            : throw Wrong("MAXREC", parameters, "a whole number of rows, 0 or more");
    }

    private static ITableFormat ReadFormat(Parameters parameters, TableFormats formats) =>
        parameters.Single("RESPONSEFORMAT") is not { } name
            ? DefaultFormat
            : formats.Find(name)
                ?? throw Wrong("RESPONSEFORMAT", parameters, "one of " + string.Join(", ", formats.Names));

    private static ServiceException Wrong(string name, Parameters parameters, string expected)
    {
        var given = parameters.Single(name) ?? "";
        return new ServiceException(
            ErrorKind.UsageError,
            $"{name} must be {expected}; it was \"{(given.Length <= 60 ? given : given[..60] + "...")}\"."
        );
    }
}
