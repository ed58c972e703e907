using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DataLab.Sky.Tests")]
