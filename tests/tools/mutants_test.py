#!/usr/bin/python3
"""Every mutant of tests/mutants/mutants.toml still fits the sources: its text is in its file exactly once. Broken samples
show that the check fails."""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/mutants"))
import mutants  # noqa: E402

MUTANTS_MIN = 40


def misfits(listed):
    """What is wrong with the list, in words."""
    wrong = []
    for mutant in listed:
        file = ROOT / mutant["file"]
        if not file.is_file():
            wrong.append(f"{mutant['name']}: there is no {mutant['file']}")
        elif mutants.mutated(mutant, file.read_text()) is None:
            wrong.append(f"{mutant['name']}: its text is not in {mutant['file']} exactly once")
        if mutant["text"] == mutant["becomes"]:
            wrong.append(f"{mutant['name']}: changes nothing")
    names = [mutant["name"] for mutant in listed]
    return wrong + [f"{name}: twice" for name in sorted(set(names)) if names.count(name) > 1]


class MutantsTest(unittest.TestCase):
    def test_each_fits_the_sources(self):
        self.assertEqual(misfits(mutants.mutants()), [])

    def test_there_are_enough(self):
        self.assertGreaterEqual(len(mutants.mutants()), MUTANTS_MIN)

    def test_each_says_what_finds_it(self):
        for mutant in mutants.mutants():
            self.assertEqual(set(mutant), {"name", "file", "text", "becomes", "found_by"}, mutant)

    def test_what_does_not_fit_is_named(self):
        fits = mutants.mutants()[0]
        for broken in ({"text": "no such text"}, {"text": "\n"}, {"file": "nowhere"},
                       {"becomes": fits["text"]}):
            self.assertEqual(len(misfits([fits | broken])), 1, broken)
        self.assertEqual(misfits([fits, fits]), [f"{fits['name']}: twice"])


if __name__ == "__main__":
    unittest.main()
