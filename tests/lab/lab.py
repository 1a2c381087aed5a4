#!/usr/bin/python3
"""The test lab: real mail and DNS servers in network namespaces of their own. See README.md."""

import argparse
import fcntl
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import flips
import install
import world as worlds
from assembly import Lab
from process import LabError

RUN = Path("/run/mailwatchd-lab")
CACHE = Path(os.environ.get("MAILWATCHD_LAB_CACHE", "/var/cache/mailwatchd-lab"))


@contextmanager
def alone(lab_id, leave=False):
    """Runs one verb at a time for one lab; `exec` is not limited. With `leave` the lock is removed with the lab."""
    RUN.mkdir(parents=True, exist_ok=True)
    path = RUN / f"{lab_id}.lock"
    while True:
        with open(path, "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # If the lock was removed while we waited for it, we hold nothing: try again.
            if path.exists() and os.fstat(lock.fileno()).st_ino == path.stat().st_ino:
                yield
                if leave:
                    path.unlink()
                return


def the_lab(arguments):
    if not re.fullmatch(r"[A-Za-z0-9_.]{1,40}", arguments.id):
        raise LabError("an id is one to forty letters, digits, dots or underscores")
    return Lab(arguments.id, RUN / arguments.id, CACHE)


def do_setup(_arguments):
    with alone(".setup"):
        install.setup(CACHE)


def do_up(arguments):
    if not install.complete(CACHE):
        do_setup(arguments)
    with alone(".up"), alone(arguments.id):  # Starting twenty servers takes all cores: one lab at a time.
        the_lab(arguments).up()


def do_down(arguments):
    with alone(arguments.id, leave=True):
        the_lab(arguments).down()


def do_probes(arguments):
    with alone(arguments.id):
        the_lab(arguments).add_probes(int(arguments.count))


def do_exec(arguments):
    lab = the_lab(arguments)
    world = worlds.load(lab.state)
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        raise LabError("exec needs a command: exec [--id ID] -- COMMAND…")
    environment = {**os.environ, "MAILWATCHD_LAB_ID": arguments.id, "CREDENTIALS_DIRECTORY": str(lab.credentials)}
    line = lab.network.inside(lab.network.probe_of(world, arguments.probe).namespace, *command)
    os.execvpe(line[0], line, environment)


def do_flip(arguments):
    with alone(arguments.id):
        flips.flip(the_lab(arguments), arguments.name, arguments.arguments)


def do_flips(_arguments):
    for name, entry in flips.FLIPS.items():
        print(f"{name + ' ' + entry.usage:<42} {entry.purpose}")


def do_status(arguments):
    lab = the_lab(arguments)
    worlds.load(lab.state)
    for name in lab.servers.names():
        pid = lab.servers.pid(name)
        print(f"{name:<18} {f'runs, pid {pid}' if pid else 'does not run'}   {lab.servers.log(name)}")


def do_counter(arguments):
    print(the_lab(arguments).network.packets_inside())


def do_queue(arguments):
    """Messages queued at each server; the product sends none."""
    for server, messages in the_lab(arguments).mail.queued().items():
        print(f"{server:<18} {messages}")


def do_ca(arguments):
    print(the_lab(arguments).authority.certificate)


def do_config(arguments):
    """mailwatchd.toml with the certificate authority of this lab."""
    text = (worlds.HERE / "mailwatchd.toml").read_text()
    print(text.replace(str(RUN / "lab/ca/ca.pem"), str(the_lab(arguments).authority.certificate)), end="")


def do_selftest(arguments):
    command = [sys.executable, str(worlds.HERE / "selftest.py"), *arguments.arguments]
    raise SystemExit(subprocess.run(command, check=False).returncode)


def parser():
    top = argparse.ArgumentParser(prog="lab", description=__doc__)
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name, action, purpose, with_id=True):
        sub = verbs.add_parser(name, help=purpose, description=purpose)
        sub.set_defaults(action=action)
        if with_id:
            sub.add_argument("--id", default=os.environ.get("MAILWATCHD_LAB_ID", "lab"))
        return sub

    verb("setup", do_setup, "install what the lab needs", with_id=False)
    verb("up", do_up, "start every server; ends when all answer")
    verb("down", do_down, "end the lab and leave nothing behind")
    verb("probes", do_probes, "add places to probe from").add_argument("count")
    execute = verb("exec", do_exec, "run a command where the product runs")
    execute.add_argument("--probe", type=int, default=0)
    execute.add_argument("command", nargs=argparse.REMAINDER)
    flip = verb("flip", do_flip, "change the world while it runs")
    flip.add_argument("name")
    flip.add_argument("arguments", nargs="*")
    verb("flips", do_flips, "list the flips", with_id=False)
    verb("status", do_status, "show the servers")
    verb("counter", do_counter, "print packets sent to a place that must see none").add_argument(
        "counter", choices=["inside"])
    verb("queue", do_queue, "print how many messages each server took")
    verb("ca", do_ca, "print the path of the lab's certificate authority")
    verb("config", do_config, "print mailwatchd's configuration for this lab")
    verb("selftest", do_selftest, "prove the lab with independent clients", with_id=False).add_argument(
        "arguments", nargs=argparse.REMAINDER)
    return top


def main():
    arguments = parser().parse_args()
    try:
        arguments.action(arguments)
    except LabError as problem:
        sys.exit(f"lab: {problem}")


if __name__ == "__main__":
    main()
