"""Why another library says otherwise than Countersign, and who is right by which section.

A disagreement belongs to the first cause that covers it. What no cause covers, and a cause that covers nothing, fails the run.
"""

import dataclasses
import fnmatch
import re

# Who is right.
US = "Countersign"
THEM = "the other"
# The specification leaves it open, or it was decided by what a library can be told.
OPEN = "either"
# The library leaves it to its callers, who were not asked here.
CALLER = "its caller"

PY, SIMPLE, FIDO2, CORE, RP = "py_webauthn", "@simplewebauthn/server", "python-fido2", "webauthn-rs-core", "webauthn_rp"


@dataclasses.dataclass(frozen=True)
class Cause:
    name: str
    right: str
    section: str
    why: str = ""
    # Of what we refuse and they accept: our steps (the last of a path), and names of vectors without format; patterns.
    steps: tuple = ()
    vectors: tuple = ("*",)
    # Of what they refuse and we accept: what they say, as a regular expression.
    says: str = ""
    libraries: tuple = (PY, SIMPLE, FIDO2, CORE, RP)

    def covers_acceptance(self, library, step, vector):
        return library in self.libraries and any_match(step, self.steps) and any_match(vector, self.vectors)

    def covers_refusal(self, library, reason, vector):
        return (
            library in self.libraries
            and bool(self.says)
            and re.search(self.says, reason) is not None
            and any_match(vector, self.vectors)
        )


def any_match(text, patterns):
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns)
