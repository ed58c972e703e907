using System.Globalization;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace DataLab.Dali;

/// <summary>How a group of endpoints tells its errors.</summary>
public enum ErrorDocument
{
    /// <summary>A VOTable with INFO QUERY_STATUS=ERROR (DALI 1.1 §4.2).</summary>
    VoTable,

    /// <summary>One line of plain text.</summary>
    Text,

    /// <summary>One line of plain text that begins with the name of the error, and 413 for what is above a limit (SODA 1.0 §4.3).</summary>
    LabelledText,

    /// <summary>A VOTable with INFO Error; what the user did wrong comes with status 200 (SCS 1.03 §2.3).</summary>
    ConeSearch,

    /// <summary>As <see cref="VoTable"/>; the message begins with the name of the fault (SIA 2.0 §2.3, DataLink 1.1 §3.2.4); text where rows would be text.</summary>
    VoTableFault,

    /// <summary>As <see cref="VoTable"/>; what the user did wrong comes with status 200 (SIA 1.0 §6.1).</summary>
    ImageAccess,
}

public static class ErrorDocumentExtensions
{
    /// <summary>Sets the form of errors for these endpoints.</summary>
    public static TBuilder WithErrorDocument<TBuilder>(this TBuilder builder, ErrorDocument form)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ErrorDocumentMark(form));
}

/// <summary>Endpoint metadata that carries the form of its errors.</summary>
public sealed record ErrorDocumentMark(ErrorDocument Form);

/// <summary>The one place where exceptions become HTTP answers: kind to status, message to the endpoint's error document.</summary>
public sealed partial class ErrorAnswer(ServiceResources services, ILogger<ErrorAnswer> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        var (status, message) = Describe(context, exception);
        DaliTelemetry.Failed(RequestFacts.Of(context), KindOf(exception));
        if (exception is ServiceException { RetryAfter: { } wait })
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var form = services.ErrorFormOf(context, context.Features.Get<IExceptionHandlerFeature>()?.Endpoint);
        if (form == ErrorDocument.LabelledText && exception is ServiceException { Kind: ErrorKind.LimitExceeded })
            status = StatusCodes.Status413PayloadTooLarge;
        await WriteAsync(context.Response, status, message, form, ct);
        return true;
    }

    /// <summary>Writes an error answer of the given form; a page to browsers, but for cone searches.</summary>
    public static async Task WriteAsync(
        HttpResponse response,
        int status,
        string message,
        ErrorDocument form,
        CancellationToken ct
    )
    {
        response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = "30";
        if (
            form is not (ErrorDocument.ConeSearch or ErrorDocument.ImageAccess)
            && Browser.Asks(response.HttpContext.Request)
        )
        {
            await ErrorPage.WriteAsync(response.HttpContext, status, message);
            return;
        }
        if (
            form is ErrorDocument.Text or ErrorDocument.LabelledText
            || form == ErrorDocument.VoTableFault && WantsText(response.HttpContext.Request)
        )
        {
            var label = form switch
            {
                ErrorDocument.LabelledText => Label(status),
                ErrorDocument.VoTableFault => FaultOf(status) + ": ",
                _ => "",
            };
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(label + message + "\n", ct);
            return;
        }
        if (form == ErrorDocument.ConeSearch)
        {
            await ConeSearchError.WriteAsync(response, message, ct);
            return;
        }
        response.ContentType = VoTableNames.MediaType;
        if (form == ErrorDocument.ImageAccess)
        {
            response.ContentType = ConeSearchError.MediaType;
            if (status == StatusCodes.Status400BadRequest)
                response.StatusCode = StatusCodes.Status200OK;
        }
        VoTableError.Write(
            response.BodyWriter,
            form == ErrorDocument.VoTableFault ? $"{FaultOf(status)}: {message}" : message,
            [
                new Info("request_id", response.HttpContext.TraceIdentifier)
                {
                    Text = "The number of this request in our log",
                },
            ]
        );
        await response.BodyWriter.FlushAsync(ct);
    }

    /// <summary>Whether the rows would have come as comma- or tab-separated text (SIA 2.0 §3.2).</summary>
    private static bool WantsText(HttpRequest request)
    {
        var format =
            request.Query.FirstOrDefault(IsFormat).Value.FirstOrDefault()
            ?? request.HttpContext.Features.Get<IFormFeature>()?.Form?.FirstOrDefault(IsFormat).Value.FirstOrDefault();
        return format?.Split(';')[0].Trim().ToLowerInvariant()
            is "csv"
                or "tsv"
                or "text/csv"
                or "text/tab-separated-values";

        static bool IsFormat(KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> parameter) =>
            parameter.Key.Equals("RESPONSEFORMAT", StringComparison.OrdinalIgnoreCase);
    }

    private static string FaultOf(int status) =>
        status switch
        {
            StatusCodes.Status404NotFound => "NotFoundFault",
            StatusCodes.Status401Unauthorized => "AuthenticationFault",
            StatusCodes.Status403Forbidden => "AuthorizationFault",
            StatusCodes.Status503ServiceUnavailable => "TransientFault",
            >= 500 => "FatalFault",
            _ => "UsageFault",
        };

    private static string Label(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => "AuthenticationError: ",
            StatusCodes.Status403Forbidden => "AuthorizationError: ",
            StatusCodes.Status503ServiceUnavailable => "ServiceUnavailable: ",
            >= 500 => "Error: ",
            _ => "UsageError: ",
        };

    private (int Status, string Message) Describe(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ServiceException { Kind: not ErrorKind.Fault } service:
                return (StatusOf(service.Kind), service.Message);
            case TableFormatException format:
                return (StatusCodes.Status400BadRequest, format.Message);
            case BadHttpRequestException bad when bad.StatusCode == StatusCodes.Status413PayloadTooLarge:
                return (bad.StatusCode, "The request is larger than this service accepts." + Limit(context));
            case BadHttpRequestException bad when bad.StatusCode == StatusCodes.Status408RequestTimeout:
                return (bad.StatusCode, "The request arrived too slowly, and was given up. Please send it again.");
            case BadHttpRequestException bad:
                return (bad.StatusCode, "The request is not well-formed HTTP: " + bad.Message);
            default:
                LogFault(context.TraceIdentifier, context.Request.Path, exception);
                return (
                    StatusCodes.Status500InternalServerError,
                    $"Something went wrong on our side. Please tell the operators this number: {context.TraceIdentifier}."
                );
        }
    }

    /// <summary>One of few words, for the metrics.</summary>
    private static string KindOf(Exception exception) =>
        exception switch
        {
            ServiceException service => service.Kind.ToString(),
            TableFormatException => nameof(ErrorKind.UsageError),
            BadHttpRequestException => "BadRequest",
            _ => nameof(ErrorKind.Fault),
        };

    private static string Limit(HttpContext context)
    {
        var (limit, sent) = (
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize,
            context.Request.ContentLength
        );
        return (limit, sent) switch
        {
            (null, _) => "",
            (_, null) => string.Create(CultureInfo.InvariantCulture, $" The limit is {limit} bytes."),
            _ => string.Create(CultureInfo.InvariantCulture, $" The limit is {limit} bytes; it has {sent}."),
        };
    }

    private static int StatusOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.NotFound => StatusCodes.Status404NotFound,
            ErrorKind.PermissionDenied => StatusCodes.Status403Forbidden,
            ErrorKind.ServiceUnavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} to {Path} failed")]
    private partial void LogFault(string requestId, string path, Exception exception);
}
