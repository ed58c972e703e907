using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Bench.Regions;

/// <summary>
/// A list of images like that of a camera's archive: exposures of 1.1 degree radius over a quarter of the sky, each with 60 CCDs of
/// 0.15 degree, a few images as wide as a survey, one of the whole sky, and some without a region.
/// </summary>
internal sealed class ImageList(int rows) : RowSource
{
    public const string TableName = "obs.image";

    private const int BatchRows = 2048;
    private const int Ccds = 60;
    private const double CcdSize = 0.15;
    private const double ExposureRadius = 1.1;
    private const int Wide = 40;

    /// <summary>Of each thousand rows.</summary>
    private const int Without = 2;

    private static readonly string[] Bands = ["g", "r", "i", "z", "Y"];

    private readonly Random random = new(20);
    private Point pointing = new(0, 0);
    private int next;

    public static readonly ImmutableArray<Field> ImageFields =
    [
        new("obs_id", DataType.Long) { Ucd = "meta.id;meta.main" },
        new("s_ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        new("s_dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
        new("band", DataType.Char) { ArraySize = ArraySize.Any },
        new("s_region", DataType.Char)
        {
            ArraySize = ArraySize.Any,
            XType = "adql:REGION",
            Ucd = "pos.outline;obs.field",
        },
    ];

    public override TableDescription Table { get; } = new(ImageFields) { Description = "Images" };

    /// <summary>Somewhere in the survey: declinations between -60 and 0.</summary>
    public static Point Somewhere(Random random) =>
        new(180 * random.NextDouble(), Angle.ToDegrees(Math.Asin(-Angle.SinCos(60).Sin * random.NextDouble())));

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (next >= rows)
            return ValueTask.FromResult<RowBatch?>(null);
        var count = Math.Min(BatchRows, rows - next);
        var columns = Fields.Select(ColumnVector.For).ToImmutableArray();
        for (var i = 0; i < 3; i++)
            columns[i].Reset(count);
        columns[3].Reset(0);
        columns[4].Reset(0);
        for (var i = 0; i < count; i++, next++)
        {
            var (centre, region) = Image();
            ((ValueVector<long>)columns[0]).Values[i] = next;
            ((ValueVector<double>)columns[1]).Values[i] = centre.Ra;
            ((ValueVector<double>)columns[2]).Values[i] = centre.Dec;
            ((TextVector)columns[3]).Append(Encoding.UTF8.GetBytes(Bands[next / (Ccds + 1) % Bands.Length]));
            if (region is null)
                ((TextVector)columns[4]).AppendNull();
            else
                ((TextVector)columns[4]).Append(Encoding.UTF8.GetBytes(region));
        }
        return ValueTask.FromResult<RowBatch?>(new RowBatch(columns) { Count = count });
    }

    private (Point Centre, string? Region) Image()
    {
        if (next == 0)
            return (new Point(0, 0), "CIRCLE ICRS 0 0 180");
        if (next <= Wide)
            return (Somewhere(random), Text($"CIRCLE ICRS {next * 4} -30 {20 + next / 2}"));
        if (next % 1000 < Without)
            return (pointing, null);
        if (next % (Ccds + 1) == 0)
        {
            pointing = Somewhere(random);
            return (pointing, Text($"CIRCLE ICRS {pointing.Ra:0.######} {pointing.Dec:0.######} {ExposureRadius}"));
        }
        var centre = pointing.Towards(
            360 * random.NextDouble(),
            (ExposureRadius - CcdSize) * Math.Sqrt(random.NextDouble())
        );
        var corners = Enumerable.Range(0, 4).Select(k => centre.Towards(45 - 90 * k, CcdSize / Math.Sqrt(2)));
        return (
            centre,
            "POLYGON ICRS "
                + string.Join(' ', corners.Select(corner => Text($"{corner.Ra:0.######} {corner.Dec:0.######}")))
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
