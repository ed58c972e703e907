// Smoothing of the H-transform (White 1992): slopes and curvatures move towards those of the neighbouring means, by no more than was lost.
namespace DataLab.Fits.Images.Tiles;

internal static class HSmoothing
{
    /// <param name="a">Coefficients of a level, interleaved; only the first height × width are used.</param>
    /// <param name="most">Half the scale: what rounding may have taken from a coefficient.</param>
    public static void Apply(Span<long> a, int height, int width, int stride, long most)
    {
        for (var y = 2; y < height - 2; y += 2)
        for (var x = 0; x < width; x += 2)
            Slope(a, y * stride + x, 2 * stride, stride, most);
        for (var y = 0; y < height; y += 2)
        for (var x = 2; x < width - 2; x += 2)
            Slope(a, y * stride + x, 2, 1, most);
        for (var y = 2; y < height - 2; y += 2)
        for (var x = 2; x < width - 2; x += 2)
            Curvature(a, y * stride + x, stride, most);
    }

    /// <param name="at">The mean of a block; its slope is <paramref name="slope"/> further, its neighbours ± <paramref name="next"/>.</param>
    private static void Slope(Span<long> a, int at, int next, int slope, long most)
    {
        var (before, here, after) = (a[at - next], a[at], a[at + next]);
        var (up, down) = (after - here, here - before);
        var highest = Math.Max(Math.Min(up, down), 0) << 2;
        var lowest = Math.Min(Math.Max(up, down), 0) << 2;
        if (lowest < highest)
            Move(ref a[at + slope], Math.Max(Math.Min(after - before, highest), lowest), 3, most);
    }

    private static void Curvature(Span<long> a, int at, int stride, long most)
    {
        var here = a[at];
        // Named by row then column: l before, r after.
        var (ll, rl) = (a[at - 2 * stride - 2], a[at + 2 * stride - 2]);
        var (lr, rr) = (a[at - 2 * stride + 2], a[at + 2 * stride + 2]);
        var (dx, dy) = (a[at + stride] << 1, a[at + 1] << 1);
        var highest =
            Math.Min(
                Math.Min(Math.Max(rr - here, 0) - dx - dy, Math.Max(here - rl, 0) + dx - dy),
                Math.Min(Math.Max(here - lr, 0) - dx + dy, Math.Max(ll - here, 0) + dx + dy)
            ) << 4;
        var lowest =
            Math.Max(
                Math.Max(Math.Min(rr - here, 0) - dx - dy, Math.Min(here - rl, 0) + dx - dy),
                Math.Max(Math.Min(here - lr, 0) - dx + dy, Math.Min(ll - here, 0) + dx + dy)
            ) << 4;
        if (lowest < highest)
            Move(ref a[at + stride + 1], Math.Max(Math.Min(rr + ll - lr - rl, highest), lowest), 6, most);
    }

    /// <summary>Moves a coefficient towards a target given in units of 2^-<paramref name="shift"/>, rounding towards zero.</summary>
    private static void Move(ref long coefficient, long target, int shift, long most)
    {
        var change = target - (coefficient << shift);
        change = (change >= 0 ? change : change + (1L << shift) - 1) >> shift;
        coefficient += Math.Clamp(change, -most, most);
    }
}
