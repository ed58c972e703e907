using System.CommandLine;
using DataLab.Host.Commands;
using DataLab.Host.Commands.Images;

// datalab: a whole IVOA archive as one program. Each verb is a file in Commands/; the server itself is in Serving/.
var root = new RootCommand("Data Lab: serves survey catalogues with ADQL over the IVOA Table Access Protocol.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    IngestCommand.Create(),
    PublishCommand.Create(),
    ImagesCommand.Create(),
    HipsCommand.Create(),
    QueryCommand.Create(),
    TablesCommand.Create(),
    AdqlCommand.Create(),
    CheckCommand.Create(),
    ConfigCommand.Create(),
    PrepareCommand.Create(),
    DoctorCommand.Create(),
    HealthCommand.Create(),
};
return await CommandLine.RunAsync(root, args);
