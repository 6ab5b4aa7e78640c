#!/usr/bin/env python3
"""Has an adapter judge ceremonies, and writes its verdicts.

    drive.py CEREMONIES VERDICTS FAKETIME COMMAND...

CEREMONIES is what `collect.py` wrote, FAKETIME the library that moves the clock. The protocol: the adapter reads one JSON
line for each ceremony (`id`, `vector`) and answers with one (`id`, `verdict`, `reason`), in order. The verdict is `accept`,
`reject`, `crash` (the library broke instead of refusing) or `unknown` (the library cannot be told what the ceremony is
about). An adapter that ends or hangs crashed at the ceremony that it has not answered, and is started anew for the next.

Libraries judge certificates by the clock of the machine, so one adapter runs for each moment at which ceremonies are to be
judged, under a clock that stands still there.
"""

import json
import os
import pathlib
import selectors
import subprocess
import sys
import tempfile

# When a ceremony is judged that does not say; the same moment as in the vectors of this project.
DEFAULT_MOMENT = "2026-01-01T00:00:00Z"
# A ceremony takes milliseconds; the first one waits for an interpreter to start.
SECONDS_FOR_ONE = 30
VERDICTS = ("accept", "reject", "crash", "unknown")


class Adapter:
    def __init__(self, command, environment):
        # A file, because nobody reads a pipe until the end.
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors
        )
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)

    def judge(self, ceremony):
        """The verdict and the reason; nothing if the adapter ended or hangs."""
        question = {"id": ceremony["id"], "vector": ceremony["vector"]}
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        if not self.selector.select(SECONDS_FOR_ONE):
            return None
        answer = self.process.stdout.readline()
        if not answer.endswith(b"\n"):
            return None
        answer = json.loads(answer)
        if answer["id"] != ceremony["id"] or answer["verdict"] not in VERDICTS:
            sys.exit(f"no answer to {ceremony['id']}: {answer}")
        return answer["verdict"], answer["reason"]

    def end(self):
        """Ends it; the last line that it wrote on standard error."""
        self.process.kill()
        self.process.communicate()
        self.errors.seek(0)
        lines = self.errors.read().decode(errors="replace").strip().splitlines()
        self.errors.close()
        return lines[-1] if lines else "no word"


def environment_at(moment, faketime):
    return os.environ | {
        "LD_PRELOAD": faketime,
        "FAKETIME": moment.replace("T", " ").rstrip("Z"),
        # Waiting stays real.
        "DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    source, target, faketime, *command = sys.argv[1:]
    moments = {}
    for line in pathlib.Path(source).read_text().splitlines():
        ceremony = json.loads(line)
        moment = ceremony["vector"].get("attestation", {}).get("at", DEFAULT_MOMENT)
        moments.setdefault(moment, []).append(ceremony)
    verdicts = {}
    for moment, ceremonies in moments.items():
        environment = environment_at(moment, faketime)
        adapter = None
        for ceremony in ceremonies:
            adapter = adapter or Adapter(command, environment)
            verdict = adapter.judge(ceremony)
            if verdict is None:
                verdict = ("crash", f"ended: {adapter.end()}")
                adapter = None
            verdicts[ceremony["id"]] = verdict
        if adapter:
            adapter.end()
    with open(target, "w", encoding="utf-8") as file:
        for identifier in sorted(verdicts):
            verdict, reason = verdicts[identifier]
            print(json.dumps({"id": identifier, "verdict": verdict, "reason": reason}), file=file)


if __name__ == "__main__":
    main()
