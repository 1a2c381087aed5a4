"""unbound as a validating resolver of one namespace: the probe's, or the one that the mail servers use."""

import signal
from pathlib import Path

import zones
from process import run
from render import fill


class Resolver:
    """One unbound; `name` is the name of its process, log and state folder."""

    def __init__(self, name, namespace, state, network, servers):
        self.name = name
        self._namespace = namespace
        self._state = Path(state) / name
        self._network = network
        self._servers = servers

    def configure(self, world, anchor):
        """Trusts the lab's root by its DS data, and queries only the lab's name server."""
        self._state.mkdir(parents=True, exist_ok=True)
        (self._state / "anchor").write_text(f". DS {anchor}\n")
        addresses = world["hosts"]["ns.lab.example"]["addresses"]
        hints = [". 3600 NS a.root.example."]
        hints += [f"a.root.example. 3600 {'AAAA' if ':' in a else 'A'} {a}" for a in addresses]
        (self._state / "hints").write_text("\n".join(hints) + "\n")
        local = [f'    local-zone: "{zone}." nodefault\n' for zone in zones.REVERSE_ZONES]
        (self._state / "unbound.conf").write_text(fill("unbound.conf", {
            "STATE": self._state, "LOCAL": "".join(local)}))

    def start(self):
        """Starts it, or resumes it, makes it honest and empties its cache; true if it was started."""
        if self._servers.pid(self.name) is None:
            self._servers.start(self.name, self._network.inside(
                self._namespace, "unbound", "-d", "-c", self._state / "unbound.conf"))
            return True
        self._servers.signal(self.name, signal.SIGCONT)
        self._control("local_zone_remove", ".")
        self.forget(".")
        return False

    def stop(self):
        self._servers.stop(self.name)

    def hang(self):
        self._servers.signal(self.name, signal.SIGSTOP)

    def lie(self, kind, *records):
        """Until the next start: every name is in one local zone of this kind, with these records."""
        self._control("local_zone", ".", kind)
        for record in records:
            self._control("local_data", record)

    def forget(self, zone):
        """Removes a zone from the cache; a stopped resolver has nothing cached or removes it later."""
        if self._servers.runs(self.name):
            self._control("flush_zone", zone)
            # A query that still waits for a dead server would make later ones wait too.
            self._control("flush_requestlist")

    def _control(self, *command):
        run("unbound-control", "-c", self._state / "unbound.conf", *command)
