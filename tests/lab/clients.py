"""Independent clients in the lab: nmap, swaks, openssl, dig, curl. They return text, which the tests judge."""

import os
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ONE = f"st{os.getpid()}"
TWO = f"{ONE}b"
PORTS = "25,110,143,465,587,993,995"
WELL = "198.51.100.10"
CARELESS = "198.51.100.20"


def lab(verb, *arguments, lab_id=ONE, check=True):
    """Runs a verb of the lab as a person would."""
    command = ["/usr/bin/python3", HERE / "lab.py", verb, "--id", lab_id, *arguments]
    done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=1800)
    if check and done.returncode != 0:
        raise AssertionError(f"{verb} {arguments}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def client(*command, lab_id=ONE):
    """Output of an independent client in the lab, whatever its exit status; like `exec`, without its start-up."""
    line = ["ip", "netns", "exec", f"mw-{lab_id}-p", *map(str, command)]
    done = subprocess.run(line, text=True, capture_output=True, check=False, timeout=180)
    return done.stdout + done.stderr


def ports(address, which=PORTS, lab_id=ONE):
    """nmap's state of each port: {25: 'open', …}."""
    family = ["-6"] if ":" in address else []
    said = client("nmap", *family, "-n", "-Pn", "--max-retries", "1", "-p", which, address, lab_id=lab_id)
    return {int(port): state for port, state in re.findall(r"^(\d+)/tcp +(\w+)", said, re.M)}


def open_ports_of(addresses):
    """Address -> its open ports, from one nmap run; all addresses are of one family."""
    family = ["-6"] if ":" in addresses[0] else []
    said = client("nmap", *family, "-n", "-Pn", "--max-retries", "1", "-p", PORTS, *addresses)
    found = {}
    for part in said.split("Nmap scan report for ")[1:]:
        found[part.split()[0]] = {int(port) for port in re.findall(r"^(\d+)/tcp +open", part, re.M)}
    return found


def open_ports(address):
    return {port for port, state in ports(address).items() if state == "open"}


def dig(name, kind="A", *flags, lab_id=ONE):
    said = client("dig", "+short", "+time=3", "+tries=1", *flags, name, kind, lab_id=lab_id)
    return sorted(line for line in said.splitlines() if line)


def status(name, kind="A", *flags):
    said = client("dig", "+time=3", "+tries=1", *flags, name, kind)
    found = re.search(r"status: (\w+)", said)
    return found[1] if found else said


def listed(address, zone, lab_id=ONE):
    """The answers of a block list for an IPv4 address."""
    return dig(".".join(reversed(address.split("."))) + "." + zone, lab_id=lab_id)


def ehlo(server, *flags):
    return client("swaks", "--server", server, "--to", "postmaster@well.example", "--ehlo",
                  "probe.vantage.example", "--quit-after", "EHLO", *flags)


def rcpt(server, sender, recipient, *flags):
    """The server's reply to MAIL or RCPT, whichever ended it, from swaks, which quits before DATA."""
    said = client("swaks", "--server", server, "--from", sender, "--to", recipient, "--ehlo",
                  "probe.vantage.example", "--quit-after", "RCPT", *flags)
    lines = [line for line in said.splitlines() if re.match(r"<(-|\*\*|~|~\*) +\d{3} ", line)]
    answers = [line for line in lines if not re.search(r" 221 ", line)]
    return answers[-1].split(maxsplit=1)[1] if answers else said


def relay_combinations(address, recipient="mailwatchd-probe@vantage.example"):
    """The envelopes that nmap's smtp-open-relay found accepted: [(sender, recipient), …]."""
    user, _, domain = recipient.partition("@")
    arguments = f"smtp-open-relay.domain={domain},smtp-open-relay.to={user},smtp-open-relay.from={user}"
    said = client("nmap", "-v", "-n", "-Pn", "-p25", "--script", "smtp-open-relay", "--script-args", arguments, address)
    return re.findall(r"MAIL FROM:<(.*?)> -> RCPT TO:<(.*)>", said)


def queued():
    """Messages that any server accepted: the product sends none."""
    return sum(int(line.split()[1]) for line in lab("queue").splitlines())


def s_client(where, *flags):
    """openssl's verdict on chain and name, and the server's next line."""
    name = where.rpartition(":")[0]
    authority = lab("ca").strip()
    return client("sh", "-c", f"sleep 0.5 | timeout 10 openssl s_client -connect {where} -CAfile {authority} "
                  f"-verify_hostname {name} {' '.join(flags)} 2>&1")


def clear(address, port, commands):
    """Sends commands unencrypted and returns everything received, with curl's telnet, which knows no protocol."""
    family = f"[{address}]" if ":" in address else address
    return client("sh", "-c", f"(sleep 0.3; printf '{commands}'; sleep 0.5) | "
                  f"timeout 5 curl -s --max-time 2 telnet://{family}:{port} | tr -d '\\0'")


def alive(pid):
    """Whether a process runs; a zombie only waits for init."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
