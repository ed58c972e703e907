using System.Text;
using DataLab.Adql.Dialects;

namespace DataLab.Adql.Tests;

/// <summary>Golden/name.adql → name.duckdb.sql and name.postgresql.sql: the SQL, a clause a line, and the result columns.</summary>
public sealed class GoldenTests
{
    private static IEnumerable<string> Names() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Tests, "Golden"), "*.adql")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order();

    [TestCaseSource(nameof(Names))]
    public void Translation_is_as_accepted(string name) => Check(name, DuckDbDialect.Instance);

    [TestCaseSource(nameof(Names))]
    public void Translation_for_PostgreSQL_is_as_accepted(string name) => Check(name, PostgreSqlDialect.Instance);

    private static void Check(string name, SqlDialect dialect)
    {
        var adql = File.ReadAllText(Path.Combine(Repository.Tests, "Golden", name + ".adql"));
        var translation = AdqlQuery.Translate(adql, TestSchema.Schema, dialect);
        if (translation.Succeeded)
            Assert.That(translation.Diagnostics, Is.Empty);
        Golden.Matches(
            translation.Succeeded ? Shown(translation) : string.Join('\n', translation.Diagnostics) + "\n",
            $"{name}.{dialect.Name}.sql"
        );
    }

    private static string Shown(Translation translation)
    {
        var text = new StringBuilder();
        foreach (var column in translation.Columns)
        {
            var size = column.Type.ArraySize is null ? "" : $"[{column.Type.ArraySize}]";
            var more = string.Join(
                ", ",
                new[] { column.Type.XType, column.Unit, column.Ucd }.Where(part => part is not null)
            );
            text.Append($"-- {column.Name} {column.Type.DataType}{size} {more}".TrimEnd()).Append('\n');
        }
        return text.Append(Lines(translation.Sql!)).Append('\n').ToString();
    }

    private static string Lines(string sql)
    {
        foreach (
            var word in new[]
            {
                " FROM ",
                " WHERE ",
                " GROUP BY ",
                " HAVING ",
                " ORDER BY ",
                " LIMIT ",
                " UNION ",
                " EXCEPT ",
                " INTERSECT ",
                " INNER JOIN ",
                " LEFT JOIN ",
                " RIGHT JOIN ",
                " FULL JOIN ",
                " ON ",
                " AND ",
            }
        )
            sql = sql.Replace(word, "\n" + word[1..], StringComparison.Ordinal);
        return sql;
    }
}
