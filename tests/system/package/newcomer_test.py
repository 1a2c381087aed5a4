#!/usr/bin/python3
"""README's "Install it", each command as it is written there, on a machine that has never seen us."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import SOURCE, wait
from package import built_package, machine_with

PATIENCE = 240.0  # seconds: an audit at the polite pace, a scrape, evaluations of the rules

# What a command has to print at last: what the text beside it promises. The others print what they like.
SHOWS = {
    "mailwatchctl status": r"Targets +1\b",
    "mailwatchctl show": r"example\.org",
    "curl": r'mailwatchd_check_success\{target="example\.org",check="mx_connection"\} 1\n',
    "mailwatchd_target_score_ratio": r'target="example\.org"\} => 0?\.\d+',
    "ALERTS": r'alertname="MailPlaintextPortOpen".*port="143"',
}


def commands():
    """In their order; a here-document is one command with its lines."""
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
