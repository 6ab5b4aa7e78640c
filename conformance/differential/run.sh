#!/usr/bin/env bash
# Has five other relying parties judge every vector, and writes docs/differential.md: see there. Installs what it needs.
#
# COUNTERSIGN_SHARED  where the shared vectors are; ../shared without
set -euo pipefail
cd "$(dirname "$0")/../.."
here=conformance/differential
target="${CARGO_TARGET_DIR:-$PWD/target}"
shared="${COUNTERSIGN_SHARED:-$(cd .. && pwd)/shared}/vectors"
libraries="$target/differential"
python="$libraries/python"
results="$libraries/results"
lies="$libraries/lies-of-16-bytes"
mkdir -p "$results"

faketime() {
    find /usr/lib -name libfaketime.so.1 -print -quit
}

if ! python3 -c 'import ensurepip, venv' 2>/dev/null || [ -z "$(faketime)" ]; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends python3-venv libfaketime >/dev/null
fi
if [ ! -x "$python/bin/python" ]; then python3 -m venv "$python"; fi
# Node comes from there too: which algorithms @simplewebauthn/server knows depends on its version.
"$python/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
export PATH="$python/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
npm install --prefix "$libraries/node" --silent --no-fund --no-audit --ignore-scripts --prefer-offline \
    --save-exact @simplewebauthn/server@14.0.3 >/dev/null
CARGO_TARGET_DIR="$libraries/rust" cargo build --locked --quiet --manifest-path "$here/rust/Cargo.toml"
cargo build --locked --quiet -p countersign-cli
rm -rf "$lies"
cargo run --locked --quiet -p countersign-vectors --example lies_of_16_bytes -- "$lies"

python "$here/collect.py" "$PWD" "$shared" >"$results/ceremonies.jsonl"
python "$here/collect.py" "$PWD" "$shared" "$lies" >"$results/ceremonies-16.jsonl"
for suffix in "" -16; do
    python "$here/countersign.py" "$results/ceremonies$suffix.jsonl" "$results/countersign$suffix.jsonl" \
        "$target/debug/countersign"
done

# judge NAME SUFFIX COMMAND...: which ceremonies, and the adapter.
judge() {
    local name=$1 suffix=$2
    shift 2
    python "$here/drive.py" "$results/ceremonies$suffix.jsonl" "$results/$name.jsonl" "$(faketime)" "$@"
}
judge py_webauthn "" python "$here/py_webauthn.py"
judge simplewebauthn "" node --no-warnings "$here/simplewebauthn.mjs" "$libraries/node"
judge python_fido2 "" python "$here/python_fido2.py"
judge webauthn_rs_core "" "$libraries/rust/debug/webauthn_rs_core"
judge webauthn_rp -16 "$libraries/rust/debug/webauthn_rp"

python "$here/versions.py" "$libraries/node" "$here/rust/Cargo.lock" >"$results/versions.json"
python "$here/compare.py" "$results" docs/lies.md docs/differential.md
