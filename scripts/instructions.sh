#!/usr/bin/env bash
# Instructions of one ceremony without its signatures, counted by valgrind: the same number each time, whatever else the
# machine does. Compares with benches/instructions.tsv, and fails where a ceremony takes more than 3 % more, or less.
#
#   bash scripts/instructions.sh
#
# From stored bytes and the text of a response to the verdict. Hashes are in it, in software: valgrind knows no SHA instructions.
#
# COUNTERSIGN_BLESS  set to 1: writes the file
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
recorded=benches/instructions.tsv
target="${CARGO_TARGET_DIR:-$PWD/target}/instructions"
# Enough that what is done once falls out of the difference.
few=10
many=110
if ! command -v valgrind >/dev/null; then
    apt-get update && apt-get install --yes --no-install-recommends valgrind libc6-dbg || exit 1
fi
cargo build --locked --release --manifest-path benches/Cargo.toml -p countersign-instructions --target-dir "$target" || exit 1
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# counted CEREMONY TIMES
counted() {
    local said
    said=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$target/release/countersign-instructions" "$1" "$2" 2>&1) ||
        { echo "$said" >&2 && return 1; }
    sed -n 's/.*Collected *: *//p' <<<"$said" | grep -E '^[0-9]+$' || { echo "valgrind counted nothing: $said" >&2 && return 1; }
}

for ceremony in authentication-discoverable-es256 parsed:authentication-discoverable-es256 registration-none-es256 \
    registration-packed-es256 registration-tpm-es256 registration-fido-u2f-es256 \
    registration-android-key-es256 registration-android-safetynet-es256 registration-apple-es256 \
    registration-compound-es256; do
    kind=${ceremony%%authentication*}
    if [ "$kind" = "$ceremony" ]; then kind=; fi
    vector="${kind}test-vectors/${ceremony#parsed:}.json"
    first=$(counted "$vector" $few) && second=$(counted "$vector" $many) || exit 1
    printf '%s\t%d\n' "$ceremony" $(((second - first) / (many - few)))
done >"$output"
if [ "${COUNTERSIGN_BLESS:-}" = 1 ]; then cp "$output" $recorded; fi
[ -s $recorded ] || { echo "$recorded is missing or empty" >&2 && exit 1; }
awk -F '\t' '
    NR == FNR { before[$1] = $2; next }
    !($1 in before) { print $1 " is not in the file"; failed = 1; next }
    { printf "%-45s %8d  (%+.1f %%)\n", $1, $2, 100 * ($2 / before[$1] - 1) }
    $2 > 1.03 * before[$1] { print "  more than 3 % more than the " before[$1] " in the file"; failed = 1 }
    $2 < 0.97 * before[$1] { print "  more than 3 % less: COUNTERSIGN_BLESS=1 keeps what was gained"; failed = 1 }
    END { exit failed }
' $recorded "$output"
