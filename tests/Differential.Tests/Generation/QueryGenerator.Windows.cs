namespace DataLab.Differential.Tests.Generation;

/// <content>Window functions.</content>
internal sealed partial class QueryGenerator
{
    private Piece Windowed()
    {
        var value = Pick("n", "x", "s", "kind");
        var number = Pick("n", "s", "id");
        var partition = Pick("", "PARTITION BY kind ", "PARTITION BY flag ");
        var function = Pick(
            $"ROW_NUMBER() OVER ({partition}ORDER BY {value}, id DESC)",
            $"RANK() OVER ({partition}ORDER BY {value})",
            $"DENSE_RANK() OVER (ORDER BY {value} DESC)",
            $"NTILE({Pick("1", "2", "4", "20")}) OVER ({partition}ORDER BY id DESC)",
            $"PERCENT_RANK() OVER ({partition}ORDER BY {value})",
            $"CUME_DIST() OVER (ORDER BY {value} DESC)",
            $"FIRST_VALUE({value}) OVER ({partition}ORDER BY id DESC)",
            $"NTH_VALUE({value}, 2) OVER ({partition}ORDER BY id)",
            $"COUNT({value}) OVER (ORDER BY {number}, id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING)",
            $"MIN({value}) OVER (PARTITION BY n % 3, flag)",
            $"LAG({value}) OVER ({partition}ORDER BY id)",
            $"LEAD({value}, 2) OVER (ORDER BY id)",
            $"SUM({number}) OVER ({partition}ORDER BY {value})",
            $"COUNT(*) OVER ({partition}ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
            $"MAX({value}) OVER ({partition}ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING)",
            $"AVG({number}) OVER ({partition})",
            $"LAST_VALUE({value}) OVER ({partition}ORDER BY id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)"
        );
        var condition = Piece.Optional(
            Chance(40) ? Piece.Of("", null, " WHERE ", Condition([.. Columns(SmallArchive.Tables[0], "t")], 2)) : ""
        );
        return Piece.Of(
            "window",
            null,
            $"SELECT id, {function} AS w FROM d.t AS t",
            condition,
            Piece.Optional(" ORDER BY id")
        );
    }
}
