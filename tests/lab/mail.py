"""The mail servers: their configuration from the world, their start in a jail, their reload."""

import os
import shutil
import signal
from pathlib import Path

import ways
from render import FOLDER, fill
from world import addresses_of, hosts_of

# The order matters once: Postfix asks Dovecot for the AUTH mechanisms.
SERVERS = ("dovecot-well", "dovecot-careless", "postgrey", "postfix-well", "postfix-careless", "postfix-ways", "exim")
TREES = {"dovecot": ("dovecot",), "postfix": ("postfix", "policy"), "exim": ("exim",), "postgrey": ("policy",)}
COMMANDS = {
    "postfix": ("/usr/sbin/postfix", "start-fg"),
    "dovecot": ("/usr/sbin/dovecot", "-F"),
    "exim": ("/usr/sbin/exim4", "-bdf"),
    # Without its exemption lists: Debian's exempts postmaster. No client becomes known in the lab.
    "postgrey": ("/usr/sbin/postgrey", "--inet=127.0.0.1:10023", "--dbdir=/var/lib/postgrey", "--delay=300",
                 "--auto-whitelist-clients=0", "--whitelist-clients=/dev/null", "--whitelist-recipients=/dev/null"),
}
MOUNTS = {"postfix": "/etc/postfix", "dovecot": "/etc/dovecot", "exim": "/etc/exim4", "postgrey": "/etc/postgrey"}
AUTH_PORTS = {"dovecot-well": 12345, "dovecot-careless": 12346}
# Users that the packages would have created; they exist only in the jails.
USERS = {"postfix": 64501, "postdrop": 64502, "dovecot": 64503, "dovenull": 64504, "Debian-exim": 64505,
         "vmail": 64506, "policyd-spf": 64507, "postgrey": 64508}
WRITABLE = {
    "postfix": {"var/lib/postfix": "postfix", "var/spool/postfix": "root"},
    "dovecot": {"var/mail": "vmail", "var/lib/dovecot": "root"},
    "exim": {"var/spool/exim4": "Debian-exim", "var/log/exim4": "Debian-exim"},
    "postgrey": {"var/lib/postgrey": "postgrey"},
}
# The queue of accepted messages, one file per message.
QUEUES = {
    "postfix": [f"var/spool/postfix/{queue}/**/*" for queue in ("maildrop", "incoming", "active", "deferred", "hold")],
    "exim": ["var/spool/exim4/input/**/*-H"],
}


