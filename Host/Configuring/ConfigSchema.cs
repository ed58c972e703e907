using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataLab.Host.Configuring;

/// <summary>The settings as a JSON Schema (draft 2020-12), for editors and for whoever checks files elsewhere.</summary>
internal static class ConfigSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text()
    {
        var sections = new JsonObject { ["$schema"] = new JsonObject { ["type"] = "string" } };
        foreach (var (name, _, description) in Settings.Sections)
            sections[name] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = description,
                ["additionalProperties"] = false,
                ["properties"] = Members(name),
            };
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of Data Lab (datalab.json)",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = sections,
        };
        return schema.ToJsonString(Options);
    }

    private static JsonObject Members(string section)
    {
        var members = new JsonObject();
        foreach (var setting in Settings.All.Where(setting => setting.Section == section))
            members[setting.Property.Name] = Describe(setting);
        return members;
    }

    private static JsonObject Describe(Setting setting)
    {
        var schema = new JsonObject { ["description"] = setting.Description };
        var type =
            setting.Type == typeof(bool) ? "boolean"
            : setting.IsNumber ? "integer"
            : setting.ElementType is not null ? "array"
            : setting.IsMap ? "object"
            : "string";
        var isOptional = setting.Default is null && setting.ElementType is null;
        schema["type"] = isOptional ? new JsonArray(type, "null") : type;
        if (setting.Type.IsEnum)
            schema["enum"] = new JsonArray([.. Enum.GetNames(setting.Type).Select(name => JsonValue.Create(name))]);
        if (setting.IsNumber && setting.Range is { } range)
        {
            schema["minimum"] = (long)range.Least;
            if (range.Most < long.MaxValue)
                schema["maximum"] = (long)range.Most;
        }
        if (setting.Pattern is { } pattern)
            schema["pattern"] = $"^(?:{pattern})$";
        if (setting.ElementType is { } element)
            schema["items"] = new JsonObject { ["type"] = element == typeof(int) ? "integer" : "string" };
        if (setting.IsMap)
            schema["additionalProperties"] = new JsonObject { ["type"] = "string" };
        if (setting.Default is not null && !setting.IsMap)
            schema["default"] = setting.Type.IsEnum
                ? setting.Default.ToString()
                : JsonSerializer.SerializeToNode(setting.Default, setting.Type);
        return schema;
    }
}
