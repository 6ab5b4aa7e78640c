#!/usr/bin/env bash
# Which lines and branches of the crates that verify no test reaches: runs every test with counters, and writes docs/coverage.md.
# Installs what it needs. Fails if a line or a branch is not reached and docs/coverage-reasons.txt does not say why.
#
#     scripts/coverage.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export COUNTERSIGN_SHARED="${COUNTERSIGN_SHARED:-$(cd .. && pwd)/shared}"
# Everything is built once and with counters: nothing of it is of use to a later build.
export CARGO_INCREMENTAL=0
if ! command -v python3 >/dev/null; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends python3 >/dev/null
fi
# Without optimisation: it is built in half the time, and little of the time of a run is its own.
cargo llvm-cov --version >/dev/null 2>&1 || CARGO_PROFILE_DEV_DEBUG=0 cargo install --debug --locked cargo-llvm-cov@0.9.1

# The profile has the format of the LLVM in the compiler: an older reader does not know it, so the distribution's has to
# be as new. Without one, rustup's component has to be there.
version=$(rustc --version --verbose | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
if [ -z "${LLVM_COV:-}" ] || [ -z "${LLVM_PROFDATA:-}" ]; then
    if ! command -v "llvm-cov-$version" >/dev/null; then
        apt-get update --quiet=2
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "llvm-$version" >/dev/null ||
            rustup component add llvm-tools
    fi
    if command -v "llvm-cov-$version" >/dev/null; then
        export LLVM_COV="llvm-cov-$version" LLVM_PROFDATA="llvm-profdata-$version"
        LLVM_COV=$(command -v "$LLVM_COV") LLVM_PROFDATA=$(command -v "$LLVM_PROFDATA")
    fi
fi

report="${CARGO_TARGET_DIR:-$PWD/target}/coverage.json"
mkdir -p "$(dirname "$report")"
# Counting branches is unstable in the compiler, and nothing else here is: hence the variable, for this one command.
RUSTC_BOOTSTRAP=1 cargo llvm-cov --locked --workspace --all-features --branch --json --output-path "$report" \
    --lib --bins --tests --examples
python3 scripts/coverage.py "$report"
