"""Why goals are missed: a function for each reason, given what the missed goals are about, gives a paragraph."""

from markdown import number
from results import ES256, NONE

UNKNOWN = "The reason has not been looked for."
# By the row and the peer that are nearest.
AHEAD = {
    ("authentication eddsa", "webauthn_rp"): (
        "It verifies by ed25519-dalek without its strict rules. Countersign asks of the key and of the signature's `R` whether they "
        "are canonical and of large order, and has RustCrypto read the key before the provider's library reads it again, so "
        "that every provider accepts the same keys. With a key parsed once, neither is in the time."
    ),
}


def microseconds(value):
    return "not measured" if value is None else f"{number(value)} µs"


def more(results, operation, provider):
    """What a ceremony takes more than its bare verification."""
    first, median, third = results.quartiles(operation, f"countersign {provider}", f"bare {provider}")
    return f"{microseconds(median)} (quartiles {number(first)} and {number(third)})"


def names(subjects):
    return ", ".join(f"`{subject}`" for subject in subjects)


def bare(results, providers):
    without = results.time(ES256, "without signature")
    parts = []
    for provider in providers:
        verification = results.time(ES256, f"bare {provider}")
        share = microseconds(verification * 0.05)
        parts.append(f"5 % of `bare {provider}` are {share}, the difference is {more(results, ES256, provider)}")
    return (
        f"**ES256 against its bare verification** ({names(providers)}): {'; '.join(parts)}. The library's own part takes "
        f"{microseconds(without)} by itself, and is all that `bare` leaves out."
    )


def floor(results, _):
    times = {name: results.time(ES256, name) for name in ("floor AWS_LC_RS", "bare AWS_LC_RS", "without signature")}
    least = times["floor AWS_LC_RS"]
    return (
        f"**ES256 against the floor**: 6 % of the floor are {microseconds(least * 0.06)}. The floor takes {microseconds(least)}; "
        "`bare`, which has not its two hashes but reads the signature as strict DER before aws-lc-rs reads it, "
        f"{microseconds(times['bare AWS_LC_RS'])}; the library's own part {microseconds(times['without signature'])}."
    )


def without_signature(results, names_of_times):
    times = "; ".join(f"{name} {microseconds(results.time(ES256, name))}" for name in names_of_times)
    return (
        f"**ES256 without signature** ({times}): counted by callgrind at commit b5b9270, it is about 17,800 instructions beside hashing. "
        "serde_json takes 5,400 of them for the response and 1,500 for the client data, decoding base64url 4,200, reading the COSE key "
        "2,650 (none with a parsed key), comparing and the rest 4,000. What is left would be another JSON reader or another base64 "
        "decoder. Both are well-kept libraries whose strictness is tested here, which is worth more than a microsecond."
    )


def allocations(results, providers):
    def count(candidate):
        return results.allocations.get((ES256, candidate), ("?",))[0]

    counts = (f"`{name}` {count(f'countersign {name}')}, of which {count(f'bare {name}')} in `bare`" for name in providers)
    return (
        f"**Allocations** ({'; '.join(counts)}): the library's own are {count('without signature')}. aws-lc-rs copies the bytes of a key "
        "that it parses; with a key parsed once it does not."
    )


def peer(results, subjects):
    parts = []
    for provider, name, most in subjects:
        share = results.ratio(ES256, f"bare {provider}", name)
        because = UNKNOWN
        if share is not None and share > most:
            because = (
                f"the bare verification alone takes {number(share)} of the peer's time, so that nothing in this library can reach it; "
                "the peer verifies by OpenSSL, whose P-256 is as fast as AWS-LC's"
            )
        parts.append(f"`{provider}` against {name}: {because}")
    return f"**ES256 against single peers**: {'; '.join(parts)}."


def ahead(results, subjects):
    parts = []
    for provider, operation, name in subjects:
        ours, bare_time, theirs = (
            microseconds(results.time(operation, who)) for who in (f"countersign {provider}", f"bare {provider}", name)
        )
        parts.append(
            f"`{provider}`, {operation}: {ours}, of which the bare verification is {bare_time}, against {theirs} of {name}. "
            + AHEAD.get((operation, name), UNKNOWN)
        )
    return "**Ahead of every peer**: " + " ".join(parts)


def none(results, names_of_times):
    own, key = results.time(NONE, "without signature"), results.time(NONE, "bare RUST_CRYPTO")
    theirs = results.time(NONE, "webauthn_rp")
    less = ""
    if theirs is not None and theirs < own:
        less = f" webauthn_rp takes {microseconds(theirs)}: it neither checks the key nor binds the answer to a session, and keeps less."
    return (
        f"**Registration `none`** ({', '.join(names_of_times)}): {microseconds(own)} without signature, and {microseconds(key)} for the "
        "question whether the new key is on its curve. Counted by callgrind at commit b5b9270, it is about 25,000 instructions "
        "beside hashing. serde_json takes 8,000 of them for the response and 1,500 for the client data, decoding base64url 4,400, CBOR "
        "and authenticator data 5,750. Less would take another JSON reader or another base64 decoder: both are well-kept libraries whose strictness is tested here." + less
    )


def packed(results, subjects):
    parts = []
    for operation, provider in subjects:
        own = results.time(operation, "without signature")
        kind = operation.removeprefix("registration ").removesuffix("_es256")
        parts.append(f"`{kind}` with `{provider}` {more(results, operation, provider)} more, {microseconds(own)} without signature")
    return (
        f"**Packed attestation** ({'; '.join(parts)}): counted by callgrind at commit b5b9270, it is about 51,000 instructions beside "
        "hashing with one certificate, which is 26,000 more than `none`. The statement and its certificate take 15,000 of these, JSON "
        "and base64url of the longer text 7,000, the path to the trust anchor the rest."
    )
