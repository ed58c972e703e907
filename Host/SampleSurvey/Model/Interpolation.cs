namespace DataLab.Host.SampleSurvey;

/// <summary>A function given by points, straight between them and constant outside.</summary>
/// <param name="points">In ascending x; two with the same x make a step.</param>
internal sealed class Interpolation(params (double X, double Y)[] points)
{
    public double At(double x)
    {
        if (x <= points[0].X)
            return points[0].Y;
        for (var i = 1; i < points.Length; i++)
        {
            var (low, high) = (points[i - 1], points[i]);
            if (x <= high.X)
                return low.Y + (high.Y - low.Y) * (x - low.X) / (high.X - low.X);
        }
        return points[^1].Y;
    }
}
