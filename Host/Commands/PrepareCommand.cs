using System.CommandLine;
using DataLab.Adql.Dialects;
using DataLab.Catalog.PostgreSql;

namespace DataLab.Host.Commands;

/// <summary><c>datalab prepare</c>: makes the schema <c>datalab</c> in a database, or brings it to this version, as its owner.</summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        var database = new Option<string>("--database")
        {
            Description =
                "Connection string of the owner of the catalogue: Host=db.example.org;Database=archive;Username=datalab_owner",
            HelpName = "CONNECTION",
            Required = true,
        };
        var command = new Command(
            "prepare",
            "Make what servers need in a PostgreSQL database (functions, the list of tables), or bring it to this version."
        )
        {
            database,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var connection = parsed.GetRequiredValue(database);
                var problems = 0;
                var options = new PostgreSqlOptions(connection, PostgreSqlDialect.Instance)
                {
                    OnProblem = (problem, _) =>
                    {
                        problems++;
                        Console.Error.WriteLine("datalab: " + problem);
                    },
                };
                await using (await PostgreSqlCatalog.OpenAsync(options, ct)) { }
                var facts = await PostgreSqlExamination.ReadAsync(connection, null, "prepare", ct);
                if (problems > 0 || facts.Functions != PostgreSqlFunctions.Version)
                    return CommandLine.Failed;
                Console.WriteLine(
                    $"The functions have version {facts.Functions}; {facts.Tables.Length} tables are published."
                );
                return CommandLine.Ok;
            }
        );
        return command;
    }
}
