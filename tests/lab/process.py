"""Runs commands and servers, and ends exactly those that we started."""

import os
import signal
import subprocess
import time
from pathlib import Path


class LabError(Exception):
    """A failure that is shown to the user as it is."""


def run(*command, quiet_failure=False, **options):
    """Runs a command to its end and returns its output; a failure shows the command's own message."""
    done = subprocess.run(
        [str(part) for part in command], text=True, capture_output=True, check=False, **options)
    if done.returncode != 0 and not quiet_failure:
        said = (done.stderr + done.stdout).strip()
        raise LabError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{said}")
    return done.stdout


class Servers:
    """The lab's long-running programs, each identified by the pid and log of its name."""

    def __init__(self, state):
        self._pids = Path(state) / "pids"
        self._logs = Path(state) / "log"

    def start(self, name, command):
        """Starts a program in its own session, so that it outlives this process."""
        for folder in (self._pids, self._logs):
            folder.mkdir(parents=True, exist_ok=True)
        with open(self.log(name), "ab") as log:
            child = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, cwd="/")
        (self._pids / name).write_text(f"{child.pid} {_started_at(child.pid)}\n")

    def log(self, name):
        return self._logs / f"{name}.log"

    def names(self):
        return sorted(entry.name for entry in self._pids.iterdir()) if self._pids.exists() else []

    def pid(self, name):
        """The pid of a server that is running, else None; a reused pid is not ours."""
        try:
            pid, started = map(int, (self._pids / name).read_text().split())
        except (FileNotFoundError, ValueError):
            return None
        return pid if _started_at(pid) == started else None

    def runs(self, name):
        """Whether it runs and is not stopped by SIGSTOP."""
        pid = self.pid(name)
        return pid is not None and _stat(pid)[0] not in "Tt"

    def signal(self, name, sign):
        pid = self.pid(name)
        if pid is None:
            raise LabError(f"{name} does not run; its log is {self.log(name)}")
        os.kill(pid, sign)

    def stop(self, name, patience=10.0):
        pid = self.pid(name)
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            os.kill(pid, signal.SIGCONT)
            deadline = time.monotonic() + patience
            while self.pid(name) is not None and time.monotonic() < deadline:
                time.sleep(0.02)
            if self.pid(name) is not None:
                os.kill(pid, signal.SIGKILL)
        (self._pids / name).unlink(missing_ok=True)


def _stat(pid):
    """The fields of proc(5)'s stat from the third on (the state); a process that is gone counts as dead (X)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["X"]


def _started_at(pid):
    """Start time in clock ticks since boot (field 22); None for processes that are gone and for zombies."""
    fields = _stat(pid)
    return None if fields[0] in "ZX" else int(fields[19])
