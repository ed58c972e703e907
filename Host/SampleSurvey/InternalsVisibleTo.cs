using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DataLab.Host.Tests")]
