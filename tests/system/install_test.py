#!/usr/bin/python3
"""cmake --install puts everything where a package and the unit expect it."""

import re
import shutil
import stat
import subprocess
import unittest

from harness import BIN, SOURCE, SystemTest, run

PROGRAMS = ("sbin/mailwatchd", "bin/mailwatchctl")
# Installed files and their sources.
FILES = {
    "etc/mailwatchd/mailwatchd.toml": "etc/mailwatchd.toml",
    "etc/mailwatchd/domains.d/README": "etc/domains.d/README",
    "lib/systemd/system/mailwatchd.service": "systemd/mailwatchd.service",
    "lib/systemd/catalog/mailwatchd.catalog": "tests/data/publish/mailwatchd.catalog",
    "lib/sysusers.d/mailwatchd.conf": "systemd/mailwatchd.sysusers",
    "share/mailwatchd/dnsbl.toml": "catalogue/dnsbl.toml",
    "share/mailwatchd/sources.toml": "catalogue/sources.toml",
    "share/bash-completion/completions/mailwatchctl": "packaging/completion/mailwatchctl.bash",
    "share/zsh/vendor-completions/_mailwatchctl": "packaging/completion/_mailwatchctl",
    "share/fish/vendor_completions.d/mailwatchctl.fish": "packaging/completion/mailwatchctl.fish",
    "share/bash-completion/completions/mailwatchd": "packaging/completion/mailwatchd.bash",
    "share/zsh/vendor-completions/_mailwatchd": "packaging/completion/_mailwatchd",
    "share/fish/vendor_completions.d/mailwatchd.fish": "packaging/completion/mailwatchd.fish",
}
MANUAL = ("man1/mailwatchctl.1", "man5/mailwatchd.toml.5", "man7/mailwatchd-checks.7", "man7/mailwatchd-metrics.7",
          "man8/mailwatchd.8")


@unittest.skipUnless(shutil.which("cmake"), "cmake is not installed")
class Install(SystemTest):
    FOLDERS = None  # Not in memory: the programs have 100 MB and must be executable there.

    def setUp(self):
        super().setUp()
        self.prefix = self.folder / "prefix"
        done = subprocess.run(["cmake", "--install", str(BIN), "--prefix", str(self.prefix)],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_is_there(self):
        files = {str(path.relative_to(self.prefix)) for path in self.prefix.rglob("*") if path.is_file()}
        self.assertLessEqual({*PROGRAMS, *FILES}, files)
        self.assertEqual({file for file in files if "/man/" in file}, {f"share/man/{page}" for page in MANUAL})
        for program in PROGRAMS:
            mode = stat.S_IMODE((self.prefix / program).stat().st_mode)
            self.assertEqual(mode, 0o755, program)
        for installed, source in FILES.items():
            self.assertEqual((self.prefix / installed).read_bytes(), (SOURCE / source).read_bytes(), installed)
        self.assertEqual([path for path in files if re.search(r"(_test|\.py|\.a|\.h)$", path)], [])

    def test_it_runs_from_there(self):
        for program in PROGRAMS:
            done = run(str(self.prefix / program), "--version", cwd="/")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")


if __name__ == "__main__":
    unittest.main()
