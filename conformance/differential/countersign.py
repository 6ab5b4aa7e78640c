#!/usr/bin/env python3
"""Our own verdicts of ceremonies, as `countersign vectors` gives them, in the form that `drive.py` writes.

    countersign.py CEREMONIES VERDICTS COMMAND    what `collect.py` wrote, and the binary
"""

import json
import pathlib
import subprocess
import sys


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    source, target, command = sys.argv[1:]
    folders = {}
    for line in pathlib.Path(source).read_text().splitlines():
        ceremony = json.loads(line)
        folders.setdefault(ceremony["folder"], {})[ceremony["vector"]["id"]] = ceremony
    with open(target, "w", encoding="utf-8") as file:
        for ceremonies in folders.values():
            files = [ceremony["file"] for ceremony in ceremonies.values()]
            # It ends with 1 if a verdict is not the expected one; that is compared here.
            run = subprocess.run([command, "vectors", "--format", "json", *files], stdout=subprocess.PIPE, check=False)
            outcomes = [json.loads(line) for line in run.stdout.splitlines()]
            if sorted(outcome["id"] for outcome in outcomes) != sorted(ceremonies):
                sys.exit(f"{len(outcomes)} outcomes of {len(ceremonies)} ceremonies")
            for outcome in outcomes:
                got, identifier = outcome["got"], ceremonies[outcome["id"]]["id"]
                line = {"id": identifier, "verdict": got["verdict"], "step": got["step"], "reason": got["cause"] or ""}
                print(json.dumps(line), file=file)


if __name__ == "__main__":
    main()
