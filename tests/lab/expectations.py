"""The expected answer of every port of the world, in the form of reach.py: `up` ends when all of them are met."""

from world import is_shut

# The expectations of `up`: server, port and the expectation of reach.py.
READY_SMTP = {"postfix-well": ((25, "smtp"), (465, "smtps"), (587, "smtp")),
              "postfix-careless": ((25, "smtp"), (587, "smtp")), "postfix-ways": ((25, "smtp"),),
              "exim": ((25, "smtp"),)}
READY_MAILBOX = ((993, "imaps"), (995, "pop3s"))


def expectations(world):
    """Each server on each of its ports and addresses, and each scripted peer."""
    wanted = []
    for name, host in world["hosts"].items():
        for port, expect in _server_ports(host):
            server = host["smtp"] if port in (25, 465, 587) else host["mailbox"]
            wanted += wanted_at(world, host["addresses"], port, f"{server} ({name})", expect)
        for port, behaviour in host.get("peers", {}).items():
            wanted += wanted_at(world, host["addresses"], int(port), f"peer {behaviour}", "accepts")
    return wanted


def _server_ports(host):
    yield from READY_SMTP.get(host.get("smtp"), ())
    if "submission" in host:
        yield 587, "smtp"
    if "mailbox" in host:
        yield from READY_MAILBOX
        yield from ((port, protocol) for port, protocol in ((143, "imap"), (110, "pop3")) if host.get(protocol))


def wanted_at(world, addresses, port, name, expect):
    """One expectation per address, except where the firewall closes the port anyway."""
    return [{"name": name, "address": address, "port": port, "expect": expect}
            for address in addresses if not is_shut(world, address, port)]
