#!/usr/bin/env bash
# Runs NIST PKITS, sections 4.1 to 4.4, 4.6, 4.7 and 4.16. The suite is fetched: it is part of the PyPI package
# cryptography-vectors. What is expected stands in test-vectors/pkits.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v pip >/dev/null; then apt-get update && apt-get install --yes --no-install-recommends python3-pip; fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pip download --quiet --no-deps --dest "$folder" cryptography-vectors==46.0.3
python3 -m zipfile -e "$folder"/cryptography_vectors-*.whl "$folder"
cargo run --locked --quiet -p countersign-vectors --example pkits -- "$folder/cryptography_vectors/x509/PKITS_data"
