#!/usr/bin/env python3
"""Checks that what is measured can be reported, on a small run that is made here: `python3 test_report.py`."""

import json
import pathlib
import tempfile
import unittest

import goals
import report
from results import ES256, FAST, NONE, PEERS, PROVIDERS, Results

EDDSA = "authentication eddsa"
PACKED = ["registration packed_basic_es256", "registration packed_chain_es256"]
# Microseconds of this library's candidates, which take turns and are measured by criterion too.
OURS = {
    ES256: {"without signature": 4, "without signature, key parsed": 3, "floor AWS_LC_RS": 72}
    | {f"bare {provider}": 80 for provider in PROVIDERS}
    | {f"countersign {provider}": 82 for provider in PROVIDERS},
    EDDSA: {f"countersign {provider}": 60 for provider in PROVIDERS} | {f"bare {provider}": 50 for provider in PROVIDERS},
    NONE: {"without signature": 4, "bare RUST_CRYPTO": 1} | {f"countersign {provider}": 5 for provider in PROVIDERS},
}
OURS |= {
    operation: {"without signature": 12}
    | {f"bare {provider}": 200 for provider in PROVIDERS}
    | {f"countersign {provider}": 208 for provider in PROVIDERS}
    for operation in PACKED
}
# Those of peers, in programs of their own.
THEIRS = {ES256: dict.fromkeys(PEERS, 410), EDDSA: {"webauthn_rp": 50}, NONE: {"webauthn_rp": 2, "py_webauthn": 1, PEERS[0]: 10}}


def write_criterion(folder, operation, candidate, nanoseconds):
    place = folder / operation / candidate.replace("/", "_") / "new"
    place.mkdir(parents=True)
    identity = {"group_id": operation, "function_id": candidate}
    (place / "benchmark.json").write_text(json.dumps(identity), encoding="utf-8")
    estimates = {"median": {"point_estimate": nanoseconds}}
    (place / "estimates.json").write_text(json.dumps(estimates), encoding="utf-8")


def write_round(folder):
    folder.mkdir()
    others = []
    for operations in (OURS, THEIRS):
        for operation, times in operations.items():
            for candidate, microseconds in times.items():
                if candidate in ("py_webauthn", "@simplewebauthn/server"):
                    others.append(f"time\t{operation}\t{candidate}\t{microseconds * 1000}\n")
                else:
                    write_criterion(folder, operation, candidate, microseconds * 1000)
    (folder / "others.tsv").write_text("".join(others), encoding="utf-8")


def write_lines(folder, ours):
    lines = []
    for operation, times in ours.items():
        for candidate, microseconds in times.items():
            lines.append(f"turns\t{operation}\t{candidate}\t{microseconds * 1000} {microseconds * 1000}")
            lines.append(f"allocations\t{operation}\t{candidate}\t3\t500")
    lines += [f"throughput\t{ES256}\tcountersign AWS_LC_RS\t{threads}\t{threads}000" for threads in (1, 2)]
    lines += [f"allocations\t{operation}\t{peer}\t90\t9000" for operation, times in THEIRS.items() for peer in times]
    lines.append(f"refused\t{PACKED[0]}\twebauthn_rp\tno such format")
    (folder / "lines.tsv").write_text("\n".join(lines), encoding="utf-8")


class Report(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name, "results")
        self.folder.mkdir()
        for number in (1, 2):
            write_round(self.folder / f"round-{number}")
        (self.folder / "versions.json").write_text('{"Node": "1.2.3"}', encoding="utf-8")
        self.results = self.read(OURS)

    def read(self, ours):
        write_lines(self.folder, ours)
        return Results(self.folder)

    def goals(self, start, results=None):
        return [goal for goal in goals.goals(results or self.results) if goal.text.startswith(start)]

    def test_has_ratios_between_programs_either_way(self):
        for peer in PEERS:
            self.assertEqual(self.results.ratio(ES256, peer, "countersign AWS_LC_RS"), 5)
            self.assertEqual(self.results.ratio(ES256, "countersign AWS_LC_RS", peer), 0.2)
        self.assertEqual(self.results.ratio(ES256, "countersign AWS_LC_RS", "bare AWS_LC_RS"), 82 / 80)

    def test_has_no_ratio_and_no_difference_to_what_was_not_measured(self):
        self.assertIsNone(self.results.ratio(EDDSA, "py_webauthn", "countersign AWS_LC_RS"))
        self.assertIsNone(self.results.difference(ES256, "countersign AWS_LC_RS", "py_webauthn"))

    def test_fills_the_document(self):
        text = report.document(self.folder)
        self.assertNotRegex(text, r"\{[a-z]+\}")
        self.assertIn("| es256 | AWS_LC_RS | 5.00 | 5.00 | 5.00 | 5.00 | 5.00 |", text)
        self.assertIn("| countersign AWS_LC_RS | 1,000 | 2,000 | 2.00 |", text)
        self.assertIn("| webauthn_rp | registration packed_basic_es256 | `no such format` |", text)

    def test_says_noise_where_a_part_takes_longer_than_the_whole(self):
        noisy = {operation: times | {"bare GRAVIOLA": 500} for operation, times in OURS.items()}
        results = self.read(noisy)
        for start in ("ES256 with `GRAVIOLA` ≤ 1.05", "`packed_basic` with `GRAVIOLA`"):
            (goal,) = self.goals(start, results)
            self.assertEqual((goal.met(), goal.met(100)), (goals.NOISE, goals.NOISE))
        (goal,) = self.goals("ES256 with `AWS_LC_RS` ≤ 1.05", results)
        self.assertEqual(goal.met(), "yes")

    def test_leaves_out_cells_where_a_peer_does_less(self):
        for provider in FAST:
            self.assertEqual(goals.nearest(self.results, provider), (1.2, EDDSA, "webauthn_rp"))
            (goal,) = self.goals(f"`{provider}` ahead")
            self.assertEqual(goal.met(), "**no**")

    def test_shows_absolute_goals_as_they_are_on_this_machine(self):
        here = goals.factor(self.results)
        self.assertEqual(here, 2)
        (goal,) = self.goals("ES256 without signature, key parsed")
        self.assertEqual(goal.row(here)[1:], ["3.00", "**no**", "3.00", "yes"])
        (goal,) = self.goals("ES256 with `AWS_LC_RS` ≤ 1.05")
        self.assertEqual(goal.row(here)[1:], ["1.025", "yes", "", ""])

    def test_gives_a_paragraph_for_each_reason_of_what_is_missed(self):
        reasons = {goal.why for goal in goals.goals(self.results) if goal.met() == "**no**"}
        paragraphs = goals.missed(self.results).split("\n\n")
        self.assertEqual(len(paragraphs), len(reasons))
        self.assertTrue(all(paragraph.startswith("**") for paragraph in paragraphs))
        text = goals.missed(self.results)
        self.assertIn("60.0 µs, of which the bare verification is 50.0 µs, against 50.0 µs of webauthn_rp", text)
        self.assertIn("webauthn_rp takes 2.00 µs: it neither", text)


if __name__ == "__main__":
    unittest.main()
