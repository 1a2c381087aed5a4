"""The sessions in the servers' own logs: one Session each, with its commands counted."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

# The only commands that the product may send (failures A3, A7); NOOP would be harmless, but is not sent either.
POLITE = {"ehlo", "starttls", "mail", "rcpt", "rset", "quit"}
RCPT_MAX = 8      # per session (docs/verdicts.md, Active tests)
SESSIONS_MAX = 3  # with MAIL, per round at one address

_POSTFIX = re.compile(r"postfix/(?:(?P<host>[\w.-]+)/)?(?:\w+/)?smtpd\[\d+\]: disconnect from \S+\[(?P<client>[^]]+)\]"
                      r"(?P<counts>.*?) commands=")
_EXIM = re.compile(r"\[(?P<pid>\d+)\] said (?P<verb>\w+) at (?P<address>\S+)")


@dataclass
class Session:
    """`host` is empty if a server with several hosts does not log which; Exim logs its address."""

    server: str
    host: str
    family: int
    commands: Counter = field(default_factory=Counter)

    def is_active(self):
        return self.commands["mail"] > 0 or self.commands["rcpt"] > 0


class Logs:
    """The logs of one lab since it was made or since the last `forget`."""

    def __init__(self, state):
        self._state = Path(state)
        self._read = {}
        self.forget()

    def _files(self):
        return [*sorted((self._state / "log").glob("postfix-*.log")), self._exim()]

    def _exim(self):
        return self._state / "mail/exim/var/log/exim4/mainlog"

    def forget(self):
        self._read = {path: path.stat().st_size for path in self._files() if path.exists()}

    def sessions(self):
        found = []
        for path in self._files():
            if not path.exists():
                continue
            new = path.read_bytes()[self._read.get(path, 0):].decode(errors="replace").splitlines()
            found += _of_exim(new) if path == self._exim() else _of_postfix(path.stem, new)
        return found


def _of_postfix(server, lines):
    for line in lines:
        if said := _POSTFIX.search(line):
            # "rcpt=0/8" means none of eight accepted.
            counts = {verb: int(number.rpartition("/")[2])
                      for verb, number in re.findall(r"(\w+)=(\d+(?:/\d+)?)", said["counts"])}
            yield Session(server, said["host"] or "", 6 if ":" in said["client"] else 4, Counter(counts))


def _of_exim(lines):
    """A session is a process; each of its commands is a line."""
    found = {}
    for line in lines:
        if said := _EXIM.search(line):
            address = said["address"]
            one = found.setdefault((said["pid"], address), Session("exim", address, 6 if ":" in address else 4))
            one.commands[said["verb"].lower()] += 1
    return list(found.values())
