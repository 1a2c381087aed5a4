"""The Postfix with many identities: one listener per host address, with the options of the host's way."""

import tomllib

from render import FOLDER
from world import hosts_of

SERVER = "postfix-ways"
ONE_CLIENT = ("max_use = 1", "max_idle = 1s")  # A reload then leaves no process with the old settings.


def ways():
    """{"way": {name: [option, …]}, "submission": {…}}"""
    with open(FOLDER / SERVER / "ways.toml", "rb") as file:
        return tomllib.load(file)


def listeners(world):
    """master.cf's part: the listeners and their behaviour."""
    known = ways()
    lines = []
    for name, host in hosts_of(world, SERVER).items():
        # The program's name in the log says which host a session was with.
        options = [*ONE_CLIENT, f"myhostname = {name}", f"syslog_name = postfix/{name}"]
        for address in host["addresses"]:
            where = f"[{address}]" if ":" in address else address
            lines += _listener(f"{where}:25", options + known["way"][host["way"]])
            if "submission" in host:
                lines += _listener(f"{where}:587", options + known["submission"][host["submission"]])
    return "\n".join(lines)


def _listener(where, options):
    return [f"{where} inet n - n - - smtpd", *(f"  -o {{ {option} }}" for option in options)]
