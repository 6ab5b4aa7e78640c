#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own, and stops that afterwards:
#
#   bash scripts/with_postgres.sh cargo test -p countersign-server
#
# The command finds the address in COUNTERSIGN_TEST_POSTGRES. The server is Debian's, installed if it is missing and may be; it
# listens on 127.0.0.1, keeps nothing, and is fast at the price of everything that a crash would cost. Where there is none, the
# command runs without the address.
set -uo pipefail
if [ -n "${COUNTERSIGN_TEST_POSTGRES:-}" ]; then exec "$@"; fi

programs() {
    find /usr/lib/postgresql -maxdepth 2 -name bin -type d 2>/dev/null | sort -V | tail -n 1
}

if [ -z "$(programs)" ]; then
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql) >&2 || true
fi
bin=$(programs)
if [ -z "$bin" ]; then
    echo "skipped: there is no PostgreSQL" >&2
    exec "$@"
fi

folder=$(mktemp -d)
user=$(id -un)
as_owner=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
    user=postgres
    chown postgres "$folder"
    as_owner=(runuser -u postgres --)
fi
stop() {
    (cd / && "${as_owner[@]}" "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate stop) >/dev/null 2>&1
    rm -rf "$folder"
}
trap stop EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])') || exit 1
start() {
    cd / || return 1
    "${as_owner[@]}" "$bin/initdb" --pgdata "$folder/data" --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync &&
        "${as_owner[@]}" "$bin/pg_ctl" --pgdata "$folder/data" --wait --log "$folder/log" start --options \
            "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c fsync=off -c full_page_writes=off"
}
if ! said=$(start 2>&1); then
    echo "$said" >&2
    cat "$folder/log" >&2
    exit 1
fi
COUNTERSIGN_TEST_POSTGRES="postgres://$user@127.0.0.1:$port/postgres" "$@"
