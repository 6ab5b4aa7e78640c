#!/usr/bin/env bash
# Mutants of the verifying crates: one change of the code at a time, and a test has to fail for it.
#
#   bash scripts/mutants.sh [AREA...]      ceremonies formats cbor wire cose x509; all of them without
#
# A run that was interrupted goes on where it stopped: what a test caught is not tried again, what none caught is. Results
# are in target/mutants/AREA. Files that were run to their end are in docs/mutants.tsv, and are run again when they have
# changed. Exits with 1 where a mutant survives that docs/mutants-equivalent.txt does not explain.
#
# COUNTERSIGN_SHARED       where the shared vectors are; ../shared without
# COUNTERSIGN_BLESS        set to 1: writes docs/mutants.tsv and docs/mutants.md from what has been run
# COUNTERSIGN_MUTANTS_ALL  set to 1: runs every file
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export COUNTERSIGN_SHARED="${COUNTERSIGN_SHARED:-$(cd .. && pwd)/shared}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target/mutants/build}"
export RUST_BACKTRACE=0
results="$PWD/target/mutants"
areas=${*:-ceremonies formats cbor wire cose x509}
mkdir -p "$results"

cargo mutants --version >/dev/null 2>&1 || cargo install --locked cargo-mutants@27.1.0 || exit 1
cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest || exit 1

# mutate PACKAGE TESTED-PACKAGES TESTS...: only tests that look at verdicts and values, not those that hold documents current.
mutate() {
    local package=$1 tested=$2
    shift 2
    cargo mutants --package "$package" --test-package "$tested" --all-features --test-tool nextest --profile mutants \
        --no-shuffle --baseline skip --iterate --timeout 60 --build-timeout 120 --colors never \
        --output "$results/$area" "${files[@]}" -- "$@"
}

# unchanged TESTS...: they pass as the code is, or no mutant could fail because of them.
unchanged() {
    # A run that was interrupted may have left the program of a mutant, which is newer than the code as it is.
    find crates -name '*.rs' -exec touch {} +
    cargo nextest run --cargo-profile mutants --all-features "$@" || {
        echo "the tests fail as the code is" >&2
        exit 1
    }
}

verdicts='not test(/^(attacks|coverage|client)::/)'
for area in $areas; do
    mkdir -p "$results/$area"
    files=()
    case $area in
    ceremonies) package=countersign tested=countersign tests=(--lib --test ceremonies -E "$verdicts") ;;
    formats)
        package=countersign-attestation tested=countersign-attestation,countersign
        tests=(--lib --test ceremonies --test procedure -E "$verdicts")
        ;;
    cbor | wire | cose | x509) package=countersign-$area tested=$package tests=() ;;
    *)
        echo "no area '$area'" >&2
        exit 2
        ;;
    esac
    todo=$(python3 scripts/mutants.py todo "$area") || exit 1
    for file in $todo; do files+=(--file "$file"); done
    if [ ${#files[@]} -eq 0 ]; then continue; fi
    # shellcheck disable=SC2046
    unchanged $(printf -- '--package %s ' ${tested//,/ }) "${tests[@]}"
    mutate "$package" "$tested" "${tests[@]}"
done
python3 scripts/mutants.py judge "$results"
