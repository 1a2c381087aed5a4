#!/usr/bin/python3
"""Invalid configurations: all problems with their places in one run, and exit status 78 (failures F1, F2, M2)."""

import re
import unittest

from harness import DAEMON, SOURCE, TOOL, SystemTest, run

EXIT_CONFIG = 78
EXIT_USAGE = 2
PLACE = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<what>.+)$")

FIVE_MISTAKES = """\
targets = ["example.org", "a b"]
intervall = "12d23h"
[daemon]
log_level = "loud"
[probe]
connect_timeout = "soon"
[schedule]
jiter = "1m"
"""
FIVE_PLACES = [(1, 27, "targets"), (2, 1, "intervall"), (4, 13, "daemon.log_level"),
               (6, 19, "probe.connect_timeout"), (8, 1, "schedule.jiter")]


class Mistakes(SystemTest):
    def problems(self, *command):
        """(exit status, [(line, column, message)]); every line of output must be a problem."""
        done = run(*command)
        self.assertEqual(done.stdout, "")
        matches = [PLACE.match(line) for line in done.stderr.splitlines()]
        self.assertTrue(all(matches), done.stderr)
        return done.returncode, [(int(m["line"]), int(m["column"]), m["what"]) for m in matches]

    def commands(self, text):
        file = str(self.file(text))
        yield "check", (DAEMON, "--check-config", "--config", file)
        yield "daemon", (DAEMON, "--config", file)
        yield "tool", (TOOL, "check", "example.org", "--config", file)

    def test_f2_five_mistakes_are_five_problems(self):
        for name, command in self.commands(FIVE_MISTAKES):
            with self.subTest(name):
                status, problems = self.problems(*command)
                self.assertEqual(status, EXIT_CONFIG)
                self.assertEqual([(line, column, what.split(":")[0]) for line, column, what in problems],
                                 FIVE_PLACES)

    def test_f2_the_nearest_known_key_is_named(self):
        _, problems = self.problems(DAEMON, "--check-config", "--config", str(self.file(FIVE_MISTAKES)))
        self.assertRegex(problems[4][2], r"unknown key.*jitter")

    def test_f1_an_open_bracket_alone_is_one_problem(self):
        for name, command in self.commands("[\n"):
            with self.subTest(name):
                status, problems = self.problems(*command)
                self.assertEqual((status, len(problems)), (EXIT_CONFIG, 1))
                self.assertEqual(problems[0][0], 1)

    def test_f1_files_that_parsers_fall_over(self):
        rows = {
            "invalid UTF-8": b'targets = ["\xff\xfe"]\n',
            "a NUL": b"targets = [\0]\n",
            "deep nesting": b"targets = " + b"[" * 50000,
            "deep keys": b"a." * 50000 + b"a = 1\n",
            "too large": b"#" * 8 * 1024 * 1024,
            "half a string": b'targets = ["exa',
            "a duration for ever": b'[schedule]\ninterval = "99999999999999999999y"\n',
            "keys twice": b"targets = []\ntargets = []\n",
        }
        for name, text in rows.items():
            with self.subTest(name):
                done = run(DAEMON, "--check-config", "--config", str(self.file(text)))
                self.assertEqual(done.returncode, EXIT_CONFIG, done.stderr[-2000:])
                self.assertLess(len(done.stderr), 2000)
                self.assertNotIn("Sanitizer", done.stderr)

    def test_a_file_that_can_not_be_read_is_named(self):
        missing = str(self.folder / "missing.toml")
        for path, why in ((missing, "No such file or directory"), (str(self.folder), "Is a directory")):
            for command in ((DAEMON, "--config", path), (TOOL, "check", "example.org", "--config", path)):
                done = run(*command)
                self.assertEqual(done.returncode, EXIT_CONFIG)
                self.assertEqual(done.stderr, f"{path}: {why}\n")

    def test_no_bytes_of_the_file_reach_the_terminal(self):
        done = run(DAEMON, "--check-config", "--config", str(self.file('"\\u001b[31mred" = 1\n')))
        self.assertEqual(done.returncode, EXIT_CONFIG)
        self.assertNotIn("\x1b", done.stderr)


