#!/usr/bin/env python3
"""The proof of the step tables: removes one step's line at a time, and demands that the ceremonies fail without it.

Works on a copy of the workspace below the target directory, with a target directory of its own. Each step is removed by one change of text, the test binary
`ceremonies` is built and run, and a row has to fail that names the step. Where a step yields a value that nothing can
stand in for, it is given another step's name instead; the row then sees another id.

    scripts/remove_steps.py                 all steps
    scripts/remove_steps.py --only REG_     those whose static begins so, or whose id does
    scripts/remove_steps.py --from 7.1.20   that one and all behind it, to go on after an interruption

Prints a line for each step and last `N passed, N failed`.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

WORKSPACE = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target")).resolve()
COPY = TARGET / "remove-steps"
# Cargo tells crates of one name apart by their place in the workspace, so the copy may not build where the original does.
COPY_TARGET = TARGET / "remove-steps-target"

# What the tests read. Everything else of the workspace may be missing.
COPIED = ["Cargo.toml", "Cargo.lock", "clippy.toml", "crates", "docs", "test-vectors"]

# The rows, and the tests that walk the tables. Those of other things are not what is proved here.
TESTS = ["registration_rows", "authentication_rows", "kept_attestations", "steps::"]

REGISTRATION = "crates/countersign/src/registration.rs"
PARSED = "crates/countersign/src/verifying_credential.rs"
ASSERTION = "crates/countersign/src/assertion.rs"
OPTIONS = "crates/countersign/src/options.rs"
REQUEST_OPTIONS = "crates/countersign/src/request_options.rs"
FORMATS = "crates/attestation/src/formats.rs"
PACKED = "crates/attestation/src/formats/packed.rs"
SAFETYNET = "crates/attestation/src/formats/android_safetynet.rs"
COMPOUND = "crates/attestation/src/formats/compound.rs"
ANDROID_KEY = "crates/attestation/src/formats/android_key.rs"
TPM = "crates/attestation/src/formats/tpm/mod.rs"
FIDO_U2F = "crates/attestation/src/formats/fido_u2f.rs"
AUTHENTICATOR_DATA = "crates/wire/src/authenticator_data.rs"
KEY = "crates/cose/src/key.rs"

# A step that yields a value, and what stands in for the value where the check is removed. `{}` is the outcome.
INSTEAD = {
    "REG_4_EXTENSIONS": "Ok::<_, Cause>({}.unwrap_or_else(|_| alloc::boxed::Box::leak(alloc::boxed::Box::default())))",
    "AUTH_4_EXTENSIONS": "Ok::<_, Cause>({}.unwrap_or_else(|_| alloc::boxed::Box::leak(alloc::boxed::Box::default())))",
    "REG_11_TOP_ORIGIN": "Ok::<_, Cause>({}.unwrap_or(None))",
    "AUTH_14_TOP_ORIGIN": "Ok::<_, Cause>({}.unwrap_or(None))",
    "REG_17_BACKUP": "Ok::<_, Cause>({}.unwrap_or(Backup::DeviceBound))",
    "AUTH_18_BACKUP": "Ok::<_, Cause>({}.unwrap_or(Backup::DeviceBound))",
    "REG_21_FORMAT": "Ok::<_, Cause>({}.unwrap_or(Format::None))",
    "AUTH_6A1_ACCOUNT": "{}.or(lookup.known().ok_or(Cause::Rule))",
    "AUTH_6B2_ACCOUNT": "{}.or(lookup.known().ok_or(Cause::Rule))",
    "AUTH_6B1_HANDLE": "Ok::<&[u8], Cause>({}.unwrap_or_default())",
    "PACKED_ENTERPRISE_SERIAL": "Ok::<_, Cause>({}.unwrap_or(None))",
    "FIDO_U2F_KEY_X": "Ok::<_, Cause>({}.unwrap_or(&[0; 32]))",
    "FIDO_U2F_KEY_Y": "Ok::<_, Cause>({}.unwrap_or(&[0; 32]))",
    "TRUST_NONE": "Ok::<_, Cause>({}.unwrap_or(Assessment::NotAssessed))",
    "TRUST_SELF": "Ok::<_, Cause>({}.unwrap_or(Assessment::NotAssessed))",
    "TRUST_PATH": "Ok::<_, Cause>({}.unwrap_or(Assessment::NotAssessed))",
}

# Checks that stand beside the line of their step: the file, the check, and the text without it.
BESIDE = {
    "REG_1_OPTIONS": (OPTIONS, "self.check()?;", "let _ = self.check();"),
    "AUTH_1_OPTIONS": (REQUEST_OPTIONS, "if records.is_empty() {", "if false {"),
    "REG_20_ALGORITHM": (REGISTRATION, "if !self.terms.algorithms.contains(&identifier) {", "if false {"),
    "REG_24_TRUST": (
        REGISTRATION,
        "return steps.obtain(&steps::REG_24_TRUST, Err(Cause::TrustNotAssessed));",
        "return Ok(attestation::Assessment::NotAssessed);",
    ),
    "AUTH_15_RP_ID": (ASSERTION, "Ok(data) if data.rp_id_hash() == expected =>", "Ok(data) if true =>"),
    "AUTH_21_SIGNATURE": (ASSERTION, "key.verify(crypto, &message, assertion.signature())?;", "let _ = crypto;"),
    "SAFETYNET_RESPONSE": (SAFETYNET, "jws.verify(jws.algorithm(&ALGORITHMS)?, &key, crypto)?;", ""),
    "COMPOUND_PART": (COMPOUND, "if demand == CompoundDemand::All\n", "if false\n"),
    "8.1.r2": (FORMATS, "if !is_identifier(identifier) {", "if false {"),
    "ANDROID_KEY_DESCRIPTION": (ANDROID_KEY, "if self.certificates.iter().skip(1).any(is_described) {", "if false {"),
    "ANDROID_KEY_AUTHORIZATIONS": (ANDROID_KEY, "if self.order == Order::Any || is_ascending(&both) {", "if true {"),
    "TPM_SYNTAX": (TPM, "!= VERSION {", "!= VERSION && false {"),
    "TPM_KEY": (TPM, "Some((_, key)) if public.is_key(&key) => Ok(public),", "Some((_, _)) if true => Ok(public),"),
    "TPM_CERTIFICATE_NAME": (TPM, "if registered.is_some() || policy.accepts_unregistered_manufacturers() {", "if true {"),
    "TPM_NAME": (TPM, "if is_named { Ok(()) } else", "if is_named || true { Ok(()) } else"),
    "TPM_SIGNATURE": (TPM, "&[self.cert_info], &signature)?;", "&[self.cert_info], &signature).ok();"),
    "FIDO_U2F_CERTIFICATE": (FIDO_U2F, "if is_p256 && crypto.check_key(&key).is_ok() {", "if true {"),
    "5.8.5.r1": (REGISTRATION, "object.credential().public_key().check(crypto)?;", ""),
    "6.1.r4": (
        AUTHENTICATOR_DATA,
        "        if self.rest.is_empty() {\n            return Ok(());\n        }\n",
        "        if true {\n            return Ok(());\n        }\n",
    ),
    "6.5.1.r2": (AUTHENTICATOR_DATA, "if length == 0 {", "if false {"),
    "6.5.1.r6": (KEY, "if self.others || unused.iter().any(Option::is_some) {", "if false {"),
    "9.1.r2": (
        "crates/wire/src/authenticator_extensions.rs",
        "if !is_identifier(identifier.text().map_err(not_text)?) {",
        "if false {",
    ),
}

# Whose place a step takes when it is given another name.
OTHER = {"crates/countersign": "PURPOSE", "crates/attestation": "NONE_RESULT"}

CALL = re.compile(r"\bsteps\s*\.(require|examine|obtain|make|procedure)\(\s*&steps::([A-Z0-9_]+)\s*,\s*")
DECLARED = re.compile(r'pub static ([A-Z0-9_]+): Step =\s*Step::new\(\s*"([^"]+)",\s*"([^"]+)",\s*Duty::(\w+)')
RULE = re.compile(r'Step::new\(\s*"([^"]+)",\s*"([^"]+)",\s*Duty::(\w+)')
LIBRARIES = ["cbor", "cose", "wire", "attestation", "countersign"]


TEXTS = {}


def text_of(path):
    """A source file as it was when the script began: it may be worked on while the script runs."""
    return TEXTS.setdefault(path, (WORKSPACE / path).read_text())


def sources(*libraries):
    """The files of libraries, and their texts."""
    for library in libraries:
        for file in sorted((WORKSPACE / "crates" / library / "src").rglob("*.rs")):
            if file.name not in ("steps.rs", "tests.rs", "procedure.rs") and file.parent.name != "steps":
                path = str(file.relative_to(WORKSPACE))
                yield path, text_of(path)


def arguments(text, start):
    """The arguments of a call from `start` on: where each begins and ends, and where the parenthesis closes."""
    depth, at, begin, found = 0, start, start, []
    while True:
        character = text[at]
        literal = re.match(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\\\'])\'|//[^\n]*', text[at:])
        if literal:
            at += literal.end()
            continue
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if depth < 0 or (depth == 0 and character == ","):
            if text[begin:at].strip():
                found.append((begin, at))
            begin = at + 1
        if depth < 0:
            return found, at
        at += 1


class Change:
    """One change of text that takes one step away."""

    def __init__(self, kind, step, path, start, end, text, line):
        self.kind, self.step, self.path = kind, step, path
        self.start, self.end, self.text, self.line = start, end, text, line

    def applied_to(self, source):
        return source[: self.start] + self.text + source[self.end :]


def of_call(match, path, text, steps):
    """The change that takes one line away that carries out a step."""
    verb, name = match.group(1), match.group(2)
    found, close = arguments(text, match.end())
    line = text.count("\n", 0, match.start()) + 1
    begin, end = found[0]
    subject = text[begin:end].strip()
    change = lambda kind, start, stop, new: Change(kind, steps[name], path, start, stop, new, line)
    if verb == "make":
        # There is nothing to refuse: the step is no longer told.
        return change("untold", match.start(), close + 1, f"({subject})" if subject != "()" else "()")
    if name in INSTEAD:
        return change("removed", begin, end, INSTEAD[name].replace("{}", f"({subject})"))
    if verb == "require":
        return change("removed", begin, end, f"{{ let _ = {subject}; true }}")
    is_unused = text[close + 1 :].startswith("?;") and re.search(r"[;{}]\s*(//[^\n]*\s*)*$", text[: match.start()])
    if verb in ("obtain", "examine") and is_unused:
        return change("removed", begin, end, f"{{ let _ = {subject}; Ok::<(), Cause>(()) }}")
    return renamed(match.start(), name, path, text, steps)


def renamed(start, name, path, text, steps):
    """The change that gives a step the name of another."""
    at = text.index(f"&steps::{name}", start)
    other = next(other for folder, other in OTHER.items() if path.startswith(folder + "/"))
    line = text.count("\n", 0, at) + 1
    return Change("renamed", steps[name], path, at, at + len(f"&steps::{name}"), f"&steps::{other}", line)


def beside(key, step):
    """The change of a check that stands beside the line of its step."""
    path, old, new = BESIDE[key]
    text = text_of(path)
    if text.count(old) != 1:
        sys.exit(f"{path} has {text.count(old)} times: {old}")
    start = text.index(old)
    return Change("removed", step, path, start, start + len(old), new, text.count("\n", 0, start) + 1)


def changes():
    """Every change, in the order of the tables; and the steps that have none."""
    files = [WORKSPACE / "crates/countersign/src/steps.rs", *sorted((WORKSPACE / "crates/attestation/src/steps").glob("*.rs"))]
    tables = [file.read_text() for file in files]
    declared = [match.groups() for table in tables for match in DECLARED.finditer(table)]
    steps = {static: (static, name, identifier) for static, name, identifier, _ in declared}
    found = []
    for path, text in sources("attestation", "countersign"):
        for match in CALL.finditer(text):
            if match.group(2) not in BESIDE:
                found.append(of_call(match, path, text, steps))
        # A key that is parsed beforehand is refused in no ceremony, so that no row of one can name it; it has a test.
        refusals = [] if path == PARSED else re.finditer(r"refused\(&steps::([A-Z0-9_]+)", text)
        for match in refusals:
            found.append(renamed(match.start(), match.group(1), path, text, steps))
    found += [beside(static, steps[static]) for static in BESIDE if static in steps]
    order = [static for static, *_ in declared]
    found.sort(key=lambda change: (order.index(change.step[0]), change.path, change.start))
    carried_out = {change.step[0] for change in found}
    missing = [steps[static] for static, _, _, duty in declared if duty not in ("Caller", "SameAs") and static not in carried_out]
    rules, without = of_rules(tables[0][tables[0].index("pub static RULES") :])
    return found + rules, missing + without


def of_rules(table):
    """The changes of the rules of form: removed where one line does it, else their ids are changed."""
    found, missing = [], []
    for name, identifier, duty in RULE.findall(table):
        step = (identifier, name, identifier)
        if duty != "Library":
            continue
        if identifier in BESIDE:
            found.append(beside(identifier, step))
            continue
        literal = f'"{identifier}"'
        places = [
            (path, text, at.start())
            for path, text in sources("cbor", "cose", "wire")
            for at in re.finditer(re.escape(literal), text)
        ]
        # Those that stand for a rule, and not in a comment or an example.
        places = [place for place in places if not place[1][: place[2]].rsplit("\n", 1)[-1].lstrip().startswith("//")]
        if not places:
            missing.append(step)
        for path, text, at in places:
            end = at + len(literal)
            found.append(Change("renamed", step, path, at, end, '"0.0"', text.count("\n", 0, at) + 1))
    return found, missing


def run():
    """Builds the tests in the copy and runs them: whether they compile, and what failed."""
    environment = dict(os.environ, CARGO_TARGET_DIR=str(COPY_TARGET), CARGO_INCREMENTAL="1", RUST_BACKTRACE="0")
    environment.setdefault("COUNTERSIGN_SHARED", str(WORKSPACE.parent / "shared"))
    cargo = ["cargo", "test", "--quiet", "--locked", "-p", "countersign", "--all-features", "--test", "ceremonies"]
    called = lambda command: subprocess.run(
        command, cwd=COPY, env=environment, capture_output=True, text=True, check=False
    )
    build = called(cargo + ["--no-run"])
    if build.returncode != 0:
        return False, build.stderr
    tests = called(cargo + ["--", *TESTS])
    return True, "" if tests.returncode == 0 else tests.stdout + tests.stderr


def judged(change):
    """Carries a change out: whether a row fails that names the step, and what to say of it."""
    file = COPY / change.path
    file.write_text(change.applied_to(text_of(change.path)))
    try:
        compiles, said = run()
    finally:
        file.write_text(text_of(change.path))
    if not compiles:
        errors = [line for line in said.splitlines() if line.startswith("error")]
        return False, "does not compile: " + "; ".join(errors[:2])
    if not said:
        return False, "nothing fails"
    identifier = change.step[2]
    rows = re.findall(r"^row (\w+): (.*)$", said, re.MULTILINE)
    named = [row for row, wrong in rows if identifier in re.split(r"[ /,:]", wrong.split(", got ")[0])]
    if change.kind == "untold":
        named = re.findall(r"^test steps::(\w+_step_by_step)|^ {4}steps::(\w+_step_by_step)$", said, re.MULTILINE)
        named = sorted({first or second for first, second in named})
    if not named:
        return False, f"{len(rows)} rows fail, and none that names the step"
    more = f" and {len(named) - 1} more" if len(named) > 1 else ""
    return True, f"{named[0]}{more}"


def copied():
    """Copies the workspace, without touching files that have not changed, so that little is built again."""
    COPY.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source = WORKSPACE / name
        if not source.exists():
            continue
        files = [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
        for path in files:
            copy = COPY / path.relative_to(WORKSPACE)
            if not copy.exists() or copy.read_bytes() != path.read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        if source.is_dir():
            for path in (COPY / name).rglob("*"):
                if path.is_file() and not (WORKSPACE / path.relative_to(COPY)).exists():
                    path.unlink()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="the beginning of a static's name or of an id")
    options.add_argument("--from", dest="first", default="", help="the id or static to begin with")
    options.add_argument("--list", action="store_true", help="say what would be changed, and change nothing")
    options = options.parse_args()
    every, missing = changes()
    is_wanted = lambda step: step[0].startswith(options.only) or step[2].startswith(options.only)
    wanted = [change for change in every if is_wanted(change.step)]
    if options.first:
        places = [place for place, change in enumerate(wanted) if options.first in (change.step[0], change.step[2])]
        if not places:
            sys.exit(f"there is no step {options.first}")
        wanted = wanted[places[0] :]
    if options.list:
        for change in wanted:
            print(f"{change.kind:8} {change.step[2]:12} {change.path}:{change.line}")
        return
    copied()
    compiles, said = run()
    if not compiles or said:
        sys.exit(f"the ceremonies fail as they are:\n{said[-4000:]}")
    passed = failed = 0
    for step in missing if not options.only and not options.first else []:
        print(f"FAILED   {step[2]:12} {step[1]}: no line carries it out")
        failed += 1
    for change in wanted:
        holds, said = judged(change)
        passed, failed = passed + holds, failed + (not holds)
        verdict = change.kind if holds else "FAILED"
        print(f"{verdict:8} {change.step[2]:12} {change.path}:{change.line}: {said}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
