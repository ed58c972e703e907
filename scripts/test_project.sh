#!/usr/bin/env bash
# test_project.sh PROJECT ENGINE RESULTS: runs one compiled test project on one engine and prints all it said at once, at its end.
set -uo pipefail
project=$1 engine=$2 results=$3
name=$(basename "$project" .csproj)

# What a run leaves out: what can only be seen on a server; what belongs to one engine alone, or to none.
if [[ $engine == duckdb ]]; then
    without="TestCategory!=OnServer"
else
    without="TestCategory!=DuckDb&TestCategory!=PostgreSql&TestCategory!=AnyEngine"
fi
# q3c is another index of the sky: of the whole program only what searches by position can differ from the run on postgresql.
if [[ $engine == q3c && $name == Host.Tests ]]; then
    without="TestCategory=Sky&$without"
fi

mkdir -p "$results/$engine"
log="$results/$engine/$name.log"
DATALAB_TEST_ENGINE=$engine "${DOTNET:-dotnet}" test "$project" -c Release --no-build --nologo --filter "$without" \
    --results-directory "$results/$engine/$name" --logger trx --logger "console;verbosity=minimal" >"$log" 2>&1
status=$?
printf '== %s, %s\n%s\n' "$name" "$engine" "$(cat "$log")"
# xargs stops everything at 255.
exit $((status == 0 ? 0 : 1))
