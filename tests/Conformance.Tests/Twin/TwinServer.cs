using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>One web server for all twins: each is a service of its own below a path of its own.</summary>
internal sealed class TwinServer : IAsyncDisposable
{
    private const string Cookie = "twin-session";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Func<Ask, Task<Reply>>> services = new(StringComparer.Ordinal);
    private int count;

    private TwinServer(WebApplication app) => this.app = app;

    private string Url =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<TwinServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var server = new TwinServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Puts a service up.</summary>
    /// <returns>Its base URL, without a trailing slash.</returns>
    public Uri Add(Func<Ask, Task<Reply>> service)
    {
        var name = $"twin{Interlocked.Increment(ref count)}";
        services[name] = service;
        return new Uri($"{Url}/{name}");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimEnd('/');
        var name = path.Split('/')[1];
        if (!services.TryGetValue(name, out var service))
        {
            context.Response.StatusCode = 404;
            return;
        }
        var ask = await ReadAsync(context.Request, name, path[(name.Length + 1)..]);
        var reply = await service(ask);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (header, value) in reply.Headers)
            context.Response.Headers[header] = value;
        if (reply.Status != 204 && !HttpMethods.IsHead(ask.Method))
            await context.Response.Body.WriteAsync(reply.Bytes);
    }

    private async Task<Ask> ReadAsync(HttpRequest request, string name, string path)
    {
        var fields = new List<(string, string)>();
        var files = new Dictionary<string, byte[]>();
        foreach (var (key, values) in request.Query)
            fields.AddRange(values.Select(value => (key, value ?? "")));
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            foreach (var (key, values) in form)
                fields.AddRange(values.Select(value => (key, value ?? "")));
            foreach (var file in form.Files)
            {
                using var content = new MemoryStream();
                await file.CopyToAsync(content);
                files[file.Name] = content.ToArray();
            }
        }
        return new Ask(request.Method, $"{Url}/{name}", path, fields, files, request.Cookies[Cookie]);
    }
}
