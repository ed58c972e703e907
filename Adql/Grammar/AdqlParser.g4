// The language ADQL 2.1 (Appendix A BNF), with every optional feature and the extensions of this service (docs/adql.md);
// TreeBuilder refuses those where strictness is asked for.
// Values and conditions share one ladder of operators: TreeBuilder tells them apart and says which was expected.
// Every list and every chain of equal operators is a loop, so that long queries do not nest.
parser grammar AdqlParser;

options { tokenVocab = AdqlLexer; }

query : EXPLAIN? withClause? selectExpression SEMICOLON* EOF ;

withClause : WITH withQuery (COMMA withQuery)* ;
withQuery : identifier AS LPAREN selectExpression RPAREN ;

selectExpression : setExpression orderBy? (limit offset? | offset limit?)? ;
limit : LIMIT WHOLE ;
setExpression : setTerm (setOperator setTerm)* ;
setOperator : (UNION | EXCEPT) ALL? ;
setTerm : setPrimary (intersectOperator setPrimary)* ;
intersectOperator : INTERSECT ALL? ;
setPrimary : selectQuery | LPAREN selectExpression RPAREN ;

selectQuery : SELECT quantifier? top? selectList fromClause? whereClause? groupBy? having? ;
quantifier : ALL | DISTINCT ;
top : TOP WHOLE ;
selectList : selectItem (COMMA selectItem)* ;
selectItem : STAR | name DOT STAR | expression alias? ;
alias : AS? identifier ;

fromClause : FROM tableReference (COMMA tableReference)* ;
tableReference : tablePrimary joinTail* ;
joinTail
    : NATURAL joinType? JOIN tablePrimary
    | CROSS JOIN tablePrimary
    | joinType? JOIN tableReference joinCondition?
    ;
joinType : INNER | (LEFT | RIGHT | FULL) OUTER? ;
joinCondition : ON expression | USING LPAREN identifier (COMMA identifier)* RPAREN ;
tablePrimary
    : name alias?                             # namedTable
    | LATERAL? LPAREN selectExpression RPAREN alias?   # derivedTable
    | LPAREN tableReference RPAREN            # joinedTable
    ;

whereClause : WHERE expression ;
groupBy : GROUP BY expression (COMMA expression)* ;
having : HAVING expression ;
orderBy : ORDER BY orderItem (COMMA orderItem)* ;
// NULL is last in any case; NOUN is LAST.
orderItem : expression (ASC | DESC)? (NULLS NOUN)? ;
offset : OFFSET WHOLE ;

expression : andExpression (OR andExpression)* ;
andExpression : notExpression (AND notExpression)* ;
notExpression : NOT* predicate ;
predicate
    : EXISTS LPAREN selectExpression RPAREN   # exists
    | bits predicateTail?                     # comparable
    ;
predicateTail
    : comparison bits                                       # compareTail
    | NOT? BETWEEN bits AND bits                            # betweenTail
    | NOT? (LIKE | ILIKE) bits (ESCAPE bits)?               # likeTail
    | (TILDE | MATCH_ANY_CASE | NOT_MATCH | NOT_MATCH_ANY_CASE) bits   # matchTail
    | IS NOT? NULL                                          # nullTail
    | IS NOT? (TRUE | FALSE)                                # truthTail
    | NOT? IN (LPAREN (selectExpression | expression (COMMA expression)*) RPAREN | bare)   # inTail
    ;
// Only POSITION takes IN without brackets.
bare : STRING+ | functionCall | name ;
comparison : EQ | NE | LT | LE | GT | GE ;

bits : sum (bitOperator sum)* ;
bitOperator : AMPERSAND | BAR | HASH | SHIFT_LEFT | SHIFT_RIGHT ;
sum : product (sumOperator product)* ;
sumOperator : PLUS | MINUS | CONCAT ;
product : factor (productOperator factor)* ;
productOperator : STAR | SLASH | PERCENT ;
factor : sign* primary (subscript | DOUBLE_COLON castType)* ;
subscript : LBRACKET expression RBRACKET ;
sign : PLUS | MINUS | TILDE ;
primary
    : (WHOLE | DECIMAL | SCIENTIFIC)          # number
    | STRING+                                 # string
    | NULL                                    # null
    | TIMESTAMP STRING+                       # timestampLiteral
    | CAST LPAREN expression AS castType RPAREN   # cast
    | (TRUE | FALSE)                          # boolean
    | CASE expression? whenBranch+ (ELSE expression)? END   # case
    | ARRAY LBRACKET expression (COMMA expression)* RBRACKET   # array
    | functionCall                            # call
    | name                                    # column
    | LPAREN expression RPAREN                # parenthesised
    | LPAREN selectExpression RPAREN          # scalarQuery
    ;
functionCall
    : functionName LPAREN (STAR | arguments | keywordArguments)? RPAREN withinGroup? filter? (OVER window)?
    ;
arguments : quantifier? expression ((COMMA expression)* orderBy? | keywords) ;
// SUBSTRING(text FROM 2 FOR 3), TRIM(LEADING '0' FROM text), EXTRACT(year FROM time)
keywordArguments : (TRIM_SIDE expression?)? FROM expression ;
keywords : FROM expression (FOR expression)? | FOR expression ;
withinGroup : WITHIN GROUP LPAREN orderBy RPAREN ;
filter : FILTER LPAREN WHERE expression RPAREN ;
whenBranch : WHEN expression THEN expression ;
window : LPAREN (PARTITION BY expression (COMMA expression)*)? orderBy? frame? RPAREN ;
frame : (ROWS | RANGE) (frameBound | BETWEEN frameBound AND frameBound) ;
frameBound : (UNBOUNDED | WHOLE) (PRECEDING | FOLLOWING) | CURRENT ROW ;
castType
    : SMALLINT | INTEGER | BIGINT | REAL | DOUBLE PRECISION | (CHAR | VARCHAR) (LPAREN WHOLE RPAREN)? | TIMESTAMP
    | POINT | CIRCLE | POLYGON
    | IDENTIFIER | RESERVED | NOUN | DOUBLE
    ;
functionName : IDENTIFIER | FUNCTION | POINT | CIRCLE | POLYGON | LEFT | RIGHT ;
name : identifier (DOT identifier)* ;
identifier : IDENTIFIER | DELIMITED | wordInPlace | reservedName ;
wordInPlace
    : LIMIT | LATERAL | OVER | PARTITION | ARRAY | RANGE | ROW | UNBOUNDED | PRECEDING | FOLLOWING | EXPLAIN | FILTER |
    WITHIN | NULLS
    ;
reservedName : NOUN | FUNCTION | POINT | CIRCLE | POLYGON ;
