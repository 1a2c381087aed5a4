#!/usr/bin/python3
"""tally.py counts passed, failed and skipped over several JUnit files of ctest."""

import tempfile
import unittest
from pathlib import Path

import tally

FILE = """<testsuite name="x" tests="5" failures="1" disabled="1" skipped="1">
<testcase name="good" status="run"/>
<testcase name="skipped" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
<testcase name="disabled" status="disabled"/>
<testcase name="bad" status="fail"><failure message=""/></testcase>
<testcase name="absent" status="notrun"><skipped message="Unable to find executable"/></testcase>
</testsuite>"""

PROGRAM = """<testsuites tests="4" failures="1" disabled="1" errors="0" name="AllTests"><testsuite name="Table/Row">
<testcase name="good" status="run" result="completed" classname="Table/Row"/>
<testcase name="bad" status="run" result="completed" classname="Table/Row"><failure message="x" type=""/></testcase>
<testcase name="skipped" status="run" result="skipped" classname="Table/Row"><skipped message="no promtool"/></testcase>
<testcase name="DISABLED_x" status="notrun" result="suppressed" classname="Table/Row"/>
</testsuite></testsuites>"""


class Tally(unittest.TestCase):
    def test_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.xml"
            path.write_text(FILE)
            passed, failed, skipped, names = tally.tally([path, path])
        self.assertEqual((passed, failed, skipped), (2, 4, 4))
        self.assertEqual([name.rsplit(": ", 1)[1] for name in names], ["bad", "absent"] * 2)

    def test_counts_a_programs_own(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "unit_x.xml"
            path.write_text(PROGRAM)
            passed, failed, skipped, names = tally.tally([path])
        self.assertEqual((passed, failed, skipped), (1, 1, 2))
        self.assertEqual(names[0].rsplit(": ", 1)[1], "Table/Row.bad")


if __name__ == "__main__":
    unittest.main()
