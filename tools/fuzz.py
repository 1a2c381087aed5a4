#!/usr/bin/python3
"""Runs the fuzz targets for a time each and adds the work to the table of docs/fuzzing.md: for ./dev fuzz.

A target begins with its stored corpus and with what earlier runs of this build found. An input that breaks a target
is kept, and ends the run of this target only.
"""

import argparse
import datetime
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGETS = Path("tests/fuzz")
HEADING = re.compile(r"^\| target \| CPU seconds \| executions \| edges \| last run \|\n\|[-:| ]+\|\n", re.MULTILINE)
ROW = re.compile(r"^\| (\w+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| (\S+) \|$")
UNITS = {"s": 1, "m": 60, "h": 3600}
# Seconds for one input; MiB; bytes of an input: longer ones find little more and take longer.
LIMITS = ("-timeout=60", "-rss_limit_mb=2048", "-max_len=8192")


@dataclass
class Work:
    """What was done for one target. `edges` is of the last run, as libFuzzer counts them."""

    cpu: int = 0
    executions: int = 0
    edges: int = 0
    date: str = ""

    def row(self, target):
        return f"| {target} | {self.cpu:,} | {self.executions:,} | {self.edges:,} | {self.date} |"


def seconds_of(text):
    """The seconds of "30s", "5m" or "1h"."""
    match = re.fullmatch(r"(\d+)([smh])", text)
    if not match or int(match[1]) == 0:
        raise argparse.ArgumentTypeError(f'found "{text}", expected a time such as 30s, 5m or 1h')
    return int(match[1]) * UNITS[match[2]]


def numbers_in(log):
    """Executions and edges from the output of libFuzzer."""
    executions = re.findall(r"^stat::number_of_executed_units: (\d+)", log, re.MULTILINE)
    edges = re.findall(r"^#\d+\s.*\bcov: (\d+)", log, re.MULTILINE)
    return int(executions[-1]) if executions else 0, int(edges[-1]) if edges else 0


def read_ledger(text):
    """The rows by target."""
    rows = filter(None, map(ROW.match, text.splitlines()))
    return {row[1]: Work(*(int(row[i].replace(",", "")) for i in (2, 3, 4)), row[5]) for row in rows}


def with_rows(text, work):
    """The ledger with these rows, sorted by target, instead of its own."""
    heading = HEADING.search(text)
    if not heading:
        raise SystemExit("fuzz: the ledger has no table of targets")
    kept = "".join(line for line in text[heading.end():].splitlines(True) if not ROW.match(line.rstrip("\n")))
    rows = "".join(work[target].row(target) + "\n" for target in sorted(work))
    return text[:heading.end()] + rows + kept


class Fuzzer:
    def __init__(self, build, root, seconds):
        self.build, self.root, self.seconds = build, root, seconds
        self.findings = build / "findings"

    def run(self, target):
        """(the work, what it found)"""
        found = self.build / "corpus" / target
        for folder in (found, self.findings):
            folder.mkdir(parents=True, exist_ok=True)
        before = self.findings_of(target)
        log = self.build / f"{target}.log"
        with open(log, "wb") as output:
            process = subprocess.Popen(self.command(target, found), stdout=output, stderr=output)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        executions, edges = numbers_in(log.read_text(errors="replace"))
        work = Work(round(usage.ru_utime + usage.ru_stime), executions, edges, datetime.date.today().isoformat())
        kept = sorted(self.findings_of(target) - before)
        if process.returncode != 0 and not kept:
            kept = [f"exit status {process.returncode}: {log}"]
        return work, kept

    def command(self, target, found):
        dictionary, corpus = self.root / TARGETS / f"{target}.dict", self.root / "tests/data/fuzz" / target
        return [
            self.build / TARGETS / f"fuzz_{target}", f"-max_total_time={self.seconds}", *LIMITS,
            "-print_final_stats=1", f"-artifact_prefix={self.findings}/{target}-",
            *([f"-dict={dictionary}"] if dictionary.exists() else []), found,
            *([corpus] if corpus.is_dir() else []),
        ]

    def findings_of(self, target):
        return {str(path) for path in self.findings.glob(f"{target}-*")}


def arguments():
    parser = argparse.ArgumentParser(prog="dev fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--for", dest="seconds", type=seconds_of, default="1h", help="time for each target (1h)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="targets at a time (the number of cores)")
    parser.add_argument("--record", action="store_true", help="write the rows into the ledger")
    parser.add_argument("--build", type=Path, default=ROOT / "build/fuzz")
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--ledger", type=Path, default=ROOT / "docs/fuzzing.md")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    return parser.parse_args()


def main():
    asked = arguments()
    known = sorted(path.name.removeprefix("fuzz_") for path in (asked.build / TARGETS).glob("fuzz_*"))
    unknown = sorted(set(asked.targets) - set(known))
    if unknown or not known:
        print(f"fuzz: no such target: {', '.join(unknown) or 'none was built'}", file=sys.stderr)
        return 2
    fuzzer = Fuzzer(asked.build, asked.root, asked.seconds)
    failed = False
    with ThreadPoolExecutor(asked.jobs) as pool:
        targets = asked.targets or known
        for target, (work, kept) in zip(targets, pool.map(fuzzer.run, targets)):
            text = asked.ledger.read_text()
            ledger = read_ledger(text)
            before = ledger.get(target, Work())
            work.cpu, work.executions = work.cpu + before.cpu, work.executions + before.executions
            ledger[target] = work
            if asked.record:
                asked.ledger.write_text(with_rows(text, ledger))
            print(work.row(target), flush=True)
            for finding in kept:
                print(f"FOUND by {target}: {finding}", flush=True)
            failed = failed or bool(kept)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
