"""Mail servers as Debian installs them: each in a Debian of its own, at an address of its own.

A server's tree is what `apt-get install` changed in a minimal Debian, with debconf's defaults and without a question.
It is made once and cached; it runs in namespaces of its own, on overlays that end with it.
"""

import fcntl
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import world as worlds
from certificates import Authority
from names import Names
from network import Network
from process import LabError, Servers, run
from render import FOLDER

sys.path.append(str(worlds.HERE.parent / "system/package"))
import roots  # noqa: E402

MARKER = ".complete"
# What several servers need, so that it is unpacked once.
BASE = ("adduser", "ca-certificates", "netbase", "openssl", "perl", "procps", "ssl-cert")
DOMAINS = ("lab.example", "vantage.example", "asn.example", "well.example")
HOSTS = ("ns.lab.example", "bl.lab.example", "mx.vantage.example")


@dataclass(frozen=True)
class Stock:
    """Packages, the services that they start, the ports that then answer, and what an administrator changed first."""

    packages: tuple
    services: tuple
    ports: dict
    change: str = ":"


_COURIER = ("courier-mta", "courier-imap", "courier-pop")
_COURIER_SERVICES = ("courier-authdaemon", "courierfilter", "courier", "courier-mta", "courier-mta-ssl", "courier-msa",
                     "courier-imap", "courier-imap-ssl", "courier-pop", "courier-pop-ssl")
_MAILBOX = {110: "pop3", 143: "imap", 993: "imaps", 995: "pop3s"}
# Debian's Exim, OpenSMTPD and sendmail answer only their own host, and its Courier has no postmaster, until somebody
# changes that: the second row of each.
STOCK = {
    "exim": Stock(("exim4",), ("exim4",), {}),
    "exim-public": Stock(
        ("exim4",), ("exim4",), {25: "smtp"},
        "sed -i -e s/configtype=.*/configtype=internet/ -e s/interfaces=.*/interfaces=/"
        " /etc/exim4/update-exim4.conf.conf"),
    "postfix": Stock(("postfix",), ("postfix",), {25: "smtp"}),
    "opensmtpd": Stock(("opensmtpd",), ("opensmtpd",), {}),
    "opensmtpd-public": Stock(
        ("opensmtpd",), ("opensmtpd",), {25: "smtp"},
        "sed -i -e 's/^listen on localhost/listen on 0.0.0.0\\nlisten on ::/'"
        " -e 's/^match for local/match from any for local/' /etc/smtpd.conf"),
    "sendmail": Stock(("sendmail",), ("sendmail",), {}),
    "sendmail-public": Stock(
        ("sendmail",), ("sendmail",), {25: "smtp", 587: "smtp"},
        # Beyond a load of 12 it refuses connections, and this machine also compiles.
        "sed -i -e 's/, Addr=127.0.0.1//' -e \"/^include/a define(\\`confREFUSE_LA', \\`1000')dnl\""
        " /etc/mail/sendmail.mc && make -C /etc/mail"),
    "courier": Stock(_COURIER, _COURIER_SERVICES, {25: "smtp", **_MAILBOX}),
    "courier-public": Stock(
        _COURIER, _COURIER_SERVICES, {25: "smtp", **_MAILBOX},
        "useradd -m admin && sed -i 's/^postmaster:.*/postmaster: admin/' /etc/courier/aliases/system && makealiases"),
    # The last two because the shipped cyrus.conf names them: without them it does not start.
    "cyrus": Stock(("cyrus-imapd", "cyrus-pop3d", "cyrus-nntpd", "cyrus-caldav"), ("cyrus-imapd",),
                   {110: "pop3", 143: "imap"}),
    "dovecot": Stock(("dovecot-imapd", "dovecot-pop3d"), ("dovecot",), _MAILBOX),
    # A certificate for its own name, and one for another.
    "postfix-sni": Stock(
        ("postfix",), ("postfix",), {25: "smtp"},
        "cd /etc/postfix && for days in 30 60; do"
        " name=$(test $days = 30 && echo postfix-sni.example || echo sni.example);"
        " openssl req -x509 -newkey rsa:2048 -nodes -days $days -subj /CN=$name -addext subjectAltName=DNS:$name"
        " -keyout $name.key -out $name.crt; cat $name.key $name.crt >$name.pem; done;"
        " postconf -e smtpd_tls_chain_files=/etc/postfix/postfix-sni.example.pem"
        " tls_server_sni_maps=hash:/etc/postfix/sni;"
        " echo sni.example /etc/postfix/sni.example.pem >sni; postmap -F hash:/etc/postfix/sni"),
}
# Domains whose MX is another name of a server.
ALIASES = {"sni": "postfix-sni"}


def domain(name):
    """The server's host name, too: mail for it is what debconf's defaults accept."""
    return f"{name}.example"


def stock_world():
    """The name service of the lab's world, with a domain, a host and an SPF record for each server."""
    world = worlds.pristine()
    world["hosts"] = {name: world["hosts"][name] for name in HOSTS}
    world["domains"] = {name: world["domains"][name] for name in DOMAINS}
    for number, name in enumerate(STOCK, 100):
        world["hosts"][domain(name)] = {"addresses": [f"203.0.113.{number}", f"2001:db8:113::{number}"], "absent": True}
    for alias, name in ALIASES.items():
        world["hosts"][domain(alias)] = world["hosts"][domain(name)]
    for name in (*STOCK, *ALIASES):
        world["domains"][domain(name)] = {"mx": [f"10 {domain(name)}"], "txt": ["v=spf1 mx -all"]}
    return world


