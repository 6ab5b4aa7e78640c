#!/usr/bin/env bash
# Every check of the project, the same here and in continuous integration. Installs what it needs.
#
# Prints a line for each stage, with its seconds, everything that a failing stage said, and last `N passed, N failed`: tests,
# and the stages that are not tests, one each. Exits with 1 if anything failed.
#
# COUNTERSIGN_SHARED       where the shared vectors are; ../shared without
# COUNTERSIGN_REQUIRE_ALL  set to 1: what would be skipped, because something is not there, fails
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export COUNTERSIGN_SHARED="${COUNTERSIGN_SHARED:-$(cd .. && pwd)/shared}"
require_all="${COUNTERSIGN_REQUIRE_ALL:-}"
shared="$COUNTERSIGN_SHARED/vectors"
libraries="countersign-cbor countersign-cose countersign-wire countersign-x509 countersign-attestation countersign
    countersign-mds countersign-authenticator countersign-vectors"
target="${CARGO_TARGET_DIR:-$PWD/target}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

# stage NAME COMMAND...: runs it, shows what it said if it fails, and counts: its tests if it has any, else itself.
stage() {
    local name=$1 start=$SECONDS verdict=passed counts
    shift
    "$@" >"$log" 2>&1 || verdict=FAILED
    # Tests that were run, as cargo sums them up.
    counts=$(awk '/^test result:/ { passed += $4; failed += $6 } END { print passed + 0, failed + 0 }' "$log")
    local tests=${counts% *} failures=${counts#* }
    if [ "$verdict" = FAILED ]; then
        cat "$log"
        if [ "$failures" -eq 0 ]; then failures=1; fi
    elif [ "$tests" -eq 0 ]; then
        tests=1
    fi
    passed=$((passed + tests))
    failed=$((failed + failures))
    printf '%5d s  %-6s  %s\n' $((SECONDS - start)) "$verdict" "$name"
    grep '^report: ' "$log" | sed 's/^report: /                 /'
}

# What the checks need beside cargo: a linker, two components of the toolchain, cargo-deny.
tools() {
    if ! command -v cc >/dev/null; then
        apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev || return 1
    fi
    cargo fmt --version || rustup component add rustfmt || return 1
    cargo clippy --version || rustup component add clippy || return 1
    # Without optimisation: it is built in half the time and runs for a second.
    cargo deny --version || CARGO_PROFILE_DEV_DEBUG=0 cargo install --debug --locked cargo-deny@0.20.2
}

format() {
    cargo fmt --all --check && cargo fmt --manifest-path benches/Cargo.toml --all --check &&
        cargo fmt --manifest-path fuzz/Cargo.toml --check
}

lints() {
    cargo clippy --locked --workspace --all-targets --all-features -- -D warnings &&
        cargo clippy --locked -p countersign-cose --no-default-features -- -D warnings &&
        cargo clippy --locked -p countersign --no-default-features -- -D warnings &&
        cargo clippy --locked -p countersign -- -D warnings &&
        cargo clippy --locked -p countersign-server -p countersign-cli --no-default-features -- -D warnings &&
        cargo clippy --locked -p countersign-server -p countersign-cli -- -D warnings
}

# Every workspace beside this one builds with what stands in its lock file: that is known here, and not after minutes.
lock_files() {
    local lock
    for lock in Cargo.lock benches/Cargo.lock benches/peers/Cargo.lock fuzz/Cargo.lock conformance/differential/rust/Cargo.lock; do
        cargo metadata --quiet --locked --format-version 1 --manifest-path "${lock%lock}toml" >/dev/null || return 1
    done
}

# Lints see one crate and one configuration; this sees the text.
forbidden_words() {
    local panics='unwrap_used|expect_used|panic|unreachable|todo|unimplemented|indexing_slicing|string_slice'
    local all='crates benches fuzz/src fuzz/targets fuzz/seeds'
    # shellcheck disable=SC2086 # several words
    ! grep -rnE '\bunsafe +(\{|fn|impl|trait|extern)' $all --include='*.rs' &&
        ! grep -rnE '(\[|, *)allow\(' $all --include='*.rs' &&
        ! grep -rnE "clippy::($panics|arithmetic_side_effects)" crates/*/src --include='*.rs' \
            --exclude=tests.rs --exclude-dir=tests
}

quick_start() {
    awk '/^```rust/ { on = 1; next } /^```/ { on = 0 } on' crates/countersign/README.md >"$log.block"
    awk '/^```rust/ { on = 1; next } /^```/ { on = 0 } on' README.md | diff - "$log.block" &&
        [ "$(wc -l <"$log.block")" -le 40 ]
    local verdict=$?
    rm -f "$log.block"
    return $verdict
}

documentation() {
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --all-features --no-deps
}

# The server's are run on PostgreSQL too, where there is one.
tests() {
    bash scripts/with_postgres.sh cargo test --locked --workspace --all-features --no-fail-fast --lib --bins --tests --examples
}

documentation_tests() {
    cargo test --locked --workspace --all-features --no-fail-fast --doc
}

one_version_each() {
    local library tree
    for library in $libraries; do
        tree=$(cargo tree --locked --duplicates --edges normal,no-proc-macro --all-features -p "$library") || return 1
        if [ -n "$tree" ]; then
            printf '%s has two versions of one crate:\n%s\n' "$library" "$tree"
            return 1
        fi
    done
}

licences() {
    cargo deny --locked check bans licenses sources
}

# Builds every crate out of its package, with the others' packages as a registry: in a new folder each time, because cargo
# takes packages of the same place, name and version for the same packages, whatever is in them by now. Uncommitted changes
# are refused in continuous integration alone.
packages() {
    local folder verdict dirty=--allow-dirty
    if [ "$require_all" = 1 ]; then dirty=; fi
    mkdir -p "$target" && folder=$(mktemp -d "$target/packages.XXXXXX") || return 1
    CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 cargo package --locked --workspace $dirty --target-dir "$folder"
    verdict=$?
    rm -rf "$folder"
    return $verdict
}

# reported COMMAND...: runs it, and reports the last line that it wrote.
reported() {
    local output code
    output=$("$@")
    code=$?
    echo "$output"
    echo "report: $(tail -n 1 <<<"$output")"
    return "$code"
}

# vectors FOLDER: runs it through the command, which fails if one does not go as it should. What is skipped, or differs on
# purpose, is said with its reason.
vectors() {
    reported "$target/debug/countersign" vectors "$1"
}

command_line() {
    cargo build --locked --workspace --all-features --bins
}

stage 'tools' tools
stage 'format' format
stage 'lock files' lock_files
stage 'forbidden words' forbidden_words
stage 'quick start of both READMEs' quick_start
stage 'lints' lints
stage 'documentation' documentation
stage 'tests' tests
stage 'documentation tests' documentation_tests
stage 'one version of each dependency' one_version_each
stage 'licences and sources' licences
stage 'packages' packages
stage 'command' command_line
stage 'vectors test-vectors' vectors test-vectors
if command -v swtpm >/dev/null || command -v apt-get >/dev/null || [ "$require_all" = 1 ]; then
    # Registrations that a software TPM certified, made anew each time.
    stage 'real TPM' reported bash scripts/tpm_swtpm.sh
else
    printf '         SKIPPED  real TPM: there is no swtpm, and no apt-get to install it with\n'
fi
# What a ceremony costs beside its signatures, on the machine that the figures are of.
if [ "$(uname -m)" != x86_64 ]; then
    printf '         SKIPPED  instructions: the figures are those of x86-64\n'
elif command -v valgrind >/dev/null || command -v apt-get >/dev/null || [ "$require_all" = 1 ]; then
    stage 'instructions' bash scripts/instructions.sh
else
    printf '         SKIPPED  instructions: there is no valgrind, and no apt-get to install it with\n'
fi
# The page in a real browser, with the server that was built for the tests.
stage 'browser' reported bash scripts/browser.sh
# Every target of the fuzzer for ten seconds: that they still run, and find nothing in plain sight.
stage 'fuzzing' reported bash scripts/fuzz.sh 10
if [ -d "$shared" ]; then
    for folder in "$shared"/*/; do
        stage "vectors $(basename "$folder")" vectors "${folder%/}"
    done
elif [ "$require_all" = 1 ]; then
    stage 'vectors of others' ls "$shared"
else
    printf '         SKIPPED  vectors of others, and the tests that read them: there is no %s\n' "$shared"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
