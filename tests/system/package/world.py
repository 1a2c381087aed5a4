"""The monitored mail domain: real servers on the machine's own addresses, and its DNS."""

# Addresses of mx.example.org and of the daemon. They are public, so no setting has to allow them; this
# machine's network is isolated.
ADDRESS = "51.100.198.25"
PROBER = "51.100.198.250"

KNOT = """\
server:
    listen: 127.0.0.1@5353
    rundir: /run/knot
log:
  - target: syslog
    any: warning
template:
  - id: default
    storage: /etc/knot
zone:
  - domain: example.org
  - domain: iana.org
  - domain: 198.100.51.in-addr.arpa
"""

# TTL 1: caching is not tested here.
EXAMPLE = f"""\
$TTL 1
@       SOA   ns hostmaster 1 3600 600 86400 1
@       NS    ns
@       MX    10 mx
@       TXT   "v=spf1 mx -all"
ns      A     127.0.0.1
@       A     {ADDRESS}
mx      A     {ADDRESS}
monitor A     {PROBER}
"""

# A canary of the daemon.
IANA = """\
$TTL 1
@       SOA   ns.example.org. hostmaster.example.org. 1 3600 600 86400 1
@       NS    ns.example.org.
@       A     192.0.43.8
"""

REVERSE = """\
$TTL 1
@       SOA   ns.example.org. hostmaster.example.org. 1 3600 600 86400 1
@       NS    ns.example.org.
25      PTR   mx.example.org.
250     PTR   monitor.example.org.
"""

# No other names exist: the machine's network is isolated.
UNBOUND = """\
server:
    interface: 127.0.0.1
    do-not-query-localhost: no
    module-config: "iterator"
    local-zone: "." static
    local-zone: "example.org." transparent
    local-zone: "iana.org." transparent
    local-zone: "198.100.51.in-addr.arpa." transparent
stub-zone:
    name: "example.org."
    stub-addr: 127.0.0.1@5353
stub-zone:
    name: "iana.org."
    stub-addr: 127.0.0.1@5353
stub-zone:
    name: "198.100.51.in-addr.arpa."
    stub-addr: 127.0.0.1@5353
"""

ADDRESSES = f"""\
[Unit]
DefaultDependencies=no
Before=network.target
[Service]
Type=oneshot
ExecStart=/usr/sbin/ip address add {ADDRESS}/32 dev lo
ExecStart=/usr/sbin/ip address add {PROBER}/32 dev lo
[Install]
WantedBy=sysinit.target
"""


def furnish(machine):
    """Sets up the servers before the boot. POP3 is not served at first."""
    machine.write("/etc/knot/knot.conf", KNOT)
    machine.write("/etc/knot/example.org.zone", EXAMPLE)
    machine.write("/etc/knot/iana.org.zone", IANA)
    machine.write("/etc/knot/198.100.51.in-addr.arpa.zone", REVERSE)
    (machine.root / "etc/unbound/unbound.conf.d/root-auto-trust-anchor-file.conf").unlink(missing_ok=True)
    machine.write("/etc/unbound/unbound.conf.d/world.conf", UNBOUND)
    machine.write("/etc/resolv.conf", "nameserver 127.0.0.1\n")
    machine.write("/etc/hostname", "monitor.example.org\n")
    machine.write("/etc/systemd/system/addresses.service", ADDRESSES)
    link = machine.root / "etc/systemd/system/sysinit.target.wants/addresses.service"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to("/etc/systemd/system/addresses.service")
    main = machine.root / "etc/postfix/main.cf"
    main.write_text(main.read_text() + "myhostname = mx.example.org\nmydestination = example.org, localhost\n")
    machine.write("/etc/dovecot/local.conf", "protocols = imap\nlisten = *\n")


def serve_pop3(machine):
    machine.write("/etc/dovecot/local.conf", "protocols = imap pop3\nlisten = *\n")
    machine.run("systemctl", "restart", "dovecot")
