#!/usr/bin/env bash
# Measures authentications built by several profiles, for the table of profiles in docs/performance.md, which the next run
# of scripts/performance.sh writes. Takes a quarter of an hour, nearly all of it building.
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
results="$CARGO_TARGET_DIR/performance/profiles"
rm -rf "$results"

# profile LTO UNITS: what cargo calls `lto` and `codegen-units`.
profile() {
    CRITERION_HOME="$results/lto = $1, codegen-units = $2" CARGO_PROFILE_BENCH_LTO=$1 CARGO_PROFILE_BENCH_CODEGEN_UNITS=$2 \
        cargo bench --locked --quiet --bench performance -- --measurement-time 2 'authentication es256' >"$results.log" 2>&1 ||
        { cat "$results.log"; exit 1; }
}
# Cargo's own `release`, what benches/Cargo.toml has, and the most that there is.
mkdir -p "$results"
profile false 16
profile false 1
profile thin 1
profile fat 1
