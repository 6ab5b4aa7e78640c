#!/usr/bin/env bash
# Fuzzes every target of `fuzz/`, or those that are named, and fails if one finds anything. Installs what it needs.
#
#     scripts/fuzz.sh [SECONDS [TARGET...]]    each for so many seconds, 10 without
#
# Prints a line for each target: executions, executions a second, edges covered, inputs in the corpus; everything that a
# target said which found something; and last how many targets ran and how many found something.
#
# COUNTERSIGN_SHARED     where the shared vectors are, which become seeds as `test-vectors/` does; ../shared without
# COUNTERSIGN_FUZZ_JOBS  how many targets run at a time; as many as there are processors without
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:-10}"
if [ $# -gt 0 ]; then shift; fi
shared="${COUNTERSIGN_SHARED:-../shared}/vectors"
jobs="${COUNTERSIGN_FUZZ_JOBS:-$(nproc)}"

# Bounds of one input, beside those that each target checks by itself (fuzz/src/bounds.rs). Longest input in bytes: a response
# with a chain of certificates is half of it. A plan of a ceremony says what is changed, and is short.
export MAX_INPUT_BYTES=16384 MAX_PLAN_BYTES=4096
# Seconds: a thousand times what the slowest takes, on a machine that has other things to do.
export TIMEOUT_SECONDS=10
# Largest single allocation, and largest process with its corpus and the sanitizer's own memory, in MiB.
export MALLOC_LIMIT_MB=64 RSS_LIMIT_MB=2048

# The sanitizer and its coverage are for compilers of every day; they are in this one too, and nothing else is built so.
export RUSTC_BOOTSTRAP=1
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
if ! command -v c++ >/dev/null; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends g++ >/dev/null
fi
if ! cargo fuzz --version >/dev/null 2>&1; then
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked cargo-fuzz@0.13.2
fi

# The fuzzer's command has no `--locked`.
cargo metadata --quiet --locked --format-version 1 --manifest-path fuzz/Cargo.toml >/dev/null
cargo fuzz build --fuzz-dir fuzz >&2
host=$(rustc -vV | sed -n 's/^host: //p')
export PROGRAMS="$CARGO_TARGET_DIR/$host/release"
cd fuzz
folders=(../test-vectors)
case "$shared" in /*) ;; *) shared="../$shared" ;; esac
if [ -d "$shared" ]; then folders+=("$shared"); fi
"$PROGRAMS/seeds" corpus "${folders[@]}"

# Ceremonies first.
if [ $# -eq 0 ]; then
    set -- registration authentication registration_tampered authentication_tampered
    for target in targets/*.rs; do
        target=$(basename "$target" .rs)
        case " $* " in *" $target "*) ;; *) set -- "$@" "$target" ;; esac
    done
fi

# fuzz SECONDS TARGET: its line, or what it said. The log stays for whoever started this.
fuzz() {
    local seconds=$1 target=$2 log="$LOGS/$2" length=$MAX_INPUT_BYTES code=0
    local options=(-dict=dictionaries/webauthn.dict)
    case "$target" in
        registration | authentication | *_tampered | providers)
            length=$MAX_PLAN_BYTES
            # Plans are not words, and a longer one is no harder to get through.
            options=(-len_control=0)
            ;;
    esac
    mkdir -p "corpus/$target" "artifacts/$target"
    "$PROGRAMS/$target" "corpus/$target" "${options[@]}" -max_total_time="$seconds" -max_len="$length" \
        -timeout="$TIMEOUT_SECONDS" -malloc_limit_mb="$MALLOC_LIMIT_MB" -rss_limit_mb="$RSS_LIMIT_MB" \
        -print_final_stats=1 -artifact_prefix="artifacts/$target/" >"$log" 2>&1 || code=$?
    if [ "$code" -ne 0 ]; then
        touch "$log.failed"
        tail -n 60 "$log"
        printf '%-26s FAILED, with exit code %s\n' "$target" "$code"
        return 1
    fi
    awk -v target="$target" '
        /^stat::number_of_executed_units/ { executions = $2 }
        /^stat::average_exec_per_sec/ { rate = $2 }
        / cov: / {
            for (i = 1; i < NF; i++) {
                if ($i == "cov:") edges = $(i + 1)
                if ($i == "corp:") { split($(i + 1), inputs, "/"); corpus = inputs[1] }
            }
        }
        END {
            printf "%-26s %9d executions %7d/s %6d edges %5d inputs\n", target, executions, rate, edges, corpus
        }' "$log"
}
export -f fuzz

LOGS=$(mktemp -d)
export LOGS
trap 'rm -rf "$LOGS"' EXIT
printf '%s\n' "$@" | xargs -P "$jobs" -I TARGET bash -c 'fuzz "$0" "$1"' "$seconds" TARGET || true
found=$(find "$LOGS" -name '*.failed' | wc -l)
executions=$(cat "$LOGS"/* | awk '/^stat::number_of_executed_units/ { sum += $2 } END { printf "%d", sum }')
ran=$(find "$LOGS" -type f ! -name '*.failed' | wc -l)
echo "$ran targets, $executions executions, $found found something"
[ "$ran" -eq $# ] && [ "$found" -eq 0 ]
