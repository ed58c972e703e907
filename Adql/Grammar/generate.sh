#!/bin/bash
# Makes the C# in Generated/ from the two .g4 files. Needs java and npm; antlr4ng-cli carries the ANTLR 4.13.1 jar.
# A test compares the SHA-256 of each .g4 with the one written here, so a grammar cannot change without its parser.
set -euo pipefail
cd "$(dirname "$0")"
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
(cd "$temp" && npm pack --silent antlr4ng-cli@2.0.0 >/dev/null && tar xzf antlr4ng-cli-2.0.0.tgz)
jar=$(ls "$temp"/package/antlr4-*-complete.jar)
rm -rf Generated && mkdir Generated
java -jar "$jar" -Dlanguage=CSharp -no-listener -no-visitor -package DataLab.Adql.Grammar.Generated -o Generated AdqlLexer.g4
java -jar "$jar" -Dlanguage=CSharp -no-listener -no-visitor -package DataLab.Adql.Grammar.Generated -lib Generated -o Generated AdqlParser.g4
rm -f Generated/*.interp Generated/*.tokens
# The parser is nobody's business outside this room; and no timestamp or path in files under version control.
sed -i -e 's/^public partial class/internal partial class/' -e 's/^\(\s*\)public partial class/\1internal partial class/' -e '/^\/\/ Generated from/d' Generated/*.cs
sha256sum AdqlLexer.g4 AdqlParser.g4 > Generated/grammar.sha256
