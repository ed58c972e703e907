using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace DataLab.Host.Configuring;

/// <summary>One setting as its record declares it: name, type, range, default and what it means.</summary>
internal sealed record Setting(string Section, PropertyInfo Property, object? Default)
{
    /// <summary>As messages and the environment name it: <c>Tap:DefaultMaxRec</c>.</summary>
    public string Name => Section + ":" + Property.Name;

    /// <summary>Without the question mark.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public string Description =>
        Property.GetCustomAttribute<DescriptionAttribute>()?.Description
        ?? throw new InvalidOperationException($"{Name} has no description.");

    /// <summary>Of a number; null where every one of its type will do.</summary>
    public (double Least, double Most)? Range =>
        Property.GetCustomAttribute<RangeAttribute>() is { } range
            ? (
                Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture),
                Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture)
            )
            : null;

    /// <summary>Of a text, from its beginning to its end.</summary>
    public string? Pattern => Property.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;

    /// <summary>May hold a password.</summary>
    public bool IsSecret => Property.GetCustomAttribute<PasswordPropertyTextAttribute>()?.Password == true;

    public bool IsNumber => Type == typeof(int) || Type == typeof(long);

    /// <summary>The type of the elements of a list; null for anything else.</summary>
    public Type? ElementType => Type.IsArray ? Type.GetElementType() : null;

    /// <summary>A set of names with a text each.</summary>
    public bool IsMap => Type == typeof(Dictionary<string, string>);

    /// <summary>What may be written, for people: <c>a whole number from 1 to 1000</c>.</summary>
    public string Expected =>
        Type == typeof(bool) ? "true or false"
        : Type.IsEnum ? string.Join(" or ", Enum.GetNames(Type))
        : ElementType == typeof(int) ? "a list of whole numbers"
        : ElementType is not null ? "a list of texts"
        : IsMap ? "an object of texts"
        : IsNumber ? "a whole number" + RangeText
        : Pattern is { } pattern ? $"a text of the form {pattern}"
        : "a text";

    private string RangeText =>
        Range is not { } range ? ""
        : range.Most >= long.MaxValue ? string.Create(CultureInfo.InvariantCulture, $" from {range.Least:#,0} on")
        : string.Create(CultureInfo.InvariantCulture, $" from {range.Least:#,0} to {range.Most:#,0}");

    /// <summary>Whether a value, as it is written, is one of this setting; lists are asked one element at a time.</summary>
    public bool Takes(string value)
    {
        var type = ElementType ?? Type;
        if (type == typeof(bool))
            return bool.TryParse(value, out _);
        if (type.IsEnum)
            return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase);
        if (type == typeof(int) && !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            return false;
        if (type == typeof(long) && !long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            return false;
        if (type != typeof(string) && !IsMap && Range is { } range && ElementType is null)
            return double.Parse(value, CultureInfo.InvariantCulture) is var number
                && number >= range.Least
                && number <= range.Most;
        return Pattern is not { } pattern || new RegularExpressionAttribute(pattern).IsValid(value);
    }
}