class Good(SystemTest):
    def test_the_shipped_file_is_right(self):
        done = run(DAEMON, "--check-config", "--config", str(SOURCE / "etc/mailwatchd.toml"))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_every_default_of_the_shipped_file_may_be_uncommented(self):
        shipped = (SOURCE / "etc/mailwatchd.toml").read_text()
        (self.folder / "domains.d").mkdir()
        file = str(self.file(re.sub(r"(?m)^#(?=\[|\w)", "", shipped)))
        done = run(DAEMON, "--check-config", "--config", file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_catalogue_beside_the_file_counts_instead_of_the_shipped_one(self):
        file = self.file("")
        (self.folder / "dnsbl.toml").write_text('[[dnsbl]]\nname = "bl.example.org"\n')
        self.assertEqual(run(DAEMON, "--check-config", "--config", str(file)).returncode, 0)
        (self.folder / "dnsbl.toml").write_text('[[dnsbl]]\nname = "bl.example.org"\nclas = "minor"\n')
        done = run(DAEMON, "--check-config", "--config", str(file))
        self.assertEqual(done.returncode, EXIT_CONFIG)
        self.assertRegex(done.stderr, rf"^{self.folder}/dnsbl.toml:3:1: .*clas.*class")

    def test_names_of_version_0_1_are_errors_that_name_the_new_ones(self):
        file = str(self.file('[[zone]]\nname = "bl.example"\n[[zone]]\nname = "two.example"\n'))
        done = run(DAEMON, "--check-config", "--config", file)
        self.assertEqual(done.returncode, EXIT_CONFIG)
        self.assertRegex(done.stderr, r'\A\S+:\d+:3: zone: was renamed to "dnsbl" in version 0.2\n\Z')
        (self.folder / "zones.toml").write_text('[[zone]]\nname = "bl.example.org"\n')
        done = run(DAEMON, "--check-config", "--config", file)
        self.assertEqual(done.returncode, EXIT_CONFIG)
        self.assertRegex(done.stderr, rf"\A{self.folder}/zones.toml: was renamed to dnsbl.toml in version 0.2")

    def test_m2_what_is_unwise_is_a_warning(self):
        file = str(self.file('[daemon]\nlisten = ["0.0.0.0:1"]\nallow_unauthenticated = true\n'
                             '[schedule]\ninterval = "1m"\n'))
        done = run(DAEMON, "--check-config", "--config", file)
        self.assertEqual(done.returncode, 0)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 2, lines)
        self.assertRegex(lines[0], rf"^warning: {file}:2:\d+: daemon.listen: .*reached from other hosts")
        self.assertRegex(lines[1], rf"^warning: {file}:5:\d+: schedule.interval: .*recommended minimum")


class CommandLine(unittest.TestCase):
    def test_version(self):
        for program in (DAEMON, TOOL):
            done = run(program, "--version")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, r"^mailwatch(d|ctl) \d+\.\d+\.\d+\n$")

    def test_help_names_every_option(self):
        rows = {(DAEMON,): ["--config", "--check-config", "--version", "--once", "--print"],
                (TOOL,): ["check", "--version"],
                (TOOL, "check"): ["--config", "--only", "--resolver", "--json", "--strict", "Exit status"]}
        for command, options in rows.items():
            done = run(*command, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for option in options:
                self.assertIn(option, done.stdout)

    def test_what_is_not_understood_is_named(self):
        for command in ((DAEMON, "--bogus"), (TOOL, "check", "example.org", "--bogus"), (TOOL, "bogus", "x"),
                        (TOOL, "bogus", "--json")):
            done = run(*command)
            self.assertEqual((done.returncode, done.stdout), (EXIT_USAGE, ""), done.stderr)
            self.assertIn("bogus", done.stderr)

    def test_a_command_of_version_0_1_names_the_new_one(self):
        for old, new in (("zones", "dnsbl"), ("accept", "acknowledge")):
            done = run(TOOL, old)
            self.assertEqual((done.returncode, done.stdout), (EXIT_USAGE, ""), done.stderr)
            self.assertIn(f'"{old}" was renamed to "{new}" in version 0.2', done.stderr)

    def test_what_is_missing_is_said(self):
        for command, what in (((TOOL,), "subcommand"), ((TOOL, "check"), "target"), ((DAEMON, "--config"), "--config")):
            done = run(*command)
            self.assertEqual((done.returncode, done.stdout), (EXIT_USAGE, ""), done.stderr)
            self.assertIn(what, done.stderr)


if __name__ == "__main__":
    unittest.main()
