using System.Collections.Immutable;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Tests;

/// <summary>A small archive: two positional catalogues, an upload, names that need quotes, types of every kind.</summary>
internal static class TestSchema
{
    public static readonly Schema Schema = new([
        new Table(
            "gaia",
            "source",
            "\"gaia\".\"source\"",
            [
                Column("source_id", "long", ucd: "meta.id"),
                Column("ra", "double", "deg", "pos.eq.ra", frame: "ICRS"),
                Column("dec", "double", "deg", "pos.eq.dec", frame: "ICRS"),
                Column("pmra", "double", "mas/yr", "pos.pm;pos.eq.ra"),
                Column("pmdec", "double", "mas/yr", "pos.pm;pos.eq.dec"),
                Column("mag", "float", "mag", "phot.mag;em.opt"),
                Column("n_obs", "short"),
                Column("n_good", "int"),
                Column("name", "char", size: "*", ucd: "meta.id;meta.main"),
                Column("obs_time", "char", size: "*", xtype: "timestamp", ucd: "time.epoch"),
                Column("variable", "boolean"),
                Column("spectrum", "float", size: "*"),
            ]
        )
        {
            Position = new PositionColumns("ra", "dec", "\"hpx29\""),
            Rows = 1_000_000_000,
        },
        new Table(
            "sdss",
            "star",
            "\"sdss\".\"star\"",
            [
                Column("objid", "long"),
                Column("ra", "double", "deg", "pos.eq.ra"),
                Column("dec", "double", "deg", "pos.eq.dec"),
                Column("g", "float", "mag"),
                Column("radius", "double", "deg"),
                Column("footprint", "double", "deg", size: "*", xtype: "polygon"),
                Column("s_region", "char", size: "*", xtype: "adql:REGION"),
            ]
        )
        {
            Position = new PositionColumns("ra", "dec", "\"hpx29\""),
            Rows = 1_000_000,
        },
        new Table(
            "obs",
            "image",
            "\"obs\".\"image\"",
            [
                Column("id", "long"),
                Column("s_ra", "double", "deg", "pos.eq.ra"),
                Column("s_dec", "double", "deg", "pos.eq.dec"),
                Column("s_region", "char", size: "*", xtype: "adql:REGION"),
            ]
        )
        {
            Position = new PositionColumns("s_ra", "s_dec", "\"hpx29\""),
            Footprint = new FootprintColumns(
                "s_region",
                "\"region_key\"",
                "\"region_lon\"",
                "\"region_lat\"",
                "\"region_inner\"",
                "\"region_outer\"",
                [
                    new FootprintClass(0, 180, 2),
                    new FootprintClass(7, 1.1, 50_000),
                    new FootprintClass(10, 0.15, 950_000),
                ]
            ),
            Rows = 1_000_010,
        },
        new Table(
            "TAP_UPLOAD",
            "mine",
            "\"upload_1\"",
            [Column("id", "int"), Column("x", "double"), Column("y", "double")]
        ),
        new Table(
            "vizier",
            "B/avo.rad/catalog",
            "\"v1\"",
            [
                Column("2mass", "char", size: "16"),
                Column("Size", "int"),
                Column("RAJ2000", "double"),
                Column("e_Flux", "double"),
                Column("E_Flux", "double"),
            ]
        ),
        new Table("twins", "Stars", "\"s1\"", [Column("id", "int"), Column("kind", "char", size: "*")]),
        new Table("twins", "STARS", "\"s2\"", [Column("id", "int")]),
        new Table("", "plain", "\"plain\"", [Column("id", "int"), Column("val", "double")]),
        new Table(
            "num",
            "bers",
            "\"numbers\"",
            [Column("a", "int"), Column("b", "int"), Column("c", "int"), Column("x", "double"), Column("y", "double")]
        ),
    ]);

    public static Translation Translate(string adql, bool strict = false) =>
        AdqlQuery.Translate(adql, Schema, DuckDbDialect.Instance, new AdqlOptions { Strict = strict });

    /// <summary>The SQL; fails the test with the diagnostics when there is none.</summary>
    public static string Sql(string adql)
    {
        var translation = Translate(adql);
        Assert.That(translation.Diagnostics, Is.Empty, adql);
        return translation.Sql!;
    }

    public static ImmutableArray<ResultColumn> Columns(string adql)
    {
        Sql(adql);
        return Translate(adql).Columns;
    }

    /// <summary>The SQL of one value over a table.</summary>
    public static string Value(string expression, string table = "num.bers")
    {
        var sql = Sql($"SELECT 1 FROM {table} WHERE ({expression}) IS NULL");
        const string start = " WHERE (";
        var from = sql.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return sql[from..^" IS NULL)".Length]
            .Replace("\"t1\".", "", StringComparison.Ordinal)
            .Replace("\"", "", StringComparison.Ordinal);
    }

    /// <summary>The SQL of one condition over a table.</summary>
    public static string Condition(string condition, string table = "num.bers")
    {
        var sql = Sql($"SELECT 1 FROM {table} WHERE {condition}");
        return sql[(sql.IndexOf(" WHERE ", StringComparison.Ordinal) + 7)..]
            .Replace("\"t1\".", "", StringComparison.Ordinal)
            .Replace("\"", "", StringComparison.Ordinal);
    }

    private static Column Column(
        string name,
        string type,
        string? unit = null,
        string? ucd = null,
        string? size = null,
        string? xtype = null,
        string? frame = null
    ) =>
        new(name, $"\"{name}\"", new ColumnType(type, size, xtype))
        {
            Unit = unit,
            Ucd = ucd,
            Utype = $"model:{name}",
            Description = $"The {name}.",
            Frame = frame,
        };
}
