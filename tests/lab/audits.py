"""Runs mailwatchctl in the lab, for the tests that check its output."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import clients

HERE = Path(__file__).resolve().parent
BIN = Path(os.environ.get("MAILWATCHD_BIN_DIR", HERE.parents[1] / "build/release"))


def inside(*command, timeout=1200):
    """Runs one of our programs in the product's namespace, to its end."""
    line = ["/usr/bin/python3", "-B", str(HERE / "lab.py"), "exec", "--id", clients.ONE, "--", *map(str, command)]
    return subprocess.run(line, text=True, capture_output=True, check=False, timeout=timeout)


def mailwatchctl(verb, *arguments, **options):
    return inside(BIN / "mailwatchctl", verb, *arguments, **options)


def audit(configuration, *targets, more=()):
    """Target -> its JSON, with the process."""
    done = mailwatchctl("check", "--json", "--config", configuration, *more, *targets)
    found = {}
    for line in done.stdout.splitlines():
        one = json.loads(line)
        found[one["target"]] = one
    return found, done


def configuration_file(test_case, change=lambda text: text):
    """A file with the lab's configuration, removed after the class."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml", delete=False) as file:
        file.write(change(clients.lab("config")))
    test_case.addClassCleanup(os.unlink, file.name)
    return file.name


def verdict_of(one, name):
    for check in one["checks"]:
        if check["check"] == name:
            reason = check.get("reason") or ""
            return f"{check['verdict']}:{reason}" if reason else check["verdict"]
    return "absent"


def score_of(one, name):
    return next(check["score"] for check in one["checks"] if check["check"] == name)


def readings(one, name):
    return {row["subject"]: row["value"] for row in one["readings"] if row["name"] == name}


def tags(one, name):
    return {finding["tag"] for check in one["checks"] if check["check"] == name for finding in check["findings"]}
