"""Zone files and block-list files, rendered from the world. Pure: text in, text out."""

import ipaddress

from world import ptr_name

NAMESERVER = "ns.lab.example."
DEAD_NAMESERVER = "203.0.113.66"
TTL = 5  # seconds: a flip shows quickly, but caches still matter

REVERSE_ZONES = {
    "100.51.198.in-addr.arpa": ipaddress.ip_network("198.51.100.0/24"),
    "113.0.203.in-addr.arpa": ipaddress.ip_network("203.0.113.0/24"),
    "8.b.d.0.1.0.0.2.ip6.arpa": ipaddress.ip_network("2001:db8::/32"),
}
SIGNED_PARENTS = (".", "example")
EVERYTHING = {4: "0.0.0.0/0", 6: "::/0", 0: "."}
TEST_POINT = {4: "127.0.0.2", 6: "::ffff:7f00:2", 0: "test"}  # RFC 5782 §5
# The answer of a broken list to every query.
NONSENSE = {"wild": "127.0.0.2", "quota": "127.255.255.254", "parked": "198.51.100.99"}


def signed_zones(world):
    """Signed zones, children before parents, because a parent contains the child's DS."""
    children = [name for name, zone in world["domains"].items()
                if zone.get("signed") or zone.get("bogus")]
    return [*children, "example", "."]


def knot_zones(world):
    """The zones that Knot serves: all but the lame ones and the block lists."""
    own = [name for name, zone in world["domains"].items() if "nameserver" not in zone]
    return [".", "example", "bl.example", *REVERSE_ZONES, *own]


def zone_text(world, zone, ds_records):
    """The whole zone file; `ds_records` maps a signed child zone to its DS data. Knot increments the serial."""
    lines = [f"$TTL {TTL}", f"@ SOA {NAMESERVER} hostmaster.lab.example. 1 3600 600 86400 {TTL}"]
    nameservers = NAMESERVER if zone != "." else "a.root.example."
    lines.append(f"@ NS {nameservers}")
    if zone == ".":
        lines += _root(world, ds_records)
    elif zone == "example":
        lines += _example(world, ds_records)
    elif zone == "bl.example":
        lines += _blocklist_parent(world)
    elif zone in REVERSE_ZONES:
        lines += _reverse(world, REVERSE_ZONES[zone])
    else:
        lines += _domain(world, zone)
    return "\n".join(lines) + "\n"


def _root(world, ds_records):
    lines = [f"example. NS {NAMESERVER}", *_glue(world)]
    lines += [f"{zone}. NS {NAMESERVER}" for zone in REVERSE_ZONES]
    lines += [f"example. DS {record}" for record in ds_records.get("example", [])]
    return lines


def _glue(world):
    addresses = world["hosts"]["ns.lab.example"]["addresses"]
    return [f"{name} {_type(address)} {address}"
            for name in ("a.root.example.", NAMESERVER) for address in addresses]


def _example(world, ds_records):
    lines = [f"bl.example. NS {NAMESERVER}", *_glue(world)]
    for name, domain in world["domains"].items():
        if "nameserver" in domain:
            lines += [f"{name}. NS ns.{name}.", f"ns.{name}. A {domain['nameserver']}"]
            continue
        lines.append(f"{name}. NS {NAMESERVER}")
        for record in ds_records.get(name, []):
            lines.append(f"{name}. DS {_spoilt(record) if domain.get('bogus') else record}")
    return lines


def _spoilt(ds_record):
    """A digest that matches no key: the zone becomes bogus for validating resolvers."""
    head, digest = ds_record.rsplit(" ", 1)
    return f"{head} {'0' * len(digest)}"


def _blocklist_parent(world):
    lines = [f"dead-ns.bl.example. A {DEAD_NAMESERVER}"]
    for name, zone in world["zones"].items():
        lines.append(f"{name}. NS {'dead-ns.bl.example.' if zone['mode'] == 'dead' else 'bl.lab.example.'}")
    return lines


def _reverse(world, network):
    lines = []
    for host_name, host in world["hosts"].items():
        name = ptr_name(world, host_name)
        for text in host["addresses"]:
            address = ipaddress.ip_address(text)
            # An address belongs to the first host that names it.
            owner = next(other for other, its in world["hosts"].items() if text in its["addresses"])
            if name and address in network and owner == host_name:
                lines.append(f"{address.reverse_pointer}. PTR {name}.")
    vantage = world["vantage"]
    for key in ("v4", "v6"):
        address = ipaddress.ip_address(vantage[key])
        if address in network:
            lines.append(f"{address.reverse_pointer}. PTR {vantage['name']}.")
    return lines


def _domain(world, zone):
    domain = world["domains"][zone]
    lines = [f"@ MX {_mx(entry)}" for entry in domain.get("mx", [])]
    lines += [f'@ TXT "{text}"' for text in domain.get("txt", [])]
    lines += domain.get("records", [])
    lines += [f"d{number:03} MX {_mx(domain['tenants_mx'])}"
              for number in range(1, domain.get("tenants", 0) + 1)]
    for name, host in world["hosts"].items():
        if name == zone or name.endswith("." + zone):
            lines += [f"{name}. {_type(address)} {address}" for address in host["addresses"]]
    if zone == "vantage.example":
        vantage = world["vantage"]
        lines += [f"{vantage['name']}. {_type(vantage[key])} {vantage[key]}" for key in ("v4", "v6")]
    return lines


def _mx(entry):
    preference, _, host = entry.partition(" ")
    return f"{preference} {host}."


def _type(address):
    return "AAAA" if ":" in address else "A"


def blocklist_files(world):
    """(file name, rbldnsd's dataset type, zone, text) of every block list.

    An IPv4 list has two data sets whatever its mode, because rbldnsd fixes the types at its start: ip4set supports
    several answers for an address, only the trie supports 0.0.0.0/0.
    """
    files = []
    for zone, how in world["zones"].items():
        nonsense = NONSENSE.get(how["mode"])
        for family in how["families"]:
            listed = _listed(world, zone, family) if how["mode"] == "well" else []
            everything = [f"{EVERYTHING[family]} :{nonsense}:answers anything"] if nonsense else []
            if family == 4:
                files.append((f"{zone}.4", "ip4set", zone, _list_text(listed)))
                files.append((f"{zone}.any4", "ip4trie", zone, _list_text(everything)))
            else:
                kind = "ip6trie" if family == 6 else "dnset"
                files.append((f"{zone}.{family}", kind, zone, _list_text(listed + everything)))
    return files


def _list_text(entries):
    head = [f"$SOA {TTL} bl.lab.example hostmaster.lab.example 0 3600 600 86400 {TTL}",
            f"$NS {TTL} bl.lab.example", f"$TTL {TTL}"]
    return "\n".join([*head, *entries]) + "\n"


def _listed(world, zone, family):
    test = world["zones"][zone].get("test", "127.0.0.2")
    lines = [f"{TEST_POINT[family]} :{test}:RFC 5782 test point"] if test else []
    for entry, listed in world["listings"].items():
        if _family(entry) == family:
            lines += [f"{entry} :{code}:Listed by {zone}, see https://{zone}/why?$"
                      for code in listed.get(zone, [])]
    return lines


def _family(entry):
    try:
        return ipaddress.ip_address(entry).version
    except ValueError:
        return 0
