// Fixtures marked Parallelizable run beside each other: they wait for programs that others wrote. All others run afterwards, one at a
// time: some measure what they allocate.
[assembly: LevelOfParallelism(2)]
