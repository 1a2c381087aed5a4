#!/usr/bin/python3
"""Tests reach every verdict and reason of outcomes.toml for each check, and no other: with the servers of the lab
(expected.json) or with the scripts of the judges. Prints where each is reached."""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import unittest
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("MAILWATCHD_BIN_DIR", ROOT / "build/dev"))


def allowed():
    """Check -> its outcomes, for all existing checks."""
    table = tomllib.loads((ROOT / "tests/tools/outcomes.toml").read_text())
    checks = re.findall(r"^CHECK\((\w+),", (ROOT / "daemon/checks/checks.def").read_text(), re.M)
    return {check: {"passed", "failed", *(f"no_info:{reason}" for reason in table["every"] + table["checks"][check])}
            for check in checks}


def of_the_lab():
    """(check, outcome) -> targets. A list of possible verdicts proves none of them."""
    found = defaultdict(list)
    for target, checks in json.loads((ROOT / "tests/lab/expected.json").read_text()).items():
        for check, outcome in checks.items():
            if isinstance(outcome, str):
                found[check, outcome].append(target)
    return found


def check_of(suite):
    """Table/SpfRecord -> spf_record. A suite ends with Check if a type already has its name."""
    words = re.findall(r"[A-Z][a-z0-9]*", suite.rpartition("/")[2].removesuffix("Check"))
    return "_".join(words).lower()


def of_the_scripts():
    """(check, outcome) -> tests, as tests/support/judge_table.h writes them to the XML of the run."""
    found = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "checks.xml"
        subprocess.run([BIN / "tests/unit/unit_checks", "--gtest_brief=1", f"--gtest_output=xml:{xml}"], check=True,
                       cwd=ROOT, stdout=subprocess.DEVNULL)
        for case in ElementTree.parse(xml).iter("testcase"):
            for said in case.iter("property"):
                kind, _, check = said.get("name").partition(".")
                if kind == "outcome":
                    found[check or check_of(case.get("classname")), said.get("value")].append(case.get("name"))
    return found


class OutcomesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.allowed = allowed()
        cls.lab = of_the_lab()
        cls.scripts = of_the_scripts()

    def test_each_is_reached(self):
        lacking = [f"{check} {outcome}" for check, outcomes in self.allowed.items() for outcome in sorted(outcomes)
                   if (check, outcome) not in self.lab and (check, outcome) not in self.scripts]
        self.assertEqual(lacking, [])

    def test_no_other_is(self):
        others = [f"{check} {outcome}: {places[0]}" for found in (self.lab, self.scripts)
                  for (check, outcome), places in found.items()
                  if outcome not in self.allowed.get(check, ()) and outcome != "no_info"]
        self.assertEqual(others, [])

    def test_show(self):
        """Not a test: prints the table for readers of the log."""
        for check, outcomes in self.allowed.items():
            for outcome in sorted(outcomes):
                at = self.lab.get((check, outcome), [])
                by = self.scripts.get((check, outcome), [])
                first = at[0] if at else by[0] if by else "nowhere"
                print(f"{check:<16} {outcome:<26} lab {len(at):>3}, scripts {len(by):>3}: {first}", file=sys.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
