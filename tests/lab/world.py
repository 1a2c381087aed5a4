"""The lab's world as data: read from world.toml, edited by flips, kept per lab as JSON.

All server configuration is rendered from this value, so a flip is an edit followed by rendering again; undoing it
restores the original value.
"""

import ipaddress
import json
import os
import tomllib
from pathlib import Path

from process import LabError

HERE = Path(__file__).resolve().parent
RESOLVER_ADDRESSES = ("127.0.0.1", "::1")


def pristine():
    with open(HERE / "world.toml", "rb") as file:
        return tomllib.load(file)


def load(state):
    try:
        return json.loads((Path(state) / "world.json").read_text())
    except FileNotFoundError:
        raise LabError("this lab is not up: run `lab up` first") from None


def save(state, world):
    target = Path(state) / "world.json"
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(world, indent=1))
    os.replace(fresh, target)


def hosts_of(world, server):
    """Hosts that `server` answers for."""
    return {name: host for name, host in world["hosts"].items()
            if server in (host.get("smtp"), host.get("mailbox"))}


def addresses_of(hosts):
    return [address for host in hosts.values() for address in host["addresses"]]


def served_addresses(world):
    """Every address that the servers' namespace owns; an absent host stays silent."""
    return sorted({address for host in world["hosts"].values() if not host.get("absent")
                   for address in host["addresses"]})


def resolve(world, name):
    """The addresses of a host name or an address, as given by a flip's argument."""
    if name in world["hosts"]:
        return world["hosts"][name]["addresses"]
    try:
        return [str(ipaddress.ip_address(name))]
    except ValueError:
        raise LabError(f"{name}: neither a host of the lab nor an address") from None


def ptr_name(world, host_name):
    """The name that a host's addresses point back to; '' if there is none."""
    return world["hosts"][host_name].get("ptr", host_name)


def is_shut(world, address, port):
    """Whether the firewall blocks the probe from this port."""
    wall = world["firewall"]
    way = wall["outbound"].get("0", "open")
    is_cut = way != "open" and (port == 25 or port == 110 and way == "proxy" or way in ("drop", "reset", "prohibit"))
    return f"{address} {port}" in wall["dropped"] + wall["refused"] or is_cut
