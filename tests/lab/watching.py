"""mailwatchd in the lab, for the tests of the daemon."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import clients
import configuration
from audits import BIN, HERE
from clients import lab

CHECKS = (HERE.parents[1] / "daemon/checks/checks.def").read_text().count("\nCHECK(")
SETTLED = 900  # seconds: an interval, a round and every confirmation, on a machine that also compiles


class Daemon:
    """mailwatchd in the lab; its transitions are the JSON lines of stderr."""

    def __init__(self, directory, targets, probe=0):
        self.probe = probe
        self.directory = Path(directory)
        self.file = self.directory / "mailwatchd.toml"
        self.file.write_text(configuration.changed(lab("config"), directory, targets))
        self.log = self.directory / "log"
        self.process = None

    def ask_no_silent_list(self):
        """Before the start: otherwise each audit would wait for the list that never answers."""
        silent = 'name = "dead.bl.example"\n'
        self.file.write_text(self.file.read_text().replace(silent, silent + "enabled = false\n", 1))

    def start(self):
        command = ["/usr/bin/python3", "-B", str(HERE / "lab.py"), "exec", "--id", clients.ONE,
                   "--probe", str(self.probe), "--", str(BIN / "mailwatchd"), "--config", str(self.file)]
        environment = {name: value for name, value in os.environ.items() if name != "JOURNAL_STREAM"}
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stderr=log, env=environment)  # noqa: lives longer

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=12)

    def delivered(self):
        """(kind, subject, new) of every line."""
        found = []
        for line in self.log.read_text(errors="replace").splitlines():
            if line.startswith("{"):
                one = json.loads(line)
                found.append((one["kind"], one["subject"], one["new"], one["id"], one))
        return found

    def delivered_of(self, kind, subject):
        """Entries of that kind about the subject; it may be among the other places of an entry."""
        return [each for each in self.delivered() if each[0] == kind and subject in (each[1], *each[4]["also"])]

    def lines(self):
        return sorted((each[3], each[2]) for each in self.delivered())

    def stored(self):
        """(id, new value) of every entry, from a copy, because the daemon has the file exclusively."""
        with tempfile.TemporaryDirectory() as copy:
            for part in self.directory.glob("mailwatchd.db*"):
                shutil.copy(part, copy)
            store = sqlite3.connect(f"{copy}/mailwatchd.db")
            rows = store.execute("select id, new from transition where part_of is null")
            return sorted((one, value.decode()) for one, value in rows.fetchall())

    def ask(self, *arguments, check=True):
        """The output of mailwatchctl; it reaches the socket from outside the lab's network too."""
        command = [str(BIN / "mailwatchctl"), *arguments, "--control", configuration.control(self.directory)]
        return subprocess.run(command, check=check, capture_output=True, text=True).stdout

    def metrics(self):
        return clients.client("curl", "-s", "http://127.0.0.1:10325/metrics")

    def metric(self, start):
        for line in self.metrics().splitlines():
            if line.startswith(start):
                return float(line.rpartition(" ")[2])
        return None

    def counted(self, kind):
        return self.metric(f'mailwatchd_changes_total{{change="{kind}"}}') or 0


def wait_for(condition, patience=SETTLED):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(1)
    return False
