#!/usr/bin/env python3
"""Writes every ceremony to be judged as one JSON line: `{"id", "folder", "file", "vector"}`.

    collect.py PROJECT SHARED [LIES]    the project's folder, that of the shared vectors, and lies in the place of its own

The id is the vector's name behind that of its folder here, because two folders may have vectors of the same name.
"""

import json
import pathlib
import sys

SCHEMA = "countersign-vector/1"


def folders(project, shared, lies=None):
    own = project / "test-vectors"
    yield "test-vectors", own
    yield "test-vectors/lies", lies or own / "lies"
    for name in ("tpm-swtpm", "w3c-l3"):
        yield f"test-vectors/{name}", own / name
    for name in ("w3c-l3", "recorded", "clients"):
        yield f"shared/{name}", shared / name


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    for name, folder in folders(*map(pathlib.Path, sys.argv[1:])):
        count = 0
        for file in sorted(folder.glob("*.json")):
            vector = json.loads(file.read_text())
            # Others are no ceremonies.
            if isinstance(vector, dict) and vector.get("schema") == SCHEMA:
                line = {"id": f"{name}: {file.stem}", "folder": name, "file": str(file), "vector": vector}
                print(json.dumps(line, sort_keys=True))
                count += 1
        if count == 0:
            sys.exit(f"no vectors in {folder}")


if __name__ == "__main__":
    main()
