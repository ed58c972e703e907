using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;

// The child process of the crash and locking tests: takes generated rows in, slowly enough to be killed at any stage.
// Arguments: data folder, schema, table, number of rows, value of the column "version".
var rows = int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture);
var version = int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture);
var source = IngestSource.Rows(
    "generated",
    _ => Task.FromResult<DataLab.Formats.RowSource>(new GeneratedSource(rows, version))
);
var request = new IngestRequest(args[0], args[1], args[2], [source])
{
    Replace = true,
    IdColumn = "id",
    Threads = 2,
    MemoryLimit = 512 << 20,
};
try
{
    await TableIngest.RunAsync(
        request,
        new ImmediateProgress(progress =>
        {
            Console.WriteLine(progress.Stage);
            Console.Out.Flush();
        })
    );
    return 0;
}
catch (DataLab.Formats.ServiceException e)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
