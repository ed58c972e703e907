// Tokens of ADQL 2.1 (§2.1 Characters, keywords, identifiers, literals and comments).
// Malformed tokens have rules of their own, so that the reader can name what is wrong instead of guessing.
lexer grammar AdqlLexer;

options { caseInsensitive = true; }

// Words with a place in the grammar; all of them are reserved.
SELECT : 'SELECT';
ALL : 'ALL';
DISTINCT : 'DISTINCT';
TOP : 'TOP';
AS : 'AS';
FROM : 'FROM';
NATURAL : 'NATURAL';
INNER : 'INNER';
LEFT : 'LEFT';
RIGHT : 'RIGHT';
FULL : 'FULL';
OUTER : 'OUTER';
JOIN : 'JOIN';
ON : 'ON';
USING : 'USING';
WHERE : 'WHERE';
GROUP : 'GROUP';
BY : 'BY';
HAVING : 'HAVING';
ORDER : 'ORDER';
ASC : 'ASC';
DESC : 'DESC';
OFFSET : 'OFFSET';
UNION : 'UNION';
EXCEPT : 'EXCEPT';
INTERSECT : 'INTERSECT';
WITH : 'WITH';
AND : 'AND';
OR : 'OR';
NOT : 'NOT';
BETWEEN : 'BETWEEN';
IN : 'IN';
LIKE : 'LIKE';
ILIKE : 'ILIKE';
IS : 'IS';
NULL : 'NULL';
EXISTS : 'EXISTS';
CAST : 'CAST';
SMALLINT : 'SMALLINT';
INTEGER : 'INTEGER';
BIGINT : 'BIGINT';
REAL : 'REAL';
DOUBLE : 'DOUBLE';
PRECISION : 'PRECISION';
CHAR : 'CHAR';
VARCHAR : 'VARCHAR';
TIMESTAMP : 'TIMESTAMP';
POINT : 'POINT';
CIRCLE : 'CIRCLE';
POLYGON : 'POLYGON';

CASE : 'CASE';
WHEN : 'WHEN';
THEN : 'THEN';
ELSE : 'ELSE';
END : 'END';
CROSS : 'CROSS';
ESCAPE : 'ESCAPE';
TRUE : 'TRUE';
FALSE : 'FALSE';
ROWS : 'ROWS';
CURRENT : 'CURRENT';
FOR : 'FOR';
TRIM_SIDE : 'BOTH' | 'LEADING' | 'TRAILING';

// Words that mean something in one place only, and are names everywhere else.
LIMIT : 'LIMIT';
LATERAL : 'LATERAL';
OVER : 'OVER';
PARTITION : 'PARTITION';
ARRAY : 'ARRAY';
RANGE : 'RANGE';
ROW : 'ROW';
UNBOUNDED : 'UNBOUNDED';
PRECEDING : 'PRECEDING';
FOLLOWING : 'FOLLOWING';
EXPLAIN : 'EXPLAIN';
FILTER : 'FILTER';
WITHIN : 'WITHIN';
NULLS : 'NULLS';

// Reserved words that name functions.
FUNCTION
    :'AVG' | 'MAX' | 'MIN' | 'SUM' | 'COUNT' | 'LOWER' | 'UPPER' | 'COALESCE' | 'IN_UNIT' | 'ABS' | 'ACOS' |
    'AREA' | 'ASIN' | 'ATAN' | 'ATAN2' | 'BOX' | 'CEILING' | 'CENTROID' | 'CONTAINS' | 'COORD1' | 'COORD2' |
    'COORDSYS' | 'COS' | 'COT' | 'DEGREES' | 'DISTANCE' | 'EXP' | 'FLOOR' | 'INTERSECTS' | 'LOG' | 'LOG10' |
    'MOD' | 'PI' | 'POWER' | 'RADIANS' | 'RAND' | 'REGION' | 'ROUND' | 'SIN' | 'SQRT' | 'TAN' | 'TRUNCATE' |
    'NULLIF' | 'SUBSTRING' | 'POSITION' | 'TRIM' | 'CHAR_LENGTH' | 'CHARACTER_LENGTH' | 'OCTET_LENGTH' |
    'EXTRACT'
    ;

