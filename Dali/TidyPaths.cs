using Microsoft.AspNetCore.Builder;

namespace DataLab.Dali;

/// <summary>Reads <c>//tap//sync/</c> as <c>/tap/sync</c>: clients glue base URLs that end in a slash to resources that begin with one.</summary>
public static class TidyPaths
{
    /// <summary>To be used before routing.</summary>
    public static IApplicationBuilder UseTidyPaths(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.Path.Value is { Length: > 1 } path && IsUntidy(path))
                    context.Request.Path = Tidy(path);
                return next(context);
            }
        );

    private static bool IsUntidy(string path) => path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal);

    private static string Tidy(string path) =>
        '/' + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
