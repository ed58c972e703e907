// The language ADQL 2.1 (Appendix A BNF), with every optional feature.
// Values and conditions share one ladder of operators: TreeBuilder tells them apart and says which was expected.
// Every list and every chain of equal operators is a loop, so that long queries do not nest.
parser grammar AdqlParser;

options { tokenVocab = AdqlLexer; }

query : withClause? selectExpression SEMICOLON* EOF ;

withClause : WITH withQuery (COMMA withQuery)* ;
withQuery : identifier AS LPAREN selectExpression RPAREN ;

selectExpression : setExpression orderBy? offset? ;
setExpression : setTerm (setOperator setTerm)* ;
setOperator : (UNION | EXCEPT) ALL? ;
setTerm : setPrimary (intersectOperator setPrimary)* ;
intersectOperator : INTERSECT ALL? ;
setPrimary : selectQuery | LPAREN selectExpression RPAREN ;

selectQuery : SELECT quantifier? top? selectList fromClause whereClause? groupBy? having? ;
quantifier : ALL | DISTINCT ;
top : TOP WHOLE ;
selectList : selectItem (COMMA selectItem)* ;
selectItem : STAR | name DOT STAR | expression alias? ;
alias : AS? identifier ;

fromClause : FROM tableReference (COMMA tableReference)* ;
tableReference : tablePrimary joinTail* ;
joinTail
    : NATURAL joinType? JOIN tablePrimary
    | joinType? JOIN tableReference joinCondition?
    ;
joinType : INNER | (LEFT | RIGHT | FULL) OUTER? ;
joinCondition : ON expression | USING LPAREN identifier (COMMA identifier)* RPAREN ;
tablePrimary
    : name alias?                             # namedTable
    | LPAREN selectExpression RPAREN alias?   # derivedTable
    | LPAREN tableReference RPAREN            # joinedTable
    ;

whereClause : WHERE expression ;
groupBy : GROUP BY expression (COMMA expression)* ;
having : HAVING expression ;
orderBy : ORDER BY orderItem (COMMA orderItem)* ;
orderItem : expression (ASC | DESC)? ;
offset : OFFSET WHOLE ;

expression : andExpression (OR andExpression)* ;
andExpression : notExpression (AND notExpression)* ;
notExpression : NOT* predicate ;
predicate
    : EXISTS LPAREN selectExpression RPAREN   # exists
    | sum predicateTail?                      # comparable
    ;
predicateTail
    : comparison sum                                        # compareTail
    | NOT? BETWEEN sum AND sum                              # betweenTail
    | NOT? (LIKE | ILIKE) sum                               # likeTail
    | IS NOT? NULL                                          # nullTail
    | NOT? IN LPAREN (selectExpression | expression (COMMA expression)*) RPAREN   # inTail
    ;
comparison : EQ | NE | LT | LE | GT | GE ;

sum : product (sumOperator product)* ;
sumOperator : PLUS | MINUS | CONCAT ;
product : factor (productOperator factor)* ;
productOperator : STAR | SLASH ;
factor : (PLUS | MINUS)* primary ;
primary
    : (WHOLE | DECIMAL | SCIENTIFIC)          # number
    | STRING+                                 # string
    | NULL                                    # null
    | CAST LPAREN expression AS castType RPAREN   # cast
    | functionName LPAREN (STAR | quantifier? expression (COMMA expression)*)? RPAREN   # call
    | name                                    # column
    | LPAREN expression RPAREN                # parenthesised
    ;
castType
    : SMALLINT | INTEGER | BIGINT | REAL | DOUBLE PRECISION | (CHAR | VARCHAR) (LPAREN WHOLE RPAREN)? | TIMESTAMP
    | POINT | CIRCLE | POLYGON
    ;
functionName : IDENTIFIER | FUNCTION | POINT | CIRCLE | POLYGON ;
name : identifier (DOT identifier)* ;
identifier : IDENTIFIER | DELIMITED ;
