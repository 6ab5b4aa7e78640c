#!/usr/bin/env bash
# Explains the ceremonies in test-vectors/ step by step, all but the many in lies/, and then verifies them all and sums up.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --quiet -p countersign-cli
countersign="${CARGO_TARGET_DIR:-target}/debug/countersign"
grep -rl --include='*.json' --exclude-dir=lies '"countersign-vector/1"' test-vectors | LC_ALL=C sort | while read -r ceremony; do
    printf '\n%s\n\n' "$ceremony"
    # Exit code 1 says that it is refused, which some are meant to be.
    "$countersign" explain "$ceremony" || [ $? -eq 1 ]
done
echo
"$countersign" vectors test-vectors
