// Fixtures marked Parallelizable run beside each other: they wait for a server's sessions or for one thread of the engine, and no
// measure of time, memory or threads is among them. All others run afterwards, one at a time.
[assembly: LevelOfParallelism(2)]
