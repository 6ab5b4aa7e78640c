"""What the adapters in Python have in common: the protocol of `drive.py`."""

import base64
import json
import sys


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def causes(error):
    """An exception and those behind it, in one line."""
    lines = []
    while error is not None:
        lines.append(f"{type(error).__name__}: {error}".replace("\n", " "))
        error = error.__cause__ or error.__context__
    return ", because ".join(lines)


class Unknown(Exception):
    """The library cannot be told what the ceremony is about."""


def serve(judge, refusals):
    """Answers each ceremony. `judge` returns if the library accepts; `refusals` are the exceptions by which it refuses."""
    for line in sys.stdin:
        question = json.loads(line)
        try:
            judge(question["vector"])
            verdict, reason = "accept", ""
        except Unknown as unknown:
            verdict, reason = "unknown", str(unknown)
        except refusals as error:
            verdict, reason = "reject", causes(error)
        # Whatever else a library raises is nothing that its callers could expect.
        except Exception as error:  # noqa: BLE001
            verdict, reason = "crash", causes(error)
        print(json.dumps({"id": question["id"], "verdict": verdict, "reason": reason}), flush=True)
