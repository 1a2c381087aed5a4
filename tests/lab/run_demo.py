#!/usr/bin/python3
"""`./dev run`: a demonstration. Without a target it runs in the lab, where one change is made; with targets it uses
the real network."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import configuration

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("MAILWATCHD_BIN_DIR", HERE.parents[1] / "build/release"))
LAB_ID = "run"
PORT = 10325
# README.md describes them; all of the lab's targets would be too many.
SHOWN = ("well.example", "careless.example", "strict.example", "relay.example", "exim.example", "hosted.example",
         "spf-many.example", "closed.example", "dropped.example", "inside.example", "münchen.example")
CHANGE_PATIENCE = 600  # seconds: an interval of one minute, then the confirmations


def say(text):
    print(f"\n== {text}", flush=True)


def lab(verb, *arguments, **options):
    command = ["/usr/bin/python3", "-B", str(HERE / "lab.py"), verb, "--id", LAB_ID, *arguments]
    return subprocess.run(command, check=True, text=True, **options)


def lab_configuration(state):
    """The lab's configuration, with a few domains and its own state directory."""
    return configuration.changed(lab("config", capture_output=True).stdout, state, SHOWN)


def own_configuration(targets, state):
    names = ", ".join(f'"{target}"' for target in targets)
    return f"targets = [{names}]\n{configuration.daemon(state)}"


def say_how_to_ask(state):
    """The socket is also reachable from outside the lab's network, for a user who may open the file: root."""
    tool = os.path.relpath(BUILD / "mailwatchctl")
    sudo = "sudo " if os.environ.get("SUDO_USER") else ""
    say(f"in another terminal:  {sudo}{tool} status --control {configuration.control(state)}\n"
        "   and targets, show DOMAIN, events --follow, dnsbl, recheck DOMAIN, … ; mailwatchctl --help lists them")


class Watch:
    """The daemon, from its start to its end by SIGTERM."""

    def __init__(self, file, in_lab, once):
        command = [str(BUILD / "mailwatchd"), "--config", str(file), "--print"]
        if once:
            command.append("--once")
        if in_lab:
            command = ["/usr/bin/python3", "-B", str(HERE / "lab.py"), "exec", "--id", LAB_ID, "--", *command]
        environment = {name: value for name, value in os.environ.items() if name != "JOURNAL_STREAM"}
        self.process = subprocess.Popen(command, env=environment)  # pylint: disable=consider-using-with

    def wait(self):
        try:
            return self.process.wait()
        except KeyboardInterrupt:
            return self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


def counted(change):
    """mailwatchd_changes_total of a kind, as Prometheus would read it inside the lab."""
    page = lab("exec", "--", "curl", "-s", f"http://127.0.0.1:{PORT}/metrics", capture_output=True).stdout
    for line in page.splitlines():
        if line.startswith("mailwatchd_changes_total") and f'"{change}"' in line:
            return float(line.rpartition(" ")[2])
    return 0


def wait_for(condition, patience):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(2)
    return False


def show_a_change(watch):
    say("metrics: curl them with  ./dev lab exec --id run -- curl -s http://127.0.0.1:10325/metrics")
    time.sleep(20)
    say("flip: POP3 opens on mx1.well.example; the daemon reports it once it is confirmed")
    lab("flip", "open-110")
    if wait_for(lambda: counted("port_opened") > 0 or watch.process.poll() is not None, CHANGE_PATIENCE):
        say("reported once; the daemon keeps running: press Ctrl-C to stop it")
    else:
        say(f"no change line within {CHANGE_PATIENCE} s")


def run_in_lab(once):
    say("the lab: real mail and DNS servers in namespaces of their own")
    lab("up")
    try:
        with tempfile.TemporaryDirectory(prefix="mailwatchd-run-") as state:
            file = Path(state) / "mailwatchd.toml"
            file.write_text(lab_configuration(state))
            say("mailwatchd audits some of the lab's domains")
            watch = Watch(file, True, once)
            if not once:
                say_how_to_ask(state)
            try:
                if not once:
                    show_a_change(watch)
                return watch.wait()
            except KeyboardInterrupt:
                return watch.stop()
            finally:
                watch.stop()
    finally:
        lab("down")


def run_outside(targets, once):
    with tempfile.TemporaryDirectory(prefix="mailwatchd-run-") as state:
        file = Path(state) / "mailwatchd.toml"
        file.write_text(own_configuration(targets, state))
        watch = Watch(file, False, once)
        if not once:
            say_how_to_ask(state)
        return watch.wait()


def main():
    parser = argparse.ArgumentParser(prog="./dev run", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--once", action="store_true", help="end after the first round")
    arguments = parser.parse_args()
    if arguments.targets:
        return run_outside(arguments.targets, arguments.once)
    return run_in_lab(arguments.once)


if __name__ == "__main__":
    sys.exit(main())
