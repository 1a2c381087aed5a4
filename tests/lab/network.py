"""Network namespaces, the servers' and one for each probe, joined only by veth pairs."""

import hashlib
import json
import os
import signal
import time
from pathlib import Path

from probe import Probe, add, host, ip_batch, nodad, remove
from process import LabError, run
from render import fill
from world import served_addresses

LOSS_RULE = 'iifname "{0}" numgen random mod 100 < {1} drop'


class Network:
    """The namespaces and links of one lab, all named by its id."""

    def __init__(self, lab_id, state):
        self.servers = f"mw-{lab_id}-s"
        self.probe = f"mw-{lab_id}-p"
        # IFNAMSIZ allows 15 characters; the hash distinguishes long ids.
        self._link = "mw" + hashlib.sha256(lab_id.encode()).hexdigest()[:8]
        self._state = Path(state)

    def probe_of(self, world, number=0):
        """The lab's own probe is number 0."""
        vantage = world["vantage"]
        own, other = (vantage["v4"], vantage["v6"]), (vantage["other_v4"], vantage["other_v6"])
        name = str(number or "")
        if number:
            own = (f"198.51.100.{200 + number}", f"2001:db8:1:{number}::250")
            other = (f"198.51.100.{220 + number}", f"2001:db8:2:{number}::250")
        return Probe(self.probe + name, f"{self._link}p{name}", f"{self._link}s{name}", self.servers, own, other)

    def probes(self, world):
        return [self.probe_of(world, number) for number in range(world["probes"] + 1)]

    def inside(self, namespace, *command):
        """The command line that runs `command` in a namespace."""
        return ["ip", "netns", "exec", namespace, *map(str, command)]

    def up(self, world):
        add(self.servers)
        probe = self.probe_of(world)
        probe.up()
        # Host routes only: an address without a host is then silent, not `unreachable`.
        lines = [f"addr add {host(address)} dev {probe.gate} {nodad(address)}"
                 for address in ["198.51.100.1", *served_addresses(world)]]
        # A machine that forwards would answer `unreachable` for an address without a host.
        ip_batch(self.servers, [*lines, "route add blackhole 0.0.0.0/0", "route add blackhole ::/0"])
        self.shape(world)
        run(*self.inside(self.probe, "nft", "-f", fill_to(self._state, "probe.nft", {})))

    def shape(self, world):
        """Loads the firewall and the loss of `world` in one transaction, so no packet sees half of it."""
        wall = world["firewall"]
        values = {}
        for kind in ("refused", "dropped"):
            for family in (4, 6):
                members = [" . ".join(entry.split()) for entry in wall[kind]
                           if (":" in entry) == (family == 6)]
                values[f"{kind.upper()}{family}"] = (
                    f"elements = {{ {', '.join(members)} }}" if members else "")
        loss = int(wall["loss"])
        rule = LOSS_RULE.format(self.probe_of(world).gate, loss) if loss else ""
        ways = {probe: wall["outbound"].get(str(number), "open") for number, probe in enumerate(self.probes(world))}
        values["PROXIES"] = "\n".join(probe.translation_of(way) for probe, way in ways.items())
        values["OUTBOUND"] = "\n".join(probe.filter_of(way) for probe, way in ways.items())
        values["LOSS_IN"] = rule
        values["LOSS_OUT"] = rule.replace("iifname", "oifname")
        path = fill_to(self._state, "servers.nft", values)
        run(*self.inside(self.servers, "nft", "-f", path))

    def packets_inside(self):
        """How many packets left the probe's namespace for an address that must receive none."""
        listing = json.loads(run(*self.inside(
            self.probe, "nft", "-j", "list", "counter", "inet", "lab", "inside")))
        return next(item["counter"]["packets"] for item in listing["nftables"] if "counter" in item)

    def down(self):
        """Ends all processes in the namespaces (which are ours, so they are too), then removes the namespaces."""
        namespaces = [*sorted(path.name for path in Path("/run/netns").glob(self.probe + "*")), self.servers]
        for namespace in namespaces:
            if Path("/run/netns", namespace).exists():
                _end_processes(namespace)
                remove(namespace)


def fill_to(folder, template, values):
    path = Path(folder) / template
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(fill(template, values))
    return path


def _end_processes(namespace):
    for sign, patience in ((signal.SIGTERM, 1.5), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + patience
        first = True
        while pids := [int(pid) for pid in run("ip", "netns", "pids", namespace).split()]:
            if os.getpid() in pids:
                raise LabError("down cannot be called from inside the lab")
            if first or sign == signal.SIGKILL:
                _signal_all(pids, sign)
            first = False
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)


def _signal_all(pids, sign):
    for pid in pids:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            pass
