"""Changes of the running world. Each edits the world's value to an absolute state, so it may be repeated, and
returns what must follow: the servers to reload, and what a client must see before the flip is done."""

import hashlib
import inspect
import ssl
from dataclasses import dataclass, field
from typing import Callable

import ways
import world as worlds
from expectations import expectations, wanted_at
from probe import WAYS
from process import LabError
from zones import NONSENSE

CLEAR_PORTS = {110: "pop3", 143: "imap"}
CERTIFICATE_PORT = {"postfix-well": 465, "dovecot-well": 993, "dovecot-careless": 993, "exim": 25}
ZONE_MODES = ("well", "empty", "dead", *NONSENSE)


@dataclass
class Effect:
    """The consequences of an edit of the world."""

    names: bool = False                           # zones or block lists
    network: bool = False                         # firewall or loss
    servers: set = field(default_factory=set)     # mail servers to configure and reload
    wanted: list = field(default_factory=list)    # what reach.py must see then


@dataclass
class Flip:
    """One verb of `flip`; `back` names the flip that undoes it."""

    action: Callable
    usage: str
    purpose: str
    back: str


def flip(lab, name, arguments):
    """Makes one change and ends when it has taken effect."""
    if name not in FLIPS:
        raise LabError(f"{name}: no such flip; `lab flips` lists them")
    entry = FLIPS[name]
    world = worlds.load(lab.state)
    try:
        inspect.signature(entry.action).bind(lab, world, *arguments)
    except TypeError:
        raise LabError(f"usage: flip {name} {entry.usage}") from None
    effect = entry.action(lab, world, *arguments)
    worlds.save(lab.state, world)
    if effect.network:
        lab.network.shape(world)
    for server in sorted(effect.servers):
        lab.mail.apply(world, server)
    if effect.names:
        lab.names.refresh(world)
    lab.await_ports(effect.wanted)


# ---- Ports

def _clear_port(is_open, port):
    def action(_lab, world, host="mx1.well.example"):
        server = world["hosts"].get(host, {}).get("mailbox")
        if server is None:
            raise LabError(f"{host} has no Dovecot; those that have one: "
                           f"{', '.join(name for name, h in world['hosts'].items() if 'mailbox' in h)}")
        world["hosts"][host][CLEAR_PORTS[port]] = is_open
        expect = CLEAR_PORTS[port] if is_open else "refused"
        return Effect(servers={server}, wanted=wanted_at(
            world, world["hosts"][host]["addresses"], port, server, expect))
    return action


def _wall(kind):
    """`kind` is how the port is closed from now on; None opens it."""
    def action(_lab, world, where, port):
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise LabError(f"{port}: not a port")
        for address in worlds.resolve(world, where):
            entry = f"{address} {port}"
            for each in ("refused", "dropped"):
                members = set(world["firewall"][each]) - {entry}
                world["firewall"][each] = sorted(members | ({entry} if each == kind else set()))
        return Effect(network=True)
    return action


def _wall_25(kind):
    def action(lab, world, where="mx1.well.example"):
        return _wall(kind)(lab, world, where, "25")
    return action


def _wall_110(kind):
    def action(lab, world, where="mx.dropped.example"):
        return _wall(kind)(lab, world, where, "110")
    return action


def _loss(_lab, world, percent):
    if not percent.isdigit() or int(percent) > 100:
        raise LabError(f"{percent}: not a percentage from 0 to 100")
    world["firewall"]["loss"] = int(percent)
    return Effect(network=True)


# ---- A probe's own side

def _outbound(_lab, world, way, probe="0"):
    if way not in WAYS:
        raise LabError(f"{way}: not a way out; known ones: {', '.join(WAYS)}")
    world["firewall"]["outbound"][str(_probe(world, probe))] = way
    return Effect(network=True)


def _probe(world, number):
    if not number.isdigit() or int(number) > world["probes"]:
        raise LabError(f"{number}: not a probe of the lab")
    return int(number)


