"""The daemon's SPF evaluator (spf_evaluate) without a network, as an object."""

import subprocess
from dataclasses import dataclass
from urllib.parse import quote

from harness import BIN

PROGRAM = str(BIN / "tests" / "system" / "spf_evaluate")


@dataclass
class Evaluated:
    result: str
    mechanism: str
    lookups: int
    void_lookups: int
    queries: int
    explanation: str
    problem: str


class Evaluator:
    def __init__(self):
        self._process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        assert self._process.wait() == 0

    def set_zone(self, records, silent=()):
        """As spf_suite.Zone has them."""
        self._say("clear")
        for (name, kind), values in records.items():
            for value in values:
                if kind == "SPF":
                    continue
                if kind == "MX":
                    value = f"{value[0]} {value[1]}"
                self._say("record", name, kind, b"".join(value) if kind == "TXT" else value)
        for name in silent:
            self._say("silent", name)

    def evaluate(self, client, domain, sender, helo):
        self._say("evaluate", client, domain, sender, helo)
        self._process.stdin.flush()
        fields = self._process.stdout.readline().rstrip("\n").split("\t")
        return Evaluated(*fields[:2], *(int(field) for field in fields[2:5]), *fields[5:])

    def cover(self, client, domain):
        """The result for the client in the coverage of its whole family."""
        self._say("cover", client, domain)
        self._process.stdin.flush()
        return self._process.stdout.readline().rstrip("\n")

    def _say(self, word, *fields):
        self._process.stdin.write("\t".join([word, *(quote(field, safe="") for field in fields)]) + "\n")
