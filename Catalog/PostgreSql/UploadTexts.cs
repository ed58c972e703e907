using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Finds out, while they are loaded, what the texts of an uploaded column are: instants, days, points, or mere text.</summary>
internal abstract partial class UploadTexts(Field field)
{
    /// <summary>STC-S of the older TAP (TAP 1.0 §6), in frames that need no conversion, or DALI's two numbers as text.</summary>
    private const string Position =
        """^\s*(?:position\s+(?:(?:icrs|fk5|j2000|unknownframe)\s+)?(?:(?:geocenter|barycenter|heliocenter|lsr|topocenter|relocatable|unknownrefpos)\s+)?(?:spherical2\s+)?)?([-+]?(?:[0-9]{1,200}\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]{1,2})?)\s+([-+]?(?:[0-9]{1,200}\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]{1,2})?)\s*$""";

    private bool isUnicode;

    protected Field Field { get; } = field;

    public static UploadTexts For(Field field)
    {
        if (XTypes.IsTimestamp(field))
            return new Times(XTypes.Published(field));
        return field.XType?.ToLowerInvariant() switch
        {
            "point" or "adql:point" when field.IsText => new Points(field),
            "point" or "adql:point" or "circle" or "polygon" when !IsNumberList(field) => new Plain(
                field with
                {
                    XType = null,
                }
            ),
            _ => new Plain(field),
        };
    }

    public void Look(ColumnVector vector, int count)
    {
        isUnicode = isUnicode || !TextColumns.IsAscii(vector);
        if (vector is TextVector texts)
            Look(texts, count);
    }

    protected virtual void Look(TextVector texts, int count) { }

    /// <summary>The column as it is to be, after the last rows.</summary>
    /// <param name="sql">The column in SQL.</param>
    public UploadedColumn Finish(string sql)
    {
        var column = Decide(sql);
        return isUnicode && column.Field.DataType is DataType.Char
            ? column with
            {
                Field = column.Field with { DataType = DataType.UnicodeChar },
            }
            : column;
    }

    protected abstract UploadedColumn Decide(string sql);

    private static bool IsNumberList(Field field) =>
        field
            is {
                IsList: true,
                DataType: not (
                    DataType.Boolean
                    or DataType.Bit
                    or DataType.Char
                    or DataType.UnicodeChar
                    or DataType.FloatComplex
                    or DataType.DoubleComplex
                )
            };

    [GeneratedRegex("""^\d{4}-\d\d-\d\d$""", RegexOptions.ECMAScript)]
    private static partial Regex Day { get; }

    /// <summary>DALI 1.1 §3.3.3, with a blank in place of T as databases write it; six decimals are what the engine holds.</summary>
    [GeneratedRegex(
        """^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{0,6}0*)?)?)?Z?$""",
        RegexOptions.ECMAScript
    )]
    private static partial Regex Instant { get; }

    [GeneratedRegex(Position, RegexOptions.IgnoreCase | RegexOptions.ECMAScript)]
    private static partial Regex Point { get; }

    private sealed class Plain(Field field) : UploadTexts(field)
    {
        protected override UploadedColumn Decide(string sql) => new(Field, null, null);
    }

    private sealed class Times(Field field) : UploadTexts(field)
    {
        private bool areDays = true;
        private bool areInstants = true;

        protected override void Look(TextVector texts, int count)
        {
            for (var i = 0; i < count && areInstants; i++)
            {
                if (texts.IsNull(i))
                    continue;
                var text = Encoding.UTF8.GetString(texts[i]);
                areDays = areDays && Day.IsMatch(text);
                areInstants =
                    Instant.Match(text) is { Success: true } match
                    && DateOnly.TryParseExact(
                        match.Groups[1].ValueSpan,
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out _
                    );
            }
        }

        protected override UploadedColumn Decide(string sql)
        {
            if (!areInstants)
                return new UploadedColumn(Field with { XType = null }, null, null);
            return areDays
                ? new UploadedColumn(Field, "date", sql + "::date")
                : new UploadedColumn(Field, "timestamp", $"rtrim({sql}, 'Z')::timestamp");
        }
    }

    private sealed class Points(Field field) : UploadTexts(field)
    {
        private bool arePoints = true;

        protected override void Look(TextVector texts, int count)
        {
            for (var i = 0; i < count && arePoints; i++)
                arePoints = texts.IsNull(i) || Point.IsMatch(Encoding.UTF8.GetString(texts[i]));
        }

        protected override UploadedColumn Decide(string sql) =>
            arePoints
                ? new UploadedColumn(
                    Field with
                    {
                        DataType = DataType.Double,
                        ArraySize = ArraySize.Of(2),
                        XType = "point",
                    },
                    "double precision[]",
                    $"regexp_match({sql}, {CatalogStore.Literal(Position)}, 'i')::double precision[]"
                )
                : new UploadedColumn(Field with { XType = null }, null, null);
    }
}

/// <summary>How a column that was loaded as it came is to be kept.</summary>
/// <param name="Field">As queries see it; without an xtype that its values do not bear out.</param>
/// <param name="SqlType">The type to change to; null to keep it as it is.</param>
/// <param name="Conversion">SQL of the value of that type.</param>
internal sealed record UploadedColumn(Field Field, string? SqlType, string? Conversion);
