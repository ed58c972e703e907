using DataLab.Adql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>How a query would have its session.</summary>
/// <param name="Parts">How it reads shards.</param>
/// <param name="MayCompile">
/// The server may compile it, from the cost on that its own settings say. Not what searches the sky: the planner takes such a query for
/// many times longer than it is.
/// </param>
internal readonly record struct SessionWish(PartReading Parts, bool MayCompile)
{
    /// <summary>Of a transaction whose queries are not known yet.</summary>
    public static SessionWish Unknown { get; } = new(PartReading.Repeated, false);

    public static SessionWish Of(Translation query) => new(query.Parts, !query.SearchesSky);
}
