using System.Collections.Frozen;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Tap;

/// <summary>The documents of <c>/tables</c>, written once for each snapshot of the catalogue, and its tables by name.</summary>
public sealed class PublishedTables(ICatalogEngine engine)
{
    private readonly Lock changing = new();
    private Picture? current;

    /// <summary>The tableset; made when first asked for, kept packed until the catalogue changes.</summary>
    public async Task<CachedDocument> DocumentAsync(TablesDetail detail)
    {
        var picture = Current();
        try
        {
            return await (detail == TablesDetail.Min ? picture.Min : picture.Max).Value;
        }
        catch
        {
            // What failed once, for want of memory say, is tried again by the next request.
            lock (changing)
                current = null;
            throw;
        }
    }

    /// <summary>One table as a document; cheap enough to be written each time.</summary>
    /// <param name="name">As queries write it; another case and missing quotes are forgiven.</param>
    /// <exception cref="ServiceException">NotFound.</exception>
    public Task<CachedDocument> ChildAsync(string name)
    {
        var picture = Current();
        var table =
            picture.ByName.GetValueOrDefault(name)
            ?? picture.ByAnyCase.GetValueOrDefault(name)
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no table \"{(name.Length <= 100 ? name : name[..100] + "...")}\"; names are schema.table, as /tables lists them."
            );
        return TablesDocument.MakeAsync(table, picture.Catalog);
    }

    private Picture Current()
    {
        var catalog = engine.Snapshot;
        lock (changing)
        {
            if (current?.Catalog.Version != catalog.Version)
                current = new Picture(catalog);
            return current;
        }
    }

    /// <summary>What is made of one snapshot. A request that began with it may end with it.</summary>
    private sealed class Picture(CatalogSnapshot catalog)
    {
        public CatalogSnapshot Catalog => catalog;

        public Lazy<Task<CachedDocument>> Min { get; } = new(() => MakeAsync(catalog, TablesDetail.Min));
        public Lazy<Task<CachedDocument>> Max { get; } = new(() => MakeAsync(catalog, TablesDetail.Max));

        public FrozenDictionary<string, TableMetadata> ByName { get; } =
            Index(catalog, table => [table.QualifiedName], StringComparer.Ordinal);

        public FrozenDictionary<string, TableMetadata> ByAnyCase { get; } =
            Index(
                catalog,
                table => [table.QualifiedName, table.SchemaName + "." + table.Name],
                StringComparer.OrdinalIgnoreCase
            );

        private static FrozenDictionary<string, TableMetadata> Index(
            CatalogSnapshot catalog,
            Func<TableMetadata, string[]> names,
            StringComparer comparer
        )
        {
            var index = new Dictionary<string, TableMetadata>(comparer);
            foreach (var table in catalog.Tables)
            foreach (var name in names(table))
                // The first of two tables that differ in case only; the other one is found by its exact name.
                index.TryAdd(name, table);
            return index.ToFrozenDictionary(comparer);
        }

        private static Task<CachedDocument> MakeAsync(CatalogSnapshot catalog, TablesDetail detail) =>
            Task.Run(() =>
                CachedDocument.MakeAsync(
                    TablesDocument.ContentType,
                    catalog.LoadedAt,
                    output => TablesDocument.WriteSetAsync(output, catalog.Schemas, detail, CancellationToken.None)
                )
            );
    }
}