class Mail:
    """Every mail server of one lab."""

    def __init__(self, state, network, servers, authority, cache):
        self._state = Path(state) / "mail"
        self._network = network
        self._servers = servers
        self._authority = authority
        self._trees = Path(cache) / "trees"

    def up(self, world):
        self._state.mkdir(parents=True, exist_ok=True)
        self._write_users()
        for server in SERVERS:
            self._prepare(server)
            if hosts_of(world, server):
                self.issue_certificate(world, server, world["servers"][server].get("days", 90))
            self.configure(world, server)
        for server in SERVERS:
            self._start(server)

    def _write_users(self):
        """The host's passwd and group, with the packages' users in place of users of the same names."""
        for name, line in (("passwd", "{0}:x:{1}:{1}::/nonexistent:/usr/sbin/nologin"), ("group", "{0}:x:{1}:")):
            kept = [entry for entry in Path("/etc", name).read_text().splitlines()
                    if entry.split(":")[0] not in USERS]
            kept += [line.format(user, number) for user, number in USERS.items()]
            (self._state / name).write_text("\n".join(kept) + "\n")

    def _prepare(self, server):
        kind = _kind(server)
        conf = self._conf(server)
        shipped = self._trees / TREES[kind][0] / MOUNTS[kind].lstrip("/")
        if shipped.exists():
            shutil.copytree(shipped, conf, dirs_exist_ok=True, symlinks=True)
        conf.mkdir(parents=True, exist_ok=True)
        for folder, owner in WRITABLE[kind].items():
            path = self._state / server / folder
            path.mkdir(parents=True, exist_ok=True)
            number = 0 if owner == "root" else USERS[owner]
            os.chown(path, number, number)

    def _conf(self, server):
        return self._state / f"{server}.conf"

    def issue_certificate(self, world, server, days):
        """Writes the server's key and a certificate for `days` from now, and returns its text."""
        names = list(hosts_of(world, server))
        folder = self._conf(server) / "tls"
        own = world["servers"][server].get("self_signed")
        (self._authority.issue_own if own else self._authority.issue)(folder, names, days)
        # Exim reads its key after dropping root.
        if server == "exim":
            os.chown(folder / "key.pem", USERS["Debian-exim"], USERS["Debian-exim"])
        return (folder / "cert.pem").read_text()

    def configure(self, world, server):
        """Writes the server's configuration; a running server uses it after its next reload."""
        write = {"postfix": self._postfix, "dovecot": self._dovecot, "exim": self._exim}
        if _kind(server) in write:
            write[_kind(server)](world, server)

    def _postfix(self, world, server):
        settings = world["servers"][server]
        hosts = hosts_of(world, server)
        values = {
            "HOSTNAME": settings["hostname"], "DOMAINS": " ".join(_own_domains(world, server)),
            "ADDRESSES": " ".join(map(_bracketed, addresses_of(hosts))),
            "NETWORKS": "0.0.0.0/0 [::]/0" if settings.get("open_relay") else "127.0.0.0/8 [::1]/128",
            "TLS_LEVEL": "may" if settings["starttls"] else "none",
            "COMMON": (FOLDER / "postfix-common.cf").read_text(),
            "LISTENERS": ways.listeners(world), "RELAY_DOMAINS": " ".join(settings.get("relay_domains", [])),
        }
        for name in ("main.cf", "master.cf", "policyd-spf.conf"):
            if (FOLDER / server / name).exists():
                (self._conf(server) / name).write_text(fill(f"{server}/{name}", values))

    def _dovecot(self, world, server):
        hosts = hosts_of(world, server)
        values = {"ADDRESSES": " ".join(addresses_of(hosts)), "AUTH_PORT": AUTH_PORTS[server]}
        for protocol, port in (("imap", 143), ("pop3", 110)):
            clear = addresses_of({name: host for name, host in hosts.items() if host.get(protocol)})
            values[protocol.upper()] = " ".join(clear) or "127.0.0.1"
            values[f"{protocol.upper()}_PORT"] = port if clear else 0
        common = fill("dovecot-common.conf", values)
        (self._conf(server) / "dovecot.conf").write_text(fill(f"{server}/dovecot.conf", {"COMMON": common}))

    def _exim(self, world, server):
        settings = world["servers"][server]
        hosts = hosts_of(world, server)
        (self._conf(server) / "exim4.conf").write_text(fill("exim/exim4.conf", {
            "HOSTNAME": settings["hostname"], "ADDRESSES": " ; ".join(addresses_of(hosts)),
            "DOMAINS": " : ".join(_domains(world, hosts)), "TLS_HOSTS": "*" if settings["starttls"] else "",
            "PERCENT": _addresses_of_way(hosts, "percent"), "CATCHALL": _addresses_of_way(hosts, "catches-all")}))

    def _start(self, server):
        kind = _kind(server)
        trees = ":".join(str(self._trees / tree) for tree in TREES[kind])
        jail = ["sh", FOLDER / "jail.sh", trees, self._state / server, self._state,
                MOUNTS[kind], self._conf(server), *COMMANDS[kind]]
        self._servers.start(server, self._network.inside(
            self._network.servers, "unshare", "--mount", *jail))

    def queued(self):
        """How many messages are queued at each server that has a queue."""
        return {server: sum(path.is_file() for queue in QUEUES[_kind(server)]
                            for path in (self._state / server).glob(queue))
                for server in SERVERS if _kind(server) in QUEUES}

    def apply(self, world, server):
        """Configures and reloads; the caller waits for the effect, which only a client can see."""
        self.configure(world, server)
        # Postfix's foreground start keeps a shell above its master, and only the master reads master.cf again.
        master = self._state / server / "var/spool/postfix/pid/master.pid"
        if self._servers.pid(server) is not None and master.exists():
            os.kill(int(master.read_text()), signal.SIGHUP)
        else:
            self._servers.signal(server, signal.SIGHUP)


def _kind(server):
    return server.partition("-")[0]


def _addresses_of_way(hosts, way):
    return " ; ".join(addresses_of({name: host for name, host in hosts.items() if host.get("way") == way}))


def _bracketed(address):
    return f"[{address}]" if ":" in address else address


def _own_domains(world, server):
    """What a Postfix considers its own: not what it only relays; the one with many hosts includes their names."""
    hosts = hosts_of(world, server)
    relayed = world["servers"][server].get("relay_domains", [])
    names = list(hosts) if server == ways.SERVER else []
    return [domain for domain in _domains(world, hosts) if domain not in relayed] + names


def _domains(world, hosts):
    """Domains whose mail these hosts accept: those with such an MX, the tenants, and hosts that are domains."""
    found = [name for name in world["domains"] if name in hosts]
    for name, domain in world["domains"].items():
        if any(entry.split(" ", 1)[1] in hosts for entry in domain.get("mx", [])):
            found.append(name)
        if domain.get("tenants") and domain["tenants_mx"].split(" ", 1)[1] in hosts:
            found += [f"d{number:03}.{name}" for number in range(1, domain["tenants"] + 1)]
    return found
