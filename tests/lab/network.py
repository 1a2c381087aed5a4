"""Two network namespaces, the servers' and the probe's, joined only by a veth pair."""

import hashlib
import json
import os
import shutil
import signal
import time
from pathlib import Path

from process import LabError, run
from render import fill
from world import served_addresses

# A transparent proxy: the careless host answers for every address on 25 and 110.
INTERCEPT = ("meta nfproto ipv4 tcp dport { 25, 110 } dnat ip to 198.51.100.20\n"
             "        meta nfproto ipv6 tcp dport { 25, 110 } dnat ip6 to 2001:db8::20")
# What the way out does to the probe's TCP.
OUTBOUND = {
    "open": "",
    "drop": "drop", "drop-25": "tcp dport 25 drop",
    "reset": "reject with tcp reset", "reset-25": "tcp dport 25 reject with tcp reset",
    "prohibit": "reject with icmpx type admin-prohibited",
}
LOSS_RULE = 'iifname "{0}" numgen random mod 100 < {1} drop'


class Network:
    """The namespaces and links of one lab, all named by its id."""

    def __init__(self, lab_id, state):
        self.servers = f"mw-{lab_id}-s"
        self.probe = f"mw-{lab_id}-p"
        # IFNAMSIZ allows 15 characters; the hash distinguishes long ids.
        short = hashlib.sha256(lab_id.encode()).hexdigest()[:8]
        self._servers_link = f"mw{short}s"
        self._probe_link = f"mw{short}p"
        self._state = Path(state)

    def exists(self):
        return Path("/run/netns", self.probe).exists() or Path("/run/netns", self.servers).exists()

    def inside(self, namespace, *command):
        """The command line that runs `command` in a namespace."""
        return ["ip", "netns", "exec", namespace, *map(str, command)]

    def up(self, world):
        for namespace in (self.servers, self.probe):
            run("ip", "netns", "add", namespace)
            run("ip", "-n", namespace, "link", "set", "lo", "up")
            folder = Path("/etc/netns", namespace)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:2\n")
        run("ip", "link", "add", self._servers_link, "netns", self.servers,
            "type", "veth", "peer", "name", self._probe_link, "netns", self.probe)
        self._address(world)
        self.shape(world)
        run(*self.inside(self.probe, "nft", "-f", fill_to(self._state, "probe.nft", {})))

    def _address(self, world):
        """Host routes only: an address without a host is then silent, not `unreachable`."""
        vantage = world["vantage"]
        servers = [f"link set {self._servers_link} up"]
        for address in ["198.51.100.1", "2001:db8::1", *served_addresses(world)]:
            servers.append(f"addr add {_host(address)} dev {self._servers_link} {_nodad(address)}")
        for key in ("v4", "v6", "other_v4", "other_v6"):
            servers.append(f"route add {vantage[key]} dev {self._servers_link}")
        # A machine that forwards would answer `unreachable` for an address without a host.
        servers += ["route add blackhole 0.0.0.0/0", "route add blackhole ::/0"]
        _ip_batch(self.servers, servers)
        self.connect(vantage["v4"], vantage["v6"])

    def connect(self, own_v4, own_v6):
        """The probe's link with these addresses and no others."""
        link = self._probe_link
        self.disconnect()
        probe = [f"addr flush dev {link}", f"link set {link} up"]
        for own, gateway, anywhere in ((own_v4, "198.51.100.1", "0.0.0.0/0"), (own_v6, "2001:db8::1", "::/0")):
            probe.append(f"addr add {_host(own)} dev {link} {_nodad(own)}")
            probe.append(f"route add {gateway} dev {link} src {own}")
            probe.append(f"route add {anywhere} via {gateway} dev {link} src {own}")
        _ip_batch(self.probe, probe)

    def disconnect(self):
        """The probe has no link, hence no routes."""
        run("ip", "-n", self.probe, "link", "set", self._probe_link, "down")

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
        rule = LOSS_RULE.format(self._servers_link, loss) if loss else ""
        values["INTERCEPT"] = INTERCEPT if wall["intercept"] else ""
        values["OUTBOUND"] = "" if wall["outbound"] == "open" else (
            f'iifname "{self._servers_link}" meta l4proto tcp {OUTBOUND[wall["outbound"]]}')
        values["LOSS_IN"] = rule
        values["LOSS_OUT"] = rule.replace("iifname", "oifname")
        path = fill_to(self._state, "servers.nft", values)
        run(*self.inside(self.servers, "nft", "-f", path))

    def ipv6_route(self, change):
        """`replace` or `delete`: the probe's route to all IPv6 addresses."""
        run("ip", "-n", self.probe, "route", change, "::/0", "via", "2001:db8::1", "dev", self._probe_link,
            quiet_failure=change == "delete")

    def packets_inside(self):
        """How many packets left the probe's namespace for an address that must receive none."""
        listing = json.loads(run(*self.inside(
            self.probe, "nft", "-j", "list", "counter", "inet", "lab", "inside")))
        return next(item["counter"]["packets"] for item in listing["nftables"] if "counter" in item)

    def down(self):
        """Ends all processes in the two namespaces (which are ours, so they are too), then removes the namespaces."""
        for namespace in (self.probe, self.servers):
            if Path("/run/netns", namespace).exists():
                _end_processes(namespace)
                run("ip", "netns", "delete", namespace)
            shutil.rmtree(Path("/etc/netns", namespace), ignore_errors=True)


def fill_to(folder, template, values):
    path = Path(folder) / template
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(fill(template, values))
    return path


def _host(address):
    return f"{address}/{128 if ':' in address else 32}"


def _nodad(address):
    return "nodad" if ":" in address else ""


def _ip_batch(namespace, lines):
    run("ip", "-n", namespace, "-batch", "-", input="\n".join(lines) + "\n")


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
