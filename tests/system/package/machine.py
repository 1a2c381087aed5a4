"""A booted Debian with its own network, on an overlay over an unchanged tree."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

BOOT_PATIENCE = 60.0  # seconds without any progress


class Machine:
    """systemd-nspawn, also on hosts without a service manager, such as CI machines. Call `close`.

    Files are put into `root`; before `boot` they are there when its services start.
    """

    def __init__(self, tree):
        self._folder = Path(tempfile.mkdtemp(prefix="mailwatchd-machine-"))
        self.root = self._folder / "root"
        for name in ("root", "upper", "work"):
            (self._folder / name).mkdir()
        layers = f"lowerdir={tree},upperdir={self._folder / 'upper'},workdir={self._folder / 'work'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, self.root], check=True)
        self._nspawn = None
        self._init = None

    def write(self, path, text):
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def boot(self):
        Path("/run/systemd").mkdir(exist_ok=True)
        with open(self._folder / "console", "wb") as console:
            self._nspawn = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--directory", self.root, "--machine", f"mailwatchd-{os.getpid()}",
                 "--register=no", "--keep-unit", "--private-network", "--boot"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True)
        end, seen = time.monotonic() + BOOT_PATIENCE, None
        while not self._is_up():
            if (now := self._progress()) != seen:
                end, seen = time.monotonic() + BOOT_PATIENCE, now
            if self._nspawn.poll() is not None or time.monotonic() > end:
                raise AssertionError("the machine does not boot:\n" + self.console())
            time.sleep(0.1)

    def _progress(self):
        """Changes while the machine boots: what the console says, and the jobs that are left."""
        return self.console(), self._init and self.run("systemctl", "list-jobs", "--no-legend", check=False).stdout

    def console(self):
        return (self._folder / "console").read_text(errors="replace")

    def _is_up(self):
        """Waits for the boot; "degraded" is accepted, because of units that the tests do not need."""
        if self._init is None:
            children = subprocess.run(["pgrep", "-x", "-P", str(self._nspawn.pid), "systemd"],
                                      capture_output=True, text=True, check=False).stdout.split()
            if not children:
                return False
            self._init = children[0]
        return self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded")

    def run(self, *command, check=True, patience=300, **more):
        """Runs a command to its end; with `check` it must succeed."""
        done = subprocess.run(
            ["nsenter", "-t", self._init, "-m", "-u", "-i", "-n", "-p", "-C", "--",
             "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", *map(str, command)],
            capture_output=True, text=True, check=False, timeout=patience, stdin=subprocess.DEVNULL, **more)
        if check and done.returncode != 0:
            raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def says(self, *command, **more):
        return self.run(*command, **more).stdout

    def shell(self, script, **more):
        return self.run("bash", "-euo", "pipefail", "-c", script, cwd="/", **more)

    def close(self):
        if self._nspawn is not None and self._nspawn.poll() is None:
            if self._init is not None:
                self.run("systemctl", "poweroff", check=False)
            try:
                self._nspawn.wait(30)
            except subprocess.TimeoutExpired:
                self._nspawn.kill()
                self._nspawn.wait()
        subprocess.run(["umount", self.root], check=True)
        shutil.rmtree(self._folder)