def _connected(addresses):
    """`own` or `other` addresses; None: the link is down."""
    def action(lab, world, probe="0"):
        its = lab.network.probe_of(world, _probe(world, probe))
        if addresses is None:
            its.disconnect()
        else:
            its.connect(getattr(its, addresses))
        return Effect()
    return action


def _ipv6(change):
    def action(lab, world):
        its = lab.network.probe_of(world)
        its.route(change, its.own[1])
        return Effect()
    return action


def _resolver(move):
    def action(lab, world, probe="0"):
        getattr(lab.names, move)(_probe(world, probe))
        return Effect()
    return action


# ---- Names and lists

def _list(_lab, world, entry, zone, code="127.0.0.2"):
    _known_zone(world, zone)
    codes = world["listings"].setdefault(entry, {}).setdefault(zone, [])
    if code not in codes:
        codes.append(code)
    return Effect(names=True)


def _delist(_lab, world, entry, zone):
    _known_zone(world, zone)
    world["listings"].get(entry, {}).pop(zone, None)
    return Effect(names=True)


def _zone(_lab, world, zone, mode):
    _known_zone(world, zone)
    if mode not in ZONE_MODES:
        raise LabError(f"{mode}: not a mode; known modes: {', '.join(ZONE_MODES)}")
    world["zones"][zone]["mode"] = mode
    return Effect(names=True)


def _known_zone(world, zone):
    if zone not in world["zones"]:
        raise LabError(f"{zone}: not a list of the lab; known lists: {', '.join(world['zones'])}")


def _domain(world, name):
    if name not in world["domains"]:
        raise LabError(f"{name}: not a domain of the lab")
    return world["domains"][name]


def _mx_add(_lab, world, domain, host, preference="30"):
    entries = _domain(world, domain).setdefault("mx", [])
    entries[:] = [entry for entry in entries if entry.split(" ", 1)[1] != host] + [f"{preference} {host}"]
    return Effect(names=True)


def _mx_remove(_lab, world, domain, host):
    entries = _domain(world, domain).setdefault("mx", [])
    entries[:] = [entry for entry in entries if entry.split(" ", 1)[1] != host]
    return Effect(names=True)


def _restore(key):
    def action(_lab, world, domain):
        _domain(world, domain)[key] = worlds.pristine()["domains"][domain].get(key, [])
        return Effect(names=True)
    return action


def _change_spf(_lab, world, domain, text):
    zone = _domain(world, domain)
    others = [entry for entry in zone.get("txt", []) if not entry.startswith("v=spf1")]
    zone["txt"] = others + ([] if text == "none" else [text])
    return Effect(names=True)


def _change_ptr(_lab, world, host, name):
    _known_host(world, host)["ptr"] = "" if name == "none" else name
    return Effect(names=True)


def _restore_ptr(_lab, world, host):
    _known_host(world, host)["ptr"] = worlds.ptr_name(worlds.pristine(), host)
    return Effect(names=True)


def _known_host(world, host):
    if host not in world["hosts"]:
        raise LabError(f"{host}: not a host of the lab")
    return world["hosts"][host]


# ---- Servers

def _starttls(offered):
    def action(_lab, world, server="postfix-well"):
        if server not in ("postfix-well", "postfix-careless", "exim"):
            raise LabError(f"{server}: postfix-well, postfix-careless or exim")
        world["servers"][server]["starttls"] = offered
        expect = ["has" if offered else "lacks", "STARTTLS"]
        return Effect(servers={server}, wanted=_wanted_on_25(world, server, expect))
    return action


def _wanted_on_25(world, server, expect):
    return wanted_at(world, worlds.addresses_of(worlds.hosts_of(world, server)), 25, server, expect)


def _certificate(days):
    def action(lab, world, server="postfix-well"):
        if server not in CERTIFICATE_PORT:
            raise LabError(f"{server}: one of {', '.join(CERTIFICATE_PORT)}")
        der = ssl.PEM_cert_to_DER_cert(lab.mail.issue_certificate(world, server, days))
        addresses = worlds.addresses_of(worlds.hosts_of(world, server))[:1]
        return Effect(servers={server}, wanted=wanted_at(
            world, addresses, CERTIFICATE_PORT[server], server, ["certificate", hashlib.sha256(der).hexdigest()]))
    return action


