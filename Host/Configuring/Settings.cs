using DataLab.Dali.Fetching;
using DataLab.Host.Observing;
using DataLab.Host.Serving;
using DataLab.Sia;
using DataLab.Sia.Previews;
using DataLab.Sia.Search;
using DataLab.Sia.Soda;
using DataLab.Tap;
using DataLab.Uws;

namespace DataLab.Host.Configuring;

/// <summary>All settings there are: what is checked, printed, described and written down comes from this table.</summary>
internal static class Settings
{
    /// <summary>The sections in the order of the documents, each with the record that declares its settings.</summary>
    public static IReadOnlyList<(string Name, Type Type, string Description)> Sections { get; } =
    [
        ("Server", typeof(ServerLimits), "The web server: patience, proxies, and where it writes."),
        ("State", typeof(StateSettings), "Where jobs, their results and the query history are kept."),
        ("Catalog", typeof(CatalogSettings), "Where the catalogues are."),
        ("Tap", typeof(TapOptions), "Limits and defaults of the Table Access Protocol and of cone searches."),
        ("Uws", typeof(UwsSettings), "What holds for the jobs of all services."),
        ("Images", typeof(ImageOptions), "The list of images and their identifiers."),
        ("Previews", typeof(PreviewOptions), "Pictures that are made of images."),
        ("Sia", typeof(SiaOptions), "Limits of the searches for images, SIA 1.0 and 2.0."),
        ("Soda", typeof(SodaOptions), "Limits of cut-outs and of links."),
        ("Fetch", typeof(FetchOptions), "Where URLs that users send as uploads may lead."),
        ("Metrics", typeof(MetricsSettings), "Who may read `/metrics`, and where."),
        ("OpenTelemetry", typeof(TracingSettings), "Where traces go."),
        ("Logging", typeof(LoggingSettings), "How the log on stderr is written."),
    ];

    public static IReadOnlyList<Setting> All { get; } = [.. Sections.SelectMany(Of)];

    /// <summary>By name, ignoring case; null if there is none.</summary>
    public static Setting? Find(string section, string name) =>
        All.FirstOrDefault(setting =>
            setting.Section.Equals(section, StringComparison.OrdinalIgnoreCase)
            && setting.Property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        );

    private static IEnumerable<Setting> Of((string Name, Type Type, string Description) section)
    {
        var defaults = Activator.CreateInstance(section.Type);
        return section
            .Type.GetProperties()
            .Where(property => property.CanWrite)
            .Select(property => new Setting(section.Name, property, property.GetValue(defaults)));
    }
}
