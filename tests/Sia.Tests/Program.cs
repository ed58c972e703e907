using DataLab.Sia;
using DataLab.Sia.Ingest;
using DataLab.Sia.Store;
using DataLab.State;

// The child process of the crash test. Arguments: the state store's file, and the folder to take in.
await using var state = await StateStore.OpenAsync(args[0], [ImageStore.Module], default);
var store = new ImageStore(state, new ImageOptions());
Console.WriteLine("ready");
await ImageIngest.RunAsync(
    store,
    new ImageIngestRequest("survey", [args[1]]) { Readers = 2 },
    _ => { },
    new Reporter()
);
Console.WriteLine("done");

/// <summary>Tells how many files are listed.</summary>
internal sealed class Reporter : IProgress<ImageIngestProgress>
{
    public void Report(ImageIngestProgress value) => Console.WriteLine(value.Done);
}
