using DataLab.Catalog;
using DataLab.Catalog.Ingest;

namespace DataLab.Host.SampleSurvey;

/// <summary>Puts tables of the sample survey into a data folder, each whole or not at all.</summary>
public static class SurveyPublisher
{
    /// <summary>The load of one table, ready to run; replaces a table of an earlier run.</summary>
    public static IngestRequest Request(SyntheticSurvey survey, string table, string dataFolder)
    {
        var (metadata, open) = survey[table];
        var source = IngestSource.Rows("sample survey", _ => Task.FromResult(open()));
        return new IngestRequest(dataFolder, SyntheticSurvey.SchemaName, table, [source])
        {
            Replace = true,
            IdColumn = metadata.Columns.Any(column => column.Field.Name == "id") ? "id" : null,
            Metadata = new FelisDocument(survey.Schema.Name, [Describe(metadata)], [])
            {
                Description = survey.Schema.Description,
                Index = survey.Schema.Index,
            },
        };
    }

    private static FelisTable Describe(TableMetadata table) =>
        new(table.Name, [.. table.Columns.Select(Describe)])
        {
            Description = table.Description,
            Index = table.Index,
            ForeignKeys =
            [
                .. table.ForeignKeys.Select(key => new FelisForeignKey(
                    key.Columns[0].From,
                    key.TargetTable,
                    key.Columns
                )
                {
                    Description = key.Description,
                }),
            ],
        };

    private static FelisColumn Describe(ColumnMetadata column) =>
        new(column.Field.Name)
        {
            Principal = column.Principal,
            Std = column.Std,
            Index = column.Index,
        };
}
