"""Runs the built binaries as a user or systemd does, on loopback only."""

import http.client
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("MAILWATCHD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
CHECKS = re.findall(r"^CHECK\((\w+),", (SOURCE / "daemon/checks/checks.def").read_text(), re.MULTILINE)
BIN = Path(os.environ.get("MAILWATCHD_BIN_DIR", SOURCE / "build" / "app"))
DAEMON = str(BIN / "mailwatchd")
TOOL = str(BIN / "mailwatchctl")

# In memory if possible: the state is synced, and disks may be slow.
FOLDERS = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# Loopback block from which `own_address` takes addresses.
OWN_BLOCK = "127.64.0.0/10"

PATIENCE = 120.0  # seconds: longer than anything takes, on one core that also compiles
STOP_PATIENCE = 10.0  # seconds from SIGTERM to exit
CLOSED = "127.0.0.1:1"  # no resolver: the connection is refused

DEAD_RESOLVER = f"""
[resolver]
servers = ["{CLOSED}"]
timeout = "100ms"
attempts = 1
"""


def wait(condition, what, patience=PATIENCE, pause=0.02):
    """Calls `condition` every `pause` seconds until it is true, and returns its value."""
    end = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"never came: {what}")
        time.sleep(pause)


def own_address(number):
    """A loopback address that only this process uses; `number` is 0 to 63. Tests of several builds run in
    parallel, and mail ports are fixed."""
    process = os.getpid()
    return f"127.{64 + number}.{process >> 8 & 255}.{process & 255}"


def free_port(host="127.0.0.1"):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.bind((host, 0))
        return listener.getsockname()[1]


def has_ipv6():
    try:
        return free_port("::1") > 0
    except OSError:
        return False


def is_vptr_checked():
    return b"__ubsan_vptr_type_cache" in Path(DAEMON).read_bytes()


def run(*command, environment=None, patience=PATIENCE, **more):
    """Runs a command to its end; output as text."""
    return subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False,
                          env={**_clean_environment(), **(environment or {})}, **more)


def _clean_environment():
    """The environment without variables from systemd or a terminal."""
    gone = {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "NO_COLOR",
            "JOURNAL_STREAM", "MAILWATCHD_CONTROL", "COLUMNS"}
    return {key: value for key, value in os.environ.items() if key not in gone}


def configuration(port, targets=(), tables="", listen=None):
    """A configuration with the defaults, except what the tests need."""
    addresses = ", ".join(f'"{at}"' for at in listen or [f"127.0.0.1:{port}"])
    names = ", ".join(f'"{name}"' for name in targets)
    return f"targets = [{names}]\n[daemon]\nlisten = [{addresses}]\ncatalogue = false\n{tables}"


class Page:
    """A page of metrics: {'name{label="value"}': number}."""

    def __init__(self, text):
        self.text = text
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.series = {key: float(value) for key, _, value in (line.rpartition(" ") for line in lines)}

    def values(self, name, **labels):
        """Values of all series of the family with these labels."""
        found = []
        for key, value in self.series.items():
            family, _, rest = key.partition("{")
            pairs = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', rest))
            if family == name and labels.items() <= pairs.items():
                found.append(value)
        return found

    def value(self, name, **labels):
        """Value of the only series; None if there is none."""
        values = self.values(name, **labels)
        assert len(values) < 2, f"{name}{labels}: {values}"
        return values[0] if values else None


class Notifications:
    """The service manager's end of NOTIFY_SOCKET. Reads continuously, as systemd does."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.lines = []  # In order of arrival.
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while True:
            message = self._socket.recv(65536).decode()
            if not message:
                return
            self.lines += message.splitlines()

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", self.path)
        self._reader.join()
        self._socket.close()


class Daemon:
    """One mailwatchd with its folder, configuration and state. Call `close`."""

    def __init__(self, folder, text=None, *, arguments=(), environment=None, launcher=()):
        self.folder = Path(folder)
        self.port = free_port()
        self.file = self.folder / "mailwatchd.toml"
        self.state = self.folder / "state"
        self.control = self.folder / "control.sock"
        self.log_file = self.folder / "log"
        self.notifications = Notifications(self.folder)
        self.write(text if text is not None else configuration(self.port))
        self._command = [*launcher, DAEMON, "--config", str(self.file), *arguments]
        self._environment = {**_clean_environment(), "STATE_DIRECTORY": str(self.state),
                             "RUNTIME_DIRECTORY": str(self.folder), "NOTIFY_SOCKET": self.notifications.path, **(environment or {})}
        self.process = None

    def write(self, text):
        """Replaces the configuration atomically; PORT becomes the daemon's port."""
        new = self.folder / "new.toml"
        new.write_text(text.replace("PORT", str(self.port)))
        new.replace(self.file)

    def start(self):
        """Starts the daemon, also after it has ended; the state is kept."""
        self.notifications.lines.clear()
        with open(self.log_file, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.PIPE,
                                            stderr=log, text=True)
        return self

    def ready(self):
        wait(lambda: "READY=1" in self.notifications.lines or self.process.poll() is not None, "READY=1")
        assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.log()}"
        return self

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        self.notifications.close()

    def log(self):
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def wait_log(self, pattern, times=1):
        wait(lambda: len(re.findall(pattern, self.log())) >= times, f"{pattern!r} in the log")

    def get(self, path, method="GET", host="127.0.0.1"):
        """(status, headers, body)"""
        connection = http.client.HTTPConnection(host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()

    def ask(self, *arguments, **more):
        """Runs mailwatchctl with this daemon's socket."""
        environment = {"MAILWATCHD_CONTROL": str(self.control), **more.pop("environment", {})}
        return run(TOOL, *arguments, environment=environment, **more)

    def page(self):
        status, _, text = self.get("/metrics")
        assert status == 200, status
        return Page(text)

    def wait_metric(self, expected, name, **labels):
        wait(lambda: self.page().value(name, **labels) == expected, f"{name}{labels} = {expected}")

    def send(self, number):
        self.process.send_signal(number)

    def end(self, patience=PATIENCE):
        """Waits until the daemon exits; returns (exit status, standard output)."""
        output, _ = self.process.communicate(timeout=patience)
        return self.process.returncode, output

    def stop(self, number=signal.SIGTERM):
        """Sends a signal and returns the exit status; fails if the daemon takes too long."""
        self.send(number)
        return self.end(STOP_PATIENCE)[0]

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class SystemTest(unittest.TestCase):
    """Each test has its own folder."""

    FOLDERS = FOLDERS

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mailwatchd-system-", dir=self.FOLDERS)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def daemon(self, text=None, **more):
        """Starts a daemon that ends with the test. PORT in `text` becomes the daemon's port."""
        daemon = Daemon(self.folder, text, **more)
        daemon.start()
        self.addCleanup(daemon.close)
        return daemon

    def file(self, text, name="test.toml"):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path
