using System.Text;
using DataLab.Adql.Grammar;

namespace DataLab.Catalog;

/// <summary>Names as ADQL writes them (ADQL 2.1 §2.1.2 identifiers).</summary>
public static class AdqlName
{
    /// <summary>The name itself when it is a regular, unreserved identifier, else in double quotes.</summary>
    public static string Write(string name) =>
        ReservedWords.IsRegularIdentifier(name) ? name : '"' + name.Replace("\"", "\"\"") + '"';

    /// <summary>Splits <c>schema.table</c> as a query writes it into its unquoted parts; null if it is not a chain of identifiers.</summary>
    public static string[]? Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var i = 0;
        while (i < text.Length)
        {
            part.Clear();
            if (text[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= text.Length)
                        return null;
                    if (text[i] == '"' && (++i >= text.Length || text[i] != '"'))
                        break;
                    part.Append(text[i]);
                }
            }
            else
            {
                while (i < text.Length && text[i] is not ('.' or '"'))
                    part.Append(text[i++]);
            }
            parts.Add(part.ToString());
            if (i < text.Length && (text[i++] != '.' || i == text.Length))
                return null;
        }
        return parts.Count == 0 || parts.Contains("") ? null : [.. parts];
    }
<<<<<<< HEAD

    private static bool IsRegular(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Reserved words of SQL-92 and of ADQL (ADQL 2.1 §2.1.3); they compare without case.</summary>
    private static readonly FrozenSet<string> Reserved = """
        ABS ABSOLUTE ACOS ACTION ADD ALL ALLOCATE ALTER AND ANY ARE AREA AS ASC ASIN ASSERTION AT ATAN ATAN2
        AUTHORIZATION AVG BEGIN BETWEEN BIGINT BIT BIT_LENGTH BOTH BOX BY CASCADE CASCADED CASE CAST CATALOG CEILING
        CENTROID CHAR CHARACTER CHARACTER_LENGTH CHAR_LENGTH CHECK CIRCLE CLOSE COALESCE COLLATE COLLATION COLUMN
        COMMIT CONNECT CONNECTION CONSTRAINT CONSTRAINTS CONTAINS CONTINUE CONVERT COORD1 COORD2 COORDSYS
        CORRESPONDING COS COT COUNT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
        CURSOR DATE DAY DEALLOCATE DECIMAL DECLARE DEFAULT DEFERRABLE DEFERRED DEGREES DELETE DESC DESCRIBE
        DESCRIPTOR DIAGNOSTICS DISCONNECT DISTANCE DISTINCT DOMAIN DOUBLE DROP ELSE END END-EXEC ESCAPE EXCEPT
        EXCEPTION EXEC EXECUTE EXISTS EXP EXTERNAL EXTRACT FALSE FETCH FIRST FLOAT FLOOR FOR FOREIGN FOUND FROM FULL
        GET GLOBAL GO GOTO GRANT GROUP HAVING HOUR IDENTITY ILIKE IMMEDIATE IN INDICATOR INITIALLY INNER INPUT
        INSENSITIVE INSERT INT INTEGER INTERSECT INTERSECTS INTERVAL INTO IN_UNIT IS ISOLATION JOIN KEY LANGUAGE
        LAST LEADING LEFT LEVEL LIKE LOCAL LOG LOG10 LOWER MATCH MAX MIN MINUTE MOD MODULE MONTH NAMES NATIONAL
        NATURAL NCHAR NEXT NO NOT NULL NULLIF NUMERIC OCTET_LENGTH OF OFFSET ON ONLY OPEN OPTION OR ORDER OUTER
        OUTPUT OVERLAPS PAD PARTIAL PI POINT POLYGON POSITION POWER PRECISION PREPARE PRESERVE PRIMARY PRIOR
        PRIVILEGES PROCEDURE PUBLIC RADIANS RAND READ REAL REFERENCES REGION RELATIVE RESTRICT REVOKE RIGHT ROLLBACK
        ROUND ROWS SCHEMA SCROLL SECOND SECTION SELECT SESSION SESSION_USER SET SIN SIZE SMALLINT SOME SPACE SQL
        SQLCODE SQLERROR SQLSTATE SQRT SUBSTRING SUM SYSTEM_USER TABLE TAN TEMPORARY THEN TIME TIMESTAMP
        TIMEZONE_HOUR TIMEZONE_MINUTE TO TOP TRAILING TRANSACTION TRANSLATE TRANSLATION TRIM TRUE TRUNCATE UNION
        UNIQUE UNKNOWN UPDATE UPPER USAGE USER USING VALUE VALUES VARCHAR VARYING VIEW WHEN WHENEVER WHERE WITH WORK
        WRITE YEAR ZONE
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
=======
>>>>>>> catalog
}
