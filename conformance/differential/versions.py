#!/usr/bin/env python3
"""The versions of the libraries that are there, as JSON: `versions.py FOLDER LOCK`, that of Node and Cargo's lock file."""

import importlib.metadata
import json
import pathlib
import sys
import tomllib


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, lock = map(pathlib.Path, sys.argv[1:])
    package = json.loads((folder / "node_modules/@simplewebauthn/server/package.json").read_text(encoding="utf-8"))
    crates = {crate["name"]: crate["version"] for crate in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]}
    versions = {
        "py_webauthn": importlib.metadata.version("webauthn"),
        "@simplewebauthn/server": package["version"],
        "python-fido2": importlib.metadata.version("fido2"),
        "webauthn-rs-core": crates["webauthn-rs-core"],
        "webauthn_rp": crates["webauthn_rp"],
    }
    print(json.dumps(versions, indent=4))


if __name__ == "__main__":
    main()
