using Microsoft.AspNetCore.Builder;

namespace DataLab.Dali;

/// <summary>Reads <c>//tap//sync</c> as <c>/tap/sync</c>: clients glue base URLs that end in a slash to resources that begin with one.</summary>
/// <remarks>A slash at the end is routing's own business, which does not look at it.</remarks>
public static class TidyPaths
{
    /// <summary>To be used before routing.</summary>
    public static IApplicationBuilder UseTidyPaths(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.Path.Value is { } path && path.Contains("//", StringComparison.Ordinal))
                    context.Request.Path = Tidy(path);
                return next(context);
            }
        );

    private static string Tidy(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return '/' + string.Join('/', parts) + (parts.Length > 0 && path.EndsWith('/') ? "/" : "");
    }
}
