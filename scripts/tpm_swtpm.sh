#!/usr/bin/env bash
# Has a software TPM (swtpm) certify credential keys, and verifies the registrations that come of it. Installs what it needs.
#
#     scripts/tpm_swtpm.sh                                   records into a temporary folder, and runs what it recorded
#     scripts/tpm_swtpm.sh --record test-vectors/tpm-swtpm   records into that folder
#
# Prints last `N passed, N failed, N skipped`, as `countersign vectors` does, and exits as it does.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${CARGO_TARGET_DIR:-$PWD/target}/tpm-swtpm/python"
state=$(mktemp -d)
swtpm=
# Ends the TPM that was started here, and no other.
trap 'if [ -n "$swtpm" ]; then kill "$swtpm" 2>/dev/null || true; fi; rm -rf "$state"' EXIT

if ! command -v swtpm >/dev/null || ! pkg-config --exists tss2-esys; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends \
        swtpm libtss2-dev libtss2-tcti-swtpm0 gcc libc6-dev pkg-config python3-dev python3-venv >/dev/null
fi
if [ ! -x "$python/bin/python" ] || ! "$python/bin/python" -c 'import cryptography, tpm2_pytss' 2>/dev/null; then
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet cryptography==50.0.2 tpm2-pytss==3.0.0
fi

# Commands and control have two ports, of which the second follows the first.
port=$(python3 - <<'END'
import socket
while True:
    with socket.socket() as one, socket.socket() as next_one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        try:
            next_one.bind(("127.0.0.1", port + 1))
        except (OSError, OverflowError):
            continue
        print(port)
        break
END
)
# The state folder has to be named from the root.
swtpm socket --tpm2 --tpmstate "dir=$state" --flags not-need-init,startup-clear \
    --server "type=tcp,bindaddr=127.0.0.1,port=$port" --ctrl "type=tcp,bindaddr=127.0.0.1,port=$((port + 1))" &
swtpm=$!
for _ in $(seq 50); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; then break; fi
    sleep 0.1
done
"$python/bin/python" scripts/tpm_swtpm.py --tcti "swtpm:host=127.0.0.1,port=$port" "$@"