class Trees:
    """The cached trees; `setup` makes those that are missing."""

    def __init__(self, cache):
        self._cache = Path(cache) / "stock"

    def of(self, name):
        """The layers of a server, top first."""
        return [self._tree(STOCK[name].packages), roots.tree(BASE)]

    def _tree(self, packages):
        return self._cache / packages[0]

    def setup(self):
        self._cache.mkdir(parents=True, exist_ok=True)
        with open(self._cache / ".lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            missing = [name for name in STOCK if not self._is_complete(STOCK[name].packages)]
            if missing:
                run("apt-get", "-o", "DPkg::Lock::Timeout=900", "update")
            for name in missing:
                if not self._is_complete(STOCK[name].packages):
                    self._install(name)

    def _is_complete(self, packages):
        marker = self._tree(packages) / MARKER
        return marker.exists() and marker.read_text() == " ".join(packages)

    def _install(self, name):
        packages = STOCK[name].packages
        fresh = self._cache / f".{packages[0]}.{os.getpid()}"
        for folder in ("upper", "work", "root"):
            (fresh / folder).mkdir(parents=True)
        run("unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child",
            "sh", FOLDER / "stock-install.sh", roots.tree(BASE), fresh, domain(name), *packages)
        (fresh / "upper" / MARKER).write_text(" ".join(packages))
        shutil.rmtree(self._tree(packages), ignore_errors=True)
        os.replace(fresh / "upper", self._tree(packages))
        shutil.rmtree(fresh)


class StockLab:
    """The probe and the name service of a lab, and behind its router a namespace for each server."""

    def __init__(self, lab_id, state, cache):
        self.state = Path(state)
        self.network = Network(lab_id, self.state)
        self.servers = Servers(self.state)
        self.credentials = self.state / "credentials"
        self._authority = Authority(self.state)
        self._names = Names(self.state, self.network, self.servers)
        self._trees = Trees(cache)
        self._id = lab_id

    def up(self):
        self.down()
        self._trees.setup()
        self.state.mkdir(parents=True)
        world = stock_world()
        self.network.up(world)
        self._authority.create()
        self.credentials.mkdir(mode=0o700)
        for name, key in world["credentials"].items():
            (self.credentials / name).write_text(key + "\n")
        self._names.up(world)
        self._start_home(world)
        run(*self.network.inside(self.network.servers, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1",
                                 "net.ipv6.conf.all.forwarding=1"))
        for number, name in enumerate(STOCK):
            self._connect(number, name, world["hosts"][domain(name)]["addresses"])
            self._start(name, world["hosts"][domain(name)]["addresses"])
        self._await_ports(world)

    def _start_home(self, world):
        """The destination of mail to the prober."""
        folder = self.state / "peers"
        self._authority.issue(folder, ["mx.vantage.example"], days=90)
        spec = [[address, 25, "home"] for address in world["hosts"]["mx.vantage.example"]["addresses"]]
        (folder / "spec.json").write_text(json.dumps(spec))
        self.servers.start("peers", self.network.inside(
            self.network.servers, "/usr/bin/python3", worlds.HERE / "peers.py", folder / "spec.json",
            folder / "cert.pem", folder / "key.pem"))

    def namespace(self, name):
        return f"mw-{self._id}-{name}"

    def _connect(self, number, name, addresses):
        """A veth pair to the servers' namespace, which routes."""
        space, router, link = self.namespace(name), self.network.servers, f"stock{number}"
        run("ip", "netns", "add", space)
        run("ip", "-n", space, "link", "set", "lo", "up")
        run("ip", "link", "add", link, "netns", router, "type", "veth", "peer", "name", "eth0", "netns", space)
        v4, v6 = addresses
        _batch(router, [f"link set {link} up", f"addr add fe80::1/64 dev {link} nodad",
                        f"route add {v4} dev {link}", f"route add {v6} dev {link}"])
        _batch(space, [f"addr add {v4}/32 dev eth0", f"addr add {v6}/128 dev eth0 nodad", "link set eth0 up",
                       "route add 198.51.100.1 dev eth0", f"route add default via 198.51.100.1 src {v4}",
                       f"route add default via fe80::1 dev eth0 src {v6}"])

    def _start(self, name, addresses):
        stock = STOCK[name]
        layers = ":".join(map(str, self._trees.of(name)))
        self.servers.start(name, self.network.inside(
            self.namespace(name), "unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child",
            "sh", FOLDER / "stock-run.sh", layers, self.state / "stock" / name, domain(name), addresses[0],
            stock.change, *stock.services))

    def _await_ports(self, world):
        wanted = [{"name": name, "address": world["hosts"][domain(name)]["addresses"][0], "port": port,
                   "expect": expect} for name, stock in STOCK.items() for port, expect in stock.ports.items()]
        command = self.network.inside(self.network.probe, "/usr/bin/python3", worlds.HERE / "reach.py", 60)
        try:
            run(*command, input=json.dumps(wanted))
        except LabError as problem:
            raise LabError(f"{problem}\nlogs: {self.state / 'log'}") from None

    def down(self):
        for name in self.servers.names():
            # unshare ignores SIGTERM while its child runs, and its end ends the whole jail.
            self.servers.stop(name, patience=0.0 if name in STOCK else 3.0)
        for name in STOCK:
            if Path("/run/netns", self.namespace(name)).exists():
                run("ip", "netns", "delete", self.namespace(name))
        self.network.down()
        shutil.rmtree(self.state, ignore_errors=True)


def _batch(namespace, lines):
    run("ip", "-n", namespace, "-batch", "-", input="\n".join(lines) + "\n")