// Reserved words without a place in the language that columns are often called (§2.1.2: never identifiers unless quoted).
NOUN
    :'ABSOLUTE' | 'ACTION' | 'CATALOG' | 'CHARACTER' | 'COLUMN' | 'DATE' | 'DAY' | 'DESCRIPTOR' | 'DOMAIN' |
    'FIRST' | 'FOUND' | 'HOUR' | 'IDENTITY' | 'INPUT' | 'INTERVAL' | 'KEY' | 'LANGUAGE' | 'LAST' | 'LEVEL' |
    'LOCAL' | 'MATCH' | 'MINUTE' | 'MODULE' | 'MONTH' | 'NAMES' | 'NEXT' | 'OF' | 'ONLY' | 'OPEN' | 'OPTION' |
    'OUTPUT' | 'PAD' | 'PARTIAL' | 'PRIOR' | 'PRIVILEGES' | 'PUBLIC' | 'READ' | 'RELATIVE' | 'SCHEMA' | 'SECOND' |
    'SECTION' | 'SESSION' | 'SIZE' | 'SPACE' | 'SQL' | 'SQLCODE' | 'SQLERROR' | 'SQLSTATE' | 'TEMPORARY' |
    'TIME' | 'TIMEZONE_HOUR' | 'TIMEZONE_MINUTE' | 'TRANSACTION' | 'TRANSLATION' | 'UNKNOWN' | 'USAGE' | 'USER' |
    'VALUE' | 'VIEW' | 'WORK' | 'WRITE' | 'YEAR' | 'ZONE'
    ;

// The other reserved words without a place. END-EXEC is END, a minus and EXEC.
RESERVED
    :'ADD' | 'ALLOCATE' | 'ALTER' | 'ANY' | 'ARE' | 'ASSERTION' | 'AT' | 'AUTHORIZATION' | 'BEGIN' | 'BIT' |
    'BIT_LENGTH' | 'CASCADE' | 'CASCADED' | 'CHECK' | 'CLOSE' | 'COLLATE' | 'COLLATION' | 'COMMIT' |
    'CONNECT' | 'CONNECTION' | 'CONSTRAINT' | 'CONSTRAINTS' | 'CONTINUE' | 'CONVERT' | 'CORRESPONDING' |
    'CREATE' | 'CURRENT_DATE' | 'CURRENT_TIME' | 'CURRENT_TIMESTAMP' | 'CURRENT_USER' | 'CURSOR' | 'DEALLOCATE' |
    'DECIMAL' | 'DECLARE' | 'DEFAULT' | 'DEFERRABLE' | 'DEFERRED' | 'DELETE' | 'DESCRIBE' | 'DIAGNOSTICS' |
    'DISCONNECT' | 'DROP' | 'EXCEPTION' | 'EXEC' | 'EXECUTE' | 'EXTERNAL' | 'FETCH' | 'FLOAT' |
    'FOREIGN' | 'GET' | 'GLOBAL' | 'GO' | 'GOTO' | 'GRANT' | 'IMMEDIATE' | 'INDICATOR' | 'INITIALLY' |
    'INSENSITIVE' | 'INSERT' | 'INT' | 'INTO' | 'ISOLATION' | 'NATIONAL' | 'NCHAR' | 'NO' |
    'NUMERIC' | 'OVERLAPS' | 'PREPARE' | 'PRESERVE' | 'PRIMARY' | 'PROCEDURE' | 'REFERENCES' | 'RESTRICT' |
    'REVOKE' | 'ROLLBACK' | 'SCROLL' | 'SESSION_USER' | 'SET' | 'SOME' | 'SYSTEM_USER' | 'TABLE' | 'TO' |
    'TRANSLATE' | 'UNIQUE' | 'UPDATE' | 'VALUES' | 'VARYING' | 'WHENEVER'
    ;

IDENTIFIER : [A-Z] [A-Z0-9_]* ;
DELIMITED : '"' (~["] | '""')+ '"' ;
STRING : '\'' (~['] | '\'\'')* '\'' ;

WHOLE : DIGIT+ ;
DECIMAL : DIGIT+ '.' DIGIT* | '.' DIGIT+ ;
SCIENTIFIC : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) 'E' [+-]? DIGIT+ ;
fragment DIGIT : [0-9] ;

NOT_MATCH_ANY_CASE : '!~*' ;
NOT_MATCH : '!~' ;
MATCH_ANY_CASE : '~*' ;
TILDE : '~' ;
SHIFT_LEFT : '<<' ;
SHIFT_RIGHT : '>>' ;
EQ : '=' ;
NE : '<>' | '!=' ;
LE : '<=' ;
GE : '>=' ;
LT : '<' ;
GT : '>' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;
CONCAT : '||' ;
BAR : '|' ;
AMPERSAND : '&' ;
HASH : '#' ;
DOUBLE_COLON : '::' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LPAREN : '(' ;
RPAREN : ')' ;
COMMA : ',' ;
DOT : '.' ;
SEMICOLON : ';' ;

WHITE : [ \t\r\n\f\u000B]+ -> skip ;
COMMENT : '--' ~[\r\n]* -> skip ;

// What is not ADQL.
GLUED : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) [A-Z_] [A-Z0-9_]* ;
UNDERSCORED : '_' [A-Z0-9_]* ;
EMPTY_NAME : '""' ;
UNCLOSED_STRING : '\'' (~['] | '\'\'')* ;
UNCLOSED_NAME : '"' (~["] | '""')* ;
BLOCK_COMMENT : '/*' ;
DOUBLE_EQUALS : '==' ;
STRANGE : . ;
