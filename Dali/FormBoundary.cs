using Microsoft.AspNetCore.Builder;
using Microsoft.Net.Http.Headers;

namespace DataLab.Dali;

/// <summary>Reads forms whose boundary should stand in quotes and does not: <c>boundary====1700000000===</c>, as astroquery's TapPlus sends it.</summary>
public static class FormBoundary
{
    private const string Name = "boundary=";

    /// <summary>To be used before anything looks at the type of the body.</summary>
    public static IApplicationBuilder UseFormBoundaries(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.ContentType is { } type)
                    context.Request.ContentType = Quoted(type);
                return next(context);
            }
        );

    /// <summary>The type with its boundary in quotes (RFC 2046 §5.1.1) if it is a form that cannot be read otherwise, else as it is.</summary>
    internal static string Quoted(string contentType)
    {
        if (
            !contentType.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || MediaTypeHeaderValue.TryParse(contentType, out _)
        )
            return contentType;
        var start = contentType.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
        if (start < Name.Length)
            return contentType;
        var end = contentType.IndexOf(';', start);
        if (end < 0)
            end = contentType.Length;
        var mended = $"{contentType[..start]}\"{contentType[start..end].Trim()}\"{contentType[end..]}";
        return MediaTypeHeaderValue.TryParse(mended, out _) ? mended : contentType;
    }
}
