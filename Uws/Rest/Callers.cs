using System.Buffers.Text;
using System.Security.Cryptography;
using DataLab.Dali;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Uws.Rest;

/// <summary>Who is behind a request: the signed-in user, else the session of our cookie, else an address.</summary>
/// <remarks>
/// The cookie says nothing about a person: it holds 128 random bits, by which an anonymous client finds its own jobs and queries again.
/// It is given with the first job (or posted query), not to those who only look around.
/// </remarks>
public static class Callers
{
    private const string Cookie = "datalab_session";
    private const int SessionBytes = 16;
    private static readonly int SessionLength = Base64Url.GetEncodedLength(SessionBytes);

    public static Caller Of(HttpContext context)
    {
        var session = context.Request.Cookies[Cookie];
        return new Caller(OwnerOf(context), IsSession(session) ? session : null, AddressOf(context));
    }

    /// <summary>The same, but an anonymous caller without a session gets one with the answer. To be called before the answer starts.</summary>
    public static Caller OfWithSession(HttpContext context)
    {
        var caller = Of(context);
        if (caller.OwnerId is not null || caller.Session is not null)
            return caller;
        var session = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SessionBytes));
        var home = new Uri(context.RequestServices.GetRequiredService<PublicUrl>().Base(context.Request));
        context.Response.Cookies.Append(
            Cookie,
            session,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = home.Scheme == Uri.UriSchemeHttps,
                Path = home.AbsolutePath,
                MaxAge = TimeSpan.FromDays(365),
            }
        );
        return caller with { Session = session };
    }

    private static string? OwnerOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : null;

    private static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "unknown";
    }

    // Only what we may have made ourselves: nobody's pet name becomes a session that others can guess.
    private static bool IsSession(string? text) => text?.Length == SessionLength && Base64Url.IsValid(text);
}
