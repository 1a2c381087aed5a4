"""One lab made of its parts, and its two main operations: up and down."""

import json
import shutil
import subprocess
from pathlib import Path

import world as worlds
from certificates import Authority
from expectations import expectations
from mail import Mail
from names import Names
from network import Network
from process import LabError, Servers


class Lab:
    """The parts of the lab of one id; nothing starts before `up`."""

    def __init__(self, lab_id, state, cache):
        self.id = lab_id
        self.state = Path(state)
        self.network = Network(lab_id, self.state)
        self.servers = Servers(self.state)
        self.authority = Authority(self.state)
        self.credentials = self.state / "credentials"
        self.names = Names(self.state, self.network, self.servers)
        self.mail = Mail(self.state, self.network, self.servers, self.authority, cache)

    def up(self):
        self.down()
        self.state.mkdir(parents=True)
        world = worlds.pristine()
        # A failed `up` leaves its state and logs for inspection; the next `up` or `down` removes them.
        self.network.up(world)
        self.authority.create()
        self._write_credentials(world)
        self.names.up(world)
        self.mail.up(world)
        self._start_peers(world)
        self.await_ports(expectations(world))
        worlds.save(self.state, world)

    def add_probes(self, count):
        """For a lab that has only its own."""
        world = worlds.load(self.state)
        for number in range(1, count + 1):
            self.network.probe_of(world, number).up()
            self.names.add_probe(world, number)
        world["probes"] = count
        worlds.save(self.state, world)

    def _write_credentials(self, world):
        """Like a unit's LoadCredential=: one file per key."""
        self.credentials.mkdir(mode=0o700)
        for name, key in world["credentials"].items():
            (self.credentials / name).write_text(key + "\n")

    def _start_peers(self, world):
        folder = self.state / "peers"
        names = [name for name, host in world["hosts"].items() if "peers" in host]
        self.authority.issue(folder, names, days=90)
        spec = [[address, int(port), behaviour] for name in names
                for port, behaviour in world["hosts"][name]["peers"].items()
                for address in world["hosts"][name]["addresses"]]
        (folder / "spec.json").write_text(json.dumps(spec))
        self.servers.start("peers", self.network.inside(
            self.network.servers, "/usr/bin/python3", worlds.HERE / "peers.py", folder / "spec.json",
            folder / "cert.pem", folder / "key.pem"))

    def await_ports(self, wanted, patience=60):
        """Waits in the probe's namespace until every port behaves as expected; gives up when no further port has done
        so for `patience` seconds."""
        command = self.network.inside(
            self.network.probe, "/usr/bin/python3", worlds.HERE / "reach.py", patience)
        done = subprocess.run(command, input=json.dumps(wanted), text=True, capture_output=True, check=False)
        if done.returncode != 0:
            ended = [name for name in self.servers.names() if self.servers.pid(name) is None]
            gone = f"no longer running: {', '.join(ended)}\n" if ended else ""
            raise LabError(f"{gone}{(done.stdout + done.stderr).strip()}\nlogs: {self.state / 'log'}")

    def down(self):
        for name in self.servers.names():
            self.servers.stop(name, patience=3.0)
        self.network.down()
        shutil.rmtree(self.state, ignore_errors=True)
