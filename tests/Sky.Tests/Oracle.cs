using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DataLab.Sky.Tests;

/// <summary>
/// What healpy, astropy and mpmath say about a fixed sample of positions and cells. One Python process answers for all tests, when
/// the first of them asks; oracle/oracle.py names the arrays.
/// </summary>
internal sealed class Oracle
{
    public const int CellsPerOrder = 2000;

    private static readonly Lazy<Oracle> Answers = new(() => new Oracle());

    private readonly Dictionary<string, double[]> _numbers = [];
    private readonly Dictionary<string, long[]> _indices = [];

    private Oracle()
    {
        var folder = Directory.CreateTempSubdirectory("datalab-sky-oracle-").FullName;
        try
        {
            var (ra, dec) = Samples.Positions(1_000_000);
            Write(folder, "ra.f64", ra);
            Write(folder, "dec.f64", dec);
            var vectors = Samples.Vectors(200_000);
            Write(folder, "x.f64", vectors.Select(v => v.X).ToArray());
            Write(folder, "y.f64", vectors.Select(v => v.Y).ToArray());
            Write(folder, "z.f64", vectors.Select(v => v.Z).ToArray());
            for (var order = 0; order <= Healpix.MaxOrder; order++)
            {
                Write(folder, $"cells{order}.i64", Samples.Cells(order, CellsPerOrder));
            }

            Write(
                folder,
                "pairs.f64",
                Samples.Pairs().SelectMany(p => new[] { p.A.Ra, p.A.Dec, p.B.Ra, p.B.Dec }).ToArray()
            );
            Write(
                folder,
                "discs.f64",
                Samples
                    .Discs()
                    .SelectMany(d => new[] { d.Circle.Centre.Ra, d.Circle.Centre.Dec, d.Circle.Radius, d.Order })
                    .ToArray()
            );
            Run(folder);
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                var name = Path.GetFileNameWithoutExtension(file);
                if (file.EndsWith(".f64", StringComparison.Ordinal))
                {
                    _numbers[name] = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(file)).ToArray();
                }
                else
                {
                    _indices[name] = MemoryMarshal.Cast<byte, long>(File.ReadAllBytes(file)).ToArray();
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static double[] Numbers(string name) => Answers.Value._numbers[name];

    public static long[] Indices(string name) => Answers.Value._indices[name];

    private static void Write<T>(string folder, string name, T[] values)
        where T : unmanaged =>
        File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes<T>(values).ToArray());

    /// <summary>A missing Python or package fails the tests: they would prove nothing.</summary>
    private static void Run(string folder)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "oracle", "oracle.py");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", script, folder])
        {
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEnd();
        python.WaitForExit();
        if (python.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"The oracle (python3 with healpy, astropy and mpmath) failed: {errors}"
            );
        }
    }
}