def _relay(is_open):
    """For postfix-careless, or for one host of postfix-ways."""
    def action(_lab, world, host="mail.careless.example"):
        its = _known_host(world, host)
        server = its.get("smtp")
        if server == "postfix-careless":
            world["servers"][server]["open_relay"] = is_open
        else:
            _way(world, host, "way", "relays" if is_open else "plain")
        return Effect(servers={server}, wanted=_wanted_rcpt(
            world, host, 25, "postmaster@vantage.example", "postmaster@elsewhere.example", is_open))
    return action


def _spf_enforced(enforced):
    def action(_lab, world, host="mx.strict.example"):
        _way(world, host, "way", "enforces-spf" if enforced else "plain")
        domain = host.partition(".")[2]
        return Effect(servers={ways.SERVER}, wanted=_wanted_rcpt(
            world, host, 25, "postmaster@well.example", f"postmaster@{domain}", not enforced))
    return action


def _auth_587(demanded):
    def action(_lab, world, host="mx.strict.example"):
        _way(world, host, "submission", "demands-auth" if demanded else "takes-all")
        domain = host.partition(".")[2]
        return Effect(servers={ways.SERVER}, wanted=_wanted_rcpt(
            world, host, 587, "postmaster@vantage.example", f"postmaster@{domain}", not demanded))
    return action


def _way(world, host, key, value):
    its = _known_host(world, host)
    if its.get("smtp") != ways.SERVER or key not in its:
        its_hosts = (name for name, h in worlds.hosts_of(world, ways.SERVER).items() if key in h)
        raise LabError(f"{host} has no {key} to change; those that have one: {', '.join(its_hosts)}")
    its[key] = value


def _wanted_rcpt(world, host, port, sender, recipient, accepted):
    return wanted_at(world, world["hosts"][host]["addresses"], port, host,
                     ["rcpt", sender, recipient, "2" if accepted else "5"])


def _reset(lab, world):
    probes = world["probes"]
    world.clear()
    world.update(worlds.pristine(), probes=probes)
    lab.network.shape(world)
    for number, probe in enumerate(lab.network.probes(world)):
        lab.names.start_resolver(number)
        probe.connect(probe.own)
    return Effect(names=True, network=True, servers=set(world["servers"]), wanted=expectations(world))


