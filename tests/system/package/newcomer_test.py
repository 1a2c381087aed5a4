#!/usr/bin/python3
"""Runs every command of README's "Install it", as written, on a fresh machine."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import SOURCE, wait
from package import built_package, machine_with

PATIENCE = 900.0  # seconds: an audit at the default rate, a scrape, evaluations of the rules

# Expected output of commands, as the README promises; the output of others is not checked.
SHOWS = {
    "mailwatchctl status": r"Targets +1\b",
    "mailwatchctl show": r"example\.org",
    "curl": r'mailwatchd_check_success\{target="example\.org",check="mx_connection"\} 1\n',
    "mailwatchd_target_score_ratio": r'target="example\.org"\} => 0?\.\d+',
    "ALERTS": r'alertname="MailPlaintextPortOpen".*port="143"',
}


def commands():
    """The commands in order; a here-document is one command."""
    section = re.search(r"(?ms)^## Install it\n(.*?)^## ", (SOURCE / "README.md").read_text())[1]
    lines = iter(re.findall(r"(?m)^    (.*)$", section))
    for line in lines:
        if "<<'END'" in line:
            line += "\n"
            while not line.endswith("\nEND\n"):
                line += next(lines) + "\n"
        yield line


class Newcomer(unittest.TestCase):
    def test_every_command_of_the_readme_does_what_it_says(self):
        machine = machine_with(built_package(), self.addCleanup)
        seen = set()
        for command in commands():
            shown = next((words for words in SHOWS if words in command), None)
            seen.add(shown)
            if shown is None:
                machine.shell("cd /root\n" + command.replace("apt install", "apt install -y"))
                continue
            wait(lambda: re.search(SHOWS[shown], machine.shell(command, check=False).stdout), command, PATIENCE, 1.0)
        self.assertEqual(seen - {None}, set(SHOWS))


if __name__ == "__main__":
    unittest.main()
