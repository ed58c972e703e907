using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace DataLab.Host.Observing;

/// <summary>One line an entry, for people: time, level, category, message, the request and the job it is about.</summary>
/// <remarks>
/// Whatever a text holds, it starts no line: control characters are written as escapes, and the lines of an exception are indented.
/// For the journal of systemd the level is a number in front and the time is left out, since the journal has its own.
/// </remarks>
internal sealed class PlainLog() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "datalab-plain";

    private static readonly bool ForJournal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var (word, priority) = Level(logEntry.LogLevel);
        var line = new StringBuilder();
        if (ForJournal)
            line.Append('<').Append(priority).Append('>');
        else
            line.Append(DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", CultureInfo.InvariantCulture))
                .Append(word);
        line.Append(ForJournal ? "" : " ").Append(logEntry.Category).Append(": ");
        LogText.Append(line, logEntry.Formatter(logEntry.State, logEntry.Exception));
        foreach (var (name, value) in LogText.Numbers(logEntry.State, scopeProvider))
            LogText.Append(line.Append(' ').Append(name).Append('='), value);
        if (logEntry.Exception is { } exception)
            foreach (var text in exception.ToString().ReplaceLineEndings("\n").Split('\n'))
            {
                line.Append(ForJournal ? $"\n<{priority}>    " : "\n    ");
                LogText.Append(line, text);
            }
        textWriter.Write(line.Append('\n'));
    }

    private static (string Word, int Priority) Level(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => ("trace", 7),
            LogLevel.Debug => ("debug", 7),
            LogLevel.Information => ("info", 6),
            LogLevel.Warning => ("warn", 4),
            LogLevel.Error => ("error", 3),
            _ => ("critical", 2),
        };
}

/// <summary>One JSON object a line, with what the message is about as members of their own.</summary>
internal sealed class JsonLog() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "datalab-json";

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            var written = new HashSet<string> { "time", "level", "category", "message", "trace_id", "exception" };
            json.WriteStartObject();
            json.WriteString(
                "time",
                DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
            );
            json.WriteString("level", logEntry.LogLevel.ToString().ToLowerInvariant());
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (System.Diagnostics.Activity.Current is { ActivityTraceFlags: not 0 } span)
                json.WriteString("trace_id", span.TraceId.ToHexString());
            if (logEntry.State is IEnumerable<KeyValuePair<string, object?>> members)
                foreach (var (name, value) in members)
                    if (name != "{OriginalFormat}" && value is not null && written.Add(LogText.Snake(name)))
                        Write(json, LogText.Snake(name), value);
            foreach (var (name, value) in LogText.Numbers(default(object), scopeProvider))
                if (written.Add(name))
                    json.WriteString(name, value);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        textWriter.Write(Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        textWriter.Write('\n');
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case int or long or short or byte:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}

/// <summary>What both forms share.</summary>
internal static class LogText
{
    /// <summary>Appends a text with every control character as an escape.</summary>
    public static void Append(StringBuilder line, string text)
    {
        foreach (var c in text)
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                line.Append(
                    c switch
                    {
                        '\n' => "\\n",
                        '\r' => "\\r",
                        '\t' => "\\t",
                        _ => $"\\u{(int)c:x4}",
                    }
                );
            else
                line.Append(c);
    }

    /// <summary>RequestId becomes request_id.</summary>
    public static string Snake(string name)
    {
        var snake = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }
        return snake.ToString();
    }

    /// <summary>The request, the job and the user that an entry is about, where the scopes know; those that the entry names itself are left out.</summary>
    public static IEnumerable<(string Name, string Value)> Numbers<TState>(TState state, IExternalScopeProvider? scopes)
    {
        var found = new Dictionary<string, string>();
        scopes?.ForEachScope(
            static (scope, found) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object?>> pairs)
                    foreach (var (name, value) in pairs)
                        if (name is "RequestId" or "JobId" or "User" && value is not null)
                            found[Snake(name)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            },
            found
        );
        if (state is IEnumerable<KeyValuePair<string, object?>> own)
            foreach (var (name, _) in own)
                found.Remove(Snake(name));
        return found.Select(pair => (pair.Key, pair.Value));
    }
}