FLIPS = {
    "open-110": Flip(_clear_port(True, 110), "[HOST]", "Dovecot listens on 110 (before: refused)", "close-110"),
    "close-110": Flip(_clear_port(False, 110), "[HOST]", "Dovecot stops listening on 110: refused", "open-110"),
    "open-143": Flip(_clear_port(True, 143), "[HOST]", "Dovecot listens on 143", "close-143"),
    "close-143": Flip(_clear_port(False, 143), "[HOST]", "Dovecot stops listening on 143: refused", "open-143"),
    "open-110-dropped": Flip(_wall_110(None), "[HOST]", "the firewall no longer drops 110", "close-110-dropped"),
    "close-110-dropped": Flip(_wall_110("dropped"), "[HOST]", "the firewall drops 110 again", "open-110-dropped"),
    "close-25": Flip(_wall_25("refused"), "[HOST|ADDRESS]", "25 is refused (RST)", "open-25"),
    "drop-25": Flip(_wall_25("dropped"), "[HOST|ADDRESS]", "25 is dropped silently", "open-25"),
    "open-25": Flip(_wall_25(None), "[HOST|ADDRESS]", "25 is neither refused nor dropped", "close-25"),
    "close-port": Flip(_wall("refused"), "HOST|ADDRESS PORT", "a port is refused (RST)", "open-port"),
    "drop-port": Flip(_wall("dropped"), "HOST|ADDRESS PORT", "a port is dropped silently", "open-port"),
    "open-port": Flip(_wall(None), "HOST|ADDRESS PORT", "the firewall allows a port", "close-port"),
    "loss": Flip(_loss, "PERCENT", "packets lost in each direction", "loss 0"),
    "list": Flip(_list, "ADDRESS|NAME ZONE [CODE]", "a block list lists it", "delist"),
    "delist": Flip(_delist, "ADDRESS|NAME ZONE", "a block list no longer lists it", "list"),
    "zone": Flip(_zone, "ZONE " + "|".join(ZONE_MODES), "how a block list behaves", "zone ZONE well"),
    "mx-add": Flip(_mx_add, "DOMAIN HOST [PREFERENCE]", "one more MX", "mx-remove"),
    "mx-remove": Flip(_mx_remove, "DOMAIN HOST", "one fewer MX", "mx-restore"),
    "mx-restore": Flip(_restore("mx"), "DOMAIN", "the MX set as after `up`", "mx-add"),
    "change-spf": Flip(_change_spf, "DOMAIN TEXT|none", "a different SPF record", "restore-spf"),
    "restore-spf": Flip(_restore("txt"), "DOMAIN", "the SPF record as after `up`", "change-spf"),
    "change-ptr": Flip(_change_ptr, "HOST NAME|none", "the PTR records of its addresses name NAME", "restore-ptr"),
    "restore-ptr": Flip(_restore_ptr, "HOST", "its PTR records as after `up`", "change-ptr"),
    "stop-resolver": Flip(_resolver("stop_resolver"), "[PROBE]", "unbound stops: its port is refused",
                          "start-resolver"),
    "hang-resolver": Flip(_resolver("hang_resolver"), "[PROBE]", "unbound hangs: it never answers", "start-resolver"),
    "empty-resolver": Flip(_resolver("empty_resolver"), "[PROBE]", "unbound answers without records",
                           "start-resolver"),
    "lying-resolver": Flip(_resolver("lying_resolver"), "[PROBE]", "unbound has one address for every name",
                           "start-resolver"),
    "start-resolver": Flip(_resolver("start_resolver"), "[PROBE]", "unbound answers", "stop-resolver"),
    "outbound": Flip(_outbound, "|".join(WAYS) + " [PROBE]", "what happens to TCP of the probe", "outbound open"),
    "link-down": Flip(_connected(None), "[PROBE]", "the probe has no link", "link-up"),
    "other-address": Flip(_connected("other"), "[PROBE]", "the probe has other addresses", "link-up"),
    "link-up": Flip(_connected("own"), "[PROBE]", "the probe has its link and its own addresses", "link-down"),
    "cut-ipv6": Flip(_ipv6("delete"), "", "the probe has no IPv6 route", "mend-ipv6"),
    "mend-ipv6": Flip(_ipv6("replace"), "", "the probe has its IPv6 route", "cut-ipv6"),
    "drop-starttls": Flip(_starttls(False), "[SERVER]", "25 no longer offers STARTTLS", "offer-starttls"),
    "offer-starttls": Flip(_starttls(True), "[SERVER]", "25 offers STARTTLS", "drop-starttls"),
    "renew-certificate": Flip(_certificate(90), "[SERVER]", "a new certificate by the lab's CA", "expire-certificate"),
    "expire-certificate": Flip(_certificate(-1), "[SERVER]", "a certificate that expired yesterday", "renew-certificate"),
    "open-relay": Flip(_relay(True), "[HOST]", "mail.careless.example relays for everybody", "close-relay"),
    "close-relay": Flip(_relay(False), "[HOST]", "it relays for nobody", "open-relay"),
    "stop-enforcing": Flip(_spf_enforced(False), "[HOST]", "mx.strict.example accepts what SPF forbids", "enforce-spf"),
    "enforce-spf": Flip(_spf_enforced(True), "[HOST]", "it refuses what SPF forbids", "stop-enforcing"),
    "drop-auth-587": Flip(_auth_587(False), "[HOST]", "mx.strict.example's 587 accepts mail without AUTH", "demand-auth-587"),
    "demand-auth-587": Flip(_auth_587(True), "[HOST]", "its 587 demands AUTH", "drop-auth-587"),
    "reset": Flip(_reset, "", "everything as after `up`, except certificates", "any"),
}
