#!/usr/bin/python3
"""Debian's package checkers (lintian, blhc, piuparts) and systemd's check of the unit."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import roots
from harness import SOURCE
from package import BUILT, built_package

UNIT = SOURCE / "systemd/mailwatchd.service"
EXPOSURE_MAX = 11  # tenths, on systemd-analyze's scale from 0 to 10: only what the daemon needs is open


def said(*command):
    """(exit status, output). Prints the last line, for the log."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    text = (done.stdout + done.stderr).strip()
    print(f"{command[0]}: exit {done.returncode}: {text.splitlines()[-1] if text else 'says nothing'}")
    return done.returncode, text


class Judges(unittest.TestCase):
    def test_lintian_has_nothing_to_say(self):
        changes = next(BUILT.glob("*.changes"))
        status, text = said("lintian", "--allow-root", "--pedantic", "--display-info",
                            "--fail-on", "error,warning,info,pedantic", changes)
        self.assertEqual((status, text), (0, ""))

    def test_blhc_finds_every_file_hardened(self):
        status, text = said("blhc", next(BUILT.glob("*.build.log")))
        self.assertEqual((status, text), (0, ""))

    def test_the_programs_are_hardened(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["dpkg-deb", "-x", built_package(), folder], check=True)
            for program in ("usr/sbin/mailwatchd", "usr/bin/mailwatchctl"):
                _, text = said("readelf", "-W", "-h", "-l", "-d", "-n", Path(folder) / program)
                self.assertRegex(text, r"Type:\s+DYN \(Position-Independent", program)
                self.assertIn("GNU_RELRO", text)
                self.assertRegex(text, r"FLAGS_1.* NOW")
                self.assertRegex(text, r"GNU_STACK.* RW ")

    def test_y6_the_exposure_is_small(self):
        status, text = said("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_MAX}", UNIT)
        self.assertEqual(status, 0, text)

    def test_it_has_the_version_of_the_program(self):
        version = re.search(r"\n  VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text())[1]
        self.assertEqual(said("dpkg-deb", "-f", built_package(), "Version"), (0, version))

    def test_piuparts_finds_nothing_left_behind(self):
        status, text = said("piuparts", "--basetgz", roots.tarball(), "-d", "bookworm", "--no-eatmydata",
                            "--no-upgrade-test", "--warn-on-others", built_package())
        self.assertEqual(status, 0, text[-4000:])
        self.assertIn("PASS: All tests.", text)


if __name__ == "__main__":
    unittest.main()
