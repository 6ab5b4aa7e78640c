#!/usr/bin/env bash
# Makes the peers ready: `peers.sh FOLDER`. py_webauthn and Node go into a virtual environment in the folder,
# @simplewebauthn/server beside it; installs what that needs, and the headers of OpenSSL for webauthn-rs-core 0.5.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)/peers"
folder=$1
mkdir -p "$folder"

needed=()
python3 -c 'import ensurepip, venv' 2>/dev/null || needed+=(python3-venv)
[ -e /usr/include/openssl/ssl.h ] || needed+=(libssl-dev pkg-config)
if [ ${#needed[@]} -gt 0 ]; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "${needed[@]}" >/dev/null
fi
if [ ! -x "$folder/python/bin/python" ]; then python3 -m venv "$folder/python"; fi
"$folder/python/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
PATH="$folder/python/bin:$PATH" npm install --prefix "$folder/node" --silent --no-fund --no-audit --ignore-scripts \
    --prefer-offline --save-exact @simplewebauthn/server@14.0.3 >/dev/null
