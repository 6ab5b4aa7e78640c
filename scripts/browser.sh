#!/usr/bin/env bash
# The page of the server in Chromium, with its virtual authenticator. Installs what it needs; the options are those of
# crates/server/browser-tests/suite.js.
#
#     scripts/browser.sh [--only TEXT] [--screenshots FOLDER] [--record FOLDER]
#
# --record writes chosen ceremonies as test vectors: --record test-vectors/chromium records those anew. Cases over HTTPS need the
# command openssl; without it they are skipped.
#
# COUNTERSIGN_REQUIRE_ALL=1 makes it a failure that there is no browser and no way to get one, or no openssl.
set -euo pipefail
cd "$(dirname "$0")/.."

# skipped REASON
skipped() {
    echo "skipped: $1"
    if [ "${COUNTERSIGN_REQUIRE_ALL:-}" = 1 ]; then exit 1; fi
    exit 0
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then skipped "there is no Node.js"; fi
if ! command -v chromium >/dev/null; then
    apt-get update --quiet=2 &&
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends chromium >/dev/null ||
        skipped "Chromium cannot be installed"
fi
npm ci --prefix crates/server/browser-tests --ignore-scripts --no-fund --no-audit --silent || skipped "npm cannot install"

cargo build --locked --quiet -p countersign-server
server="${CARGO_TARGET_DIR:-$PWD/target}/debug/countersign-server"
node crates/server/browser-tests/suite.js --server "$server" --chromium "$(command -v chromium)" "$@"
