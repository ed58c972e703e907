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

// Reserved words that name functions.
FUNCTION
    :'AVG' | 'MAX' | 'MIN' | 'SUM' | 'COUNT' | 'LOWER' | 'UPPER' | 'COALESCE' | 'IN_UNIT' | 'ABS' | 'ACOS' |
    'AREA' | 'ASIN' | 'ATAN' | 'ATAN2' | 'BOX' | 'CEILING' | 'CENTROID' | 'CONTAINS' | 'COORD1' | 'COORD2' |
    'COORDSYS' | 'COS' | 'COT' | 'DEGREES' | 'DISTANCE' | 'EXP' | 'FLOOR' | 'INTERSECTS' | 'LOG' | 'LOG10' |
    'MOD' | 'PI' | 'POWER' | 'RADIANS' | 'RAND' | 'REGION' | 'ROUND' | 'SIN' | 'SQRT' | 'TAN' | 'TRUNCATE'
    ;

// Reserved words without a place in the language (§2.1.2: never identifiers unless quoted). END-EXEC is END, a minus and EXEC.
RESERVED
    :'ABSOLUTE' | 'ACTION' | 'ADD' | 'ALLOCATE' | 'ALTER' | 'ANY' | 'ARE' | 'ASSERTION' | 'AT' | 'AUTHORIZATION'
    | 'BEGIN' | 'BIT' | 'BIT_LENGTH' | 'BOTH' | 'CASCADE' | 'CASCADED' | 'CASE' | 'CATALOG' | 'CHARACTER' |
    'CHARACTER_LENGTH' | 'CHAR_LENGTH' | 'CHECK' | 'CLOSE' | 'COLLATE' | 'COLLATION' | 'COLUMN' | 'COMMIT' |
    'CONNECT' | 'CONNECTION' | 'CONSTRAINT' | 'CONSTRAINTS' | 'CONTINUE' | 'CONVERT' | 'CORRESPONDING' |
    'CREATE' | 'CROSS' | 'CURRENT' | 'CURRENT_DATE' | 'CURRENT_TIME' | 'CURRENT_TIMESTAMP' | 'CURRENT_USER' |
    'CURSOR' | 'DATE' | 'DAY' | 'DEALLOCATE' | 'DECIMAL' | 'DECLARE' | 'DEFAULT' | 'DEFERRABLE' | 'DEFERRED' |
    'DELETE' | 'DESCRIBE' | 'DESCRIPTOR' | 'DIAGNOSTICS' | 'DISCONNECT' | 'DOMAIN' | 'DROP' | 'ELSE' | 'END' |
    'ESCAPE' | 'EXCEPTION' | 'EXEC' | 'EXECUTE' | 'EXTERNAL' | 'EXTRACT' | 'FALSE' | 'FETCH' | 'FIRST' | 'FLOAT'
    | 'FOR' | 'FOREIGN' | 'FOUND' | 'GET' | 'GLOBAL' | 'GO' | 'GOTO' | 'GRANT' | 'HOUR' | 'IDENTITY' |
    'IMMEDIATE' | 'INDICATOR' | 'INITIALLY' | 'INPUT' | 'INSENSITIVE' | 'INSERT' | 'INT' | 'INTERVAL' | 'INTO' |
    'ISOLATION' | 'KEY' | 'LANGUAGE' | 'LAST' | 'LEADING' | 'LEVEL' | 'LOCAL' | 'MATCH' | 'MINUTE' | 'MODULE' |
    'MONTH' | 'NAMES' | 'NATIONAL' | 'NCHAR' | 'NEXT' | 'NO' | 'NULLIF' | 'NUMERIC' | 'OCTET_LENGTH' | 'OF' |
    'ONLY' | 'OPEN' | 'OPTION' | 'OUTPUT' | 'OVERLAPS' | 'PAD' | 'PARTIAL' | 'POSITION' | 'PREPARE' | 'PRESERVE'
    | 'PRIMARY' | 'PRIOR' | 'PRIVILEGES' | 'PROCEDURE' | 'PUBLIC' | 'READ' | 'REFERENCES' | 'RELATIVE' |
    'RESTRICT' | 'REVOKE' | 'ROLLBACK' | 'ROWS' | 'SCHEMA' | 'SCROLL' | 'SECOND' | 'SECTION' | 'SESSION' |
    'SESSION_USER' | 'SET' | 'SIZE' | 'SOME' | 'SPACE' | 'SQL' | 'SQLCODE' | 'SQLERROR' | 'SQLSTATE' |
    'SUBSTRING' | 'SYSTEM_USER' | 'TABLE' | 'TEMPORARY' | 'THEN' | 'TIME' | 'TIMEZONE_HOUR' | 'TIMEZONE_MINUTE'
    | 'TO' | 'TRAILING' | 'TRANSACTION' | 'TRANSLATE' | 'TRANSLATION' | 'TRIM' | 'TRUE' | 'UNIQUE' | 'UNKNOWN' |
    'UPDATE' | 'USAGE' | 'USER' | 'VALUE' | 'VALUES' | 'VARYING' | 'VIEW' | 'WHEN' | 'WHENEVER' | 'WORK' |
    'WRITE' | 'YEAR' | 'ZONE'
    ;

IDENTIFIER : [A-Z] [A-Z0-9_]* ;
DELIMITED : '"' (~["] | '""')+ '"' ;
STRING : '\'' (~['] | '\'\'')* '\'' ;

WHOLE : DIGIT+ ;
DECIMAL : DIGIT+ '.' DIGIT* | '.' DIGIT+ ;
SCIENTIFIC : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) 'E' [+-]? DIGIT+ ;
fragment DIGIT : [0-9] ;

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
CONCAT : '||' ;
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
