"""A place to probe from: a network namespace with its link to the servers. The lab has one; tests of outages add more,
each of which can be cut off alone."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from process import run

GATEWAYS = {4: "198.51.100.1", 6: "fe80::1"}
# What the way out does to a probe's TCP: a rule of the filter, or of the address translation of each family.
OUTBOUND = {
    "open": None,
    "drop": "drop", "drop-25": "tcp dport 25 drop",
    "reset": "reject with tcp reset", "reset-25": "tcp dport 25 reject with tcp reset",
    "prohibit": "reject with icmpx type admin-prohibited",
}
# A transparent proxy: the careless host answers for every address on 25 and 110.
PROXY = "proxy"
PROXY_RULES = ("meta nfproto ipv4 tcp dport { 25, 110 } dnat ip to 198.51.100.20",
               "meta nfproto ipv6 tcp dport { 25, 110 } dnat ip6 to 2001:db8::20")
WAYS = (*OUTBOUND, PROXY)


@dataclass(frozen=True)
class Probe:
    """`link` is its end of the veth pair, `gate` that of the servers."""

    namespace: str
    link: str
    gate: str
    servers: str
    own: tuple    # its address of each family
    other: tuple  # those that it gets from its provider one day

    def up(self):
        add(self.namespace)
        run("ip", "link", "add", self.gate, "netns", self.servers, "type", "veth", "peer", "name", self.link,
            "netns", self.namespace)
        gate = [f"link set {self.gate} up", f"addr add {GATEWAYS[6]}/64 dev {self.gate} nodad"]
        gate += [f"route add {address} dev {self.gate}" for address in (*self.own, *self.other)]
        ip_batch(self.servers, gate)
        self.connect(self.own)

    def connect(self, addresses):
        """Its link, with these addresses and no others."""
        self.disconnect()
        lines = [f"addr flush dev {self.link}", f"link set {self.link} up"]
        for address in addresses:
            gateway = GATEWAYS[6 if ":" in address else 4]
            lines.append(f"addr add {host(address)} dev {self.link} {nodad(address)}")
            if ":" not in address:
                lines.append(f"route add {gateway} dev {self.link} src {address}")
        ip_batch(self.namespace, lines)
        for address in addresses:
            self.route("replace", address)

    def route(self, change, address):
        """`replace` or `delete`: the route to all addresses of the family of its own `address`."""
        family = 6 if ":" in address else 4
        run("ip", "-n", self.namespace, "route", change, "::/0" if family == 6 else "0.0.0.0/0", "via",
            GATEWAYS[family], "dev", self.link, "src", address, quiet_failure=change == "delete")

    def disconnect(self):
        """It has no link, hence no routes."""
        run("ip", "-n", self.namespace, "link", "set", self.link, "down")

    def filter_of(self, way):
        rule = OUTBOUND.get(way)
        return f'iifname "{self.gate}" meta l4proto tcp {rule}' if rule else ""

    def translation_of(self, way):
        return "\n".join(f'iifname "{self.gate}" {rule}' for rule in PROXY_RULES) if way == PROXY else ""


def add(namespace):
    """An empty namespace whose programs ask a resolver in it."""
    run("ip", "netns", "add", namespace)
    run("ip", "-n", namespace, "link", "set", "lo", "up")
    folder = Path("/etc/netns", namespace)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:2\n")


def remove(namespace):
    run("ip", "netns", "delete", namespace)
    shutil.rmtree(Path("/etc/netns", namespace), ignore_errors=True)


def host(address):
    return f"{address}/{128 if ':' in address else 32}"


def nodad(address):
    return "nodad" if ":" in address else ""


def ip_batch(namespace, lines):
    run("ip", "-n", namespace, "-batch", "-", input="\n".join(lines) + "\n")
