"""The lab's name service: Knot for zones, rbldnsd for block lists, unbound as resolver of each namespace."""

import json
import signal
import time
from pathlib import Path

import zones
from process import LabError, run
from render import fill
from resolver import Resolver


class Names:
    """Configures, starts and refreshes the name servers of one lab."""

    def __init__(self, state, network, servers):
        self._state = Path(state)
        self._network = network
        self._servers = servers
        self._knot_conf = self._state / "knot/knot.conf"
        self._ds_file = self._state / "knot/ds.json"
        self._resolver = self._of_probe(0)
        self._servers_resolver = Resolver("unbound-servers", network.servers, state, network, servers)

    def _of_probe(self, number):
        name = str(number or "")
        return Resolver("unbound" + name, self._network.probe + name, self._state, self._network, self._servers)

    def up(self, world):
        for folder in ("knot/zones", "knot/keys", "rbldnsd"):
            (self._state / folder).mkdir(parents=True, exist_ok=True)
        self._knot(world)
        self._rbldnsd(world)
        self._unbound(world)

    def _knot(self, world):
        signed = zones.signed_zones(world)
        addresses = world["hosts"]["ns.lab.example"]["addresses"]
        blocks = [f'  - domain: "{zone}"\n    file: "{_file(zone)}"\n'
                  f'    dnssec-signing: {"on" if zone in signed else "off"}\n' for zone in zones.knot_zones(world)]
        self._knot_conf.write_text(fill("knot.conf", {
            "STATE": self._state / "knot",
            "LISTEN": ", ".join(f"{address}@53" for address in addresses), "ZONES": "".join(blocks)}))
        for zone in signed:
            self._keymgr(zone, "generate", "algorithm=ECDSAP256SHA256", "ksk=yes", "zsk=yes")
        self._ds_file.write_text(json.dumps({zone: self._ds_records(zone) for zone in signed}))
        self.write_zones(world)
        self._servers.start("knot", self._network.inside(
            self._network.servers, "knotd", "-c", self._knot_conf))

    def _keymgr(self, zone, *arguments):
        return run("keymgr", "-c", self._knot_conf, zone, *arguments)

    def _ds_records(self, zone):
        """DS data of a signed zone from its key; SHA-256 (digest type 2) is enough."""
        data = [line.split(" DS ", 1)[1] for line in self._keymgr(zone, "ds").splitlines()]
        return [record for record in data if record.split()[2] == "2"]

    def write_zones(self, world):
        """Writes every zone file that differs; returns the zones whose file changed."""
        ds_records = json.loads(self._ds_file.read_text())
        return [zone for zone in zones.knot_zones(world)
                if _write(self._state / "knot/zones" / _file(zone),
                          zones.zone_text(world, zone, ds_records))]

    def _rbldnsd(self, world):
        self._write_blocklists(world)
        folder = self._state / "rbldnsd"
        binds = [part for address in world["hosts"]["bl.lab.example"]["addresses"]
                 for part in ("-b", f"{address}/53")]
        datasets = [f"{zone}:{kind}:{name}" for name, kind, zone, _ in zones.blocklist_files(world)]
        self._servers.start("rbldnsd", self._network.inside(
            self._network.servers, "rbldnsd", "-n", "-u", "nobody", "-w", folder, "-c", "0", *binds,
            *datasets))

    def _write_blocklists(self, world):
        return [zone for name, _, zone, text in zones.blocklist_files(world)
                if _write(self._state / "rbldnsd" / name, text)]

    def _unbound(self, world):
        anchor = json.loads(self._ds_file.read_text())["."][0]
        for resolver in (self._resolver, self._servers_resolver):
            resolver.configure(world, anchor)
        self._servers_resolver.start()
        self.start_resolver()

    def add_probe(self, world, number):
        resolver = self._of_probe(number)
        resolver.configure(world, json.loads(self._ds_file.read_text())["."][0])
        resolver.start()

    def start_resolver(self, number=0):
        """Starts the probe's resolver, or resumes it and empties its cache; ends when it answers."""
        if self._of_probe(number).start():
            self.await_up()

    def stop_resolver(self, number=0):
        self._of_probe(number).stop()

    def hang_resolver(self, number=0):
        """It runs but never answers: a failure on which clients wait until their timeout."""
        self.start_resolver(number)
        self._of_probe(number).hang()

    def empty_resolver(self, number=0):
        """NOERROR without records, whatever the question."""
        self.start_resolver(number)
        self._of_probe(number).lie("always_nodata")

    def lying_resolver(self, number=0):
        """One address for every name, as from a captive portal."""
        self.start_resolver(number)
        self._of_probe(number).lie("redirect", f". {zones.TTL} IN A 203.0.113.80")

    def refresh(self, world):
        """Serves the current world, and removes what changed from the resolver's cache."""
        changed = self.write_zones(world)
        for zone in changed:
            run("knotc", "-c", self._knot_conf, "-b", "zone-reload", zone)
        lists = self._write_blocklists(world)
        if lists:
            self._servers.signal("rbldnsd", signal.SIGHUP)
            self._await_lists(world)
        for zone in {*changed, *lists}:
            for resolver in (self._resolver, self._servers_resolver):
                resolver.forget(zone)

    def _await_lists(self, world):
        """rbldnsd reloads in its only thread, so a query after the signal gets a new answer."""
        server = world["hosts"]["bl.lab.example"]["addresses"][0]
        self.ask("test.dbl.bl.example", "A", server)

    def ask(self, name, kind, server, *flags):
        """dig's short answer, queried from the probe's namespace."""
        return run(*self._network.inside(
            self._network.probe, "dig", "+short", "+time=1", "+tries=2", *flags, f"@{server}", name, kind),
            quiet_failure=True).split("\n")[0].strip()

    def await_up(self, patience=120.0):
        """Waits until each server that the probe can reach answers a query of its own."""
        questions = {
            "knot": ("well.example", "MX", "198.51.100.53"),
            "rbldnsd": ("2.0.0.127.zen.bl.example", "A", "198.51.100.54"),
            "unbound": ("2.0.0.127.zen.bl.example", "A", "127.0.0.1"),
        }
        for server, question in questions.items():
            deadline = time.monotonic() + patience
            while not (said := self.ask(*question)) or said.startswith(";"):
                if time.monotonic() > deadline:
                    raise LabError(f"{server} does not answer; its log is {self._servers.log(server)}")
                time.sleep(0.05)


def _file(zone):
    return f"{zone.strip('.') or 'root'}.zone"


def _write(path, text):
    """Writes a file if it differs, and returns whether it did."""
    if path.exists() and path.read_text() == text:
        return False
    path.write_text(text)
    return True
