// Fixtures marked Parallelizable run beside each other: their programs, folders and servers are their own. All others run afterwards,
// one at a time: they share the demo archive, or measure.
[assembly: LevelOfParallelism(2)]
