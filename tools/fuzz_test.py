#!/usr/bin/python3
"""fuzz.py runs each target, keeps what it finds, fails then, and adds the work to the ledger."""

import datetime
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import fuzz

LEDGER = """# Fuzzing

| target | CPU seconds | executions | edges | last run |
|---|---:|---:|---:|---|
| good | 3,600 | 1,000 | 12 | 2026-01-01 |
| other | 5 | 7 | 9 | 2026-01-02 |

The end.
"""
QUIET = """#!/bin/sh
echo "#1 INITED cov: 40 ft: 41"
echo "#2000 DONE   cov: 45 ft: 60 corp: 3/9b"
echo "stat::number_of_executed_units: 2000"
"""
# Writes the input where libFuzzer would.
CRASHES = """#!/bin/sh
for argument; do case $argument in -artifact_prefix=*) echo x >"${argument#*=}crash-abc" ;; esac; done
exit 77
"""
FAILS = "#!/bin/sh\nexit 3\n"


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "tests/fuzz").mkdir(parents=True)
        self.ledger = self.root / "ledger.md"
        self.ledger.write_text(LEDGER)

    def target(self, name, program):
        path = self.root / "tests/fuzz" / f"fuzz_{name}"
        path.write_text(program)
        path.chmod(0o755)

    def run_fuzz(self, *words):
        return subprocess.run(
            [sys.executable, "-B", fuzz.__file__, "--build", self.root, "--root", self.root, "--ledger", self.ledger,
             "--for", "1s", *words], capture_output=True, text=True, check=False)


class Runs(Folder):
    def test_adds_the_work_to_what_was_done_before(self):
        self.target("good", QUIET)
        run = self.run_fuzz()
        today = datetime.date.today().isoformat()
        self.assertEqual((run.returncode, run.stdout), (0, f"| good | 3,600 | 3,000 | 45 | {today} |\n"))
        self.assertEqual(self.ledger.read_text(), LEDGER)

    def test_record_writes_the_row_and_leaves_the_others(self):
        self.target("good", QUIET)
        self.target("new", QUIET)
        run = self.run_fuzz("--record")
        self.assertEqual(run.returncode, 0, run.stderr)
        rows = self.ledger.read_text().splitlines()
        self.assertEqual([row.split(" |")[0] for row in rows if row.startswith("| ")],
                         ["| target", "| good", "| new", "| other"])
        self.assertIn("| other | 5 | 7 | 9 | 2026-01-02 |", rows)
        self.assertEqual(rows[-1], "The end.")
        self.assertEqual(self.run_fuzz("good").stdout.split(" | ")[2], "5,000")

    def test_a_finding_is_kept_and_fails_and_the_others_still_run(self):
        self.target("bad", CRASHES)
        self.target("good", QUIET)
        run = self.run_fuzz("--jobs", "1")
        self.assertEqual(run.returncode, 1)
        finding = self.root / "findings/bad-crash-abc"
        self.assertTrue(finding.exists())
        self.assertIn(f"FOUND by bad: {finding}\n", run.stdout)
        self.assertIn("| good |", run.stdout)

    def test_a_target_that_ends_badly_without_an_input_fails(self):
        self.target("bad", FAILS)
        run = self.run_fuzz()
        self.assertEqual(run.returncode, 1)
        self.assertIn("FOUND by bad: exit status 3", run.stdout)

    def test_refuses_an_unknown_target_and_a_wrong_time(self):
        self.target("good", QUIET)
        self.assertEqual(self.run_fuzz("gone").returncode, 2)
        self.assertEqual(self.run_fuzz("--for", "1 hour").returncode, 2)


class Ledger(unittest.TestCase):
    def test_the_ledger_of_the_project_has_a_row_for_each_target(self):
        rows = fuzz.read_ledger((fuzz.ROOT / "docs/fuzzing.md").read_text())
        targets = {path.stem for path in (fuzz.ROOT / fuzz.TARGETS).glob("*.cc")} - {"replay_main"}
        self.assertEqual(set(rows), targets)
        for target in targets:
            self.assertTrue(list((fuzz.ROOT / "tests/data/fuzz" / target).iterdir()), target)


if __name__ == "__main__":
    unittest.main()
