#!/usr/bin/env bash
# shards.sh FILE.fits [ROUNDS]: the same table on one PostgreSQL and over three, all on this machine; the time of queries as ratios.
# The file has the columns id, ra, dec, gmag, rmag and cls. Least time of some rounds, taken by turns; nothing is left behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
file=$(realpath "$1")
rounds="${2:-5}"
binaries=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
folder=$(mktemp -d)
datalab=(dotnet "$PWD/artifacts/bin/Host/release/datalab.dll")
servers=()

as_user() {
    if [[ $(id -u) == 0 ]]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}
finish() {
    for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done
    for i in 0 1 2; do as_user "$binaries/pg_ctl" -D "$folder/$i" -m immediate stop >/dev/null 2>&1 || true; done
    rm -rf "$folder"
}
trap finish EXIT
[[ $(id -u) != 0 ]] || chown postgres "$folder"
chmod 755 "$folder"

port() { echo $((26540 + $1)); }
sql() { psql -X -q -h "$folder" -p "$(port "$1")" -U postgres -d "$2" -c "$3" >/dev/null; }

echo secret >"$folder/password"
as_user "$binaries/initdb" -D "$folder/0" -U postgres -E UTF8 --locale=C --auth-local=trust --auth-host=scram-sha-256 \
    --pwfile "$folder/password" --no-sync >/dev/null
for i in 1 2; do cp -a "$folder/0" "$folder/$i"; done
for i in 0 1 2; do
    as_user "$binaries/pg_ctl" -D "$folder/$i" -l "$folder/$i.log" -w start -o "-p $(port $i) -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories=$folder -c fsync=off -c shared_buffers=512MB -c max_wal_size=8GB" >/dev/null
    sql $i postgres "CREATE DATABASE shard"
    echo "127.0.0.1:$(port $i):*:postgres:secret" >>"$folder/pgpass"
done
chmod 600 "$folder/pgpass"
export PGPASSFILE="$folder/pgpass"
shards=""
for i in 0 1 2; do
    shards+="{\"Name\":\"s$i\",\"Connection\":\"Host=127.0.0.1;Port=$(port $i);Database=shard;Username=postgres\",\"User\":\"postgres\",\"PasswordFile\":\"password\"},"
done
echo "{\"Shards\":[$shards]}" >"$folder/shards.json"

for kind in one three; do
    sql 0 postgres "CREATE DATABASE $kind"
    database="Host=127.0.0.1;Port=$(port 0);Database=$kind;Username=postgres"
    spread=()
    [[ $kind == one ]] || spread=(--shards "$folder/shards.json")
    echo "$kind: $("${datalab[@]}" ingest "$file" --data "$folder/work" --schema sky --table stars --id id \
        --database "$database" "${spread[@]}" | tail -1)"
    echo "{\"Catalog\":{\"PostgreSql\":\"$database\"}}" >"$folder/$kind.json"
    [[ $kind == one ]] && http=26551 || http=26552
    mkdir "$folder/$kind"
    "${datalab[@]}" serve --data "$folder/$kind" --port $http --config "$folder/$kind.json" >"$folder/$kind.out" 2>&1 &
    servers+=($!)
    until curl -sf "localhost:$http/tap/availability" >/dev/null; do sleep 0.2; done
done

# The upload: a thousand stars of the file.
curl -s localhost:26551/tap/sync -d LANG=ADQL -d FORMAT=votable \
    --data-urlencode "QUERY=SELECT TOP 1000 id AS mine, ra, dec FROM sky.stars WHERE MOD(id, 97) = 0" >"$folder/mine.vot"

ask() {
    local upload=()
    [[ $2 != *TAP_UPLOAD* ]] || upload=(-F "UPLOAD=mine,param:mine" -F "mine=@$folder/mine.vot")
    curl -sf -o "$folder/answer.$1" -w '%{time_total}\n' "localhost:$1/tap/sync" -F LANG=ADQL -F FORMAT=votable/b2 -F "QUERY=$2" "${upload[@]}"
}
compare() {
    local one=1000 three=1000 time
    for ((i = 0; i < rounds; i++)); do
        time=$(ask 26551 "$2")
        one=$(python3 -c "print(min($one, $time))")
        time=$(ask 26552 "$2")
        three=$(python3 -c "print(min($three, $time))")
    done
    python3 -c "print(f'{\"$1\":34} {$three / $one:5.2f}')"
}
echo "three shards / one server, least of $rounds"
compare "rows by brightness, all read" "SELECT COUNT(*) AS n FROM sky.stars WHERE gmag + rmag < 38"
compare "mean of groups" "SELECT cls, COUNT(*) AS n, AVG(gmag) AS g FROM sky.stars GROUP BY cls"
compare "scan, 1 % of the rows" "SELECT id, ra, dec, gmag, rmag FROM sky.stars WHERE gmag < 15.3"
compare "export of 5 columns" "SELECT TOP 300000 id, ra, dec, gmag, rmag FROM sky.stars"
compare "first 100 by brightness" "SELECT TOP 100 id, gmag FROM sky.stars ORDER BY gmag"
compare "cone of 0.5 deg" "SELECT id, ra, dec FROM sky.stars WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(150.1, 2.2, 0.5))"
compare "one identifier" "SELECT ra, dec FROM sky.stars WHERE id = 4711"
compare "1,000 uploaded positions" "SELECT u.mine, s.id FROM TAP_UPLOAD.mine AS u JOIN sky.stars AS s ON DISTANCE(u.ra, u.dec, s.ra, s.dec) < 0.0003"
