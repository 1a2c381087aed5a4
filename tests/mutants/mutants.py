#!/usr/bin/python3
"""./dev prove mutants [NAME…]: puts each fault of mutants.toml into a copy of the sources, and runs the random worlds
until one of them finds it. Prints which were found, by what, and which survived. The working tree stays as it is."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build/mutants"
PROGRAM = COPY / "build/dev/tests/scenario/scenario"
# Optimised, because it runs for longer than it compiles; without sanitizers.
CONFIGURATION = ("-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g0 -D_GLIBCXX_ASSERTIONS", "-DMAILWATCHD_SANITIZE=",
                 "-DMAILWATCHD_WERROR=OFF", "-DMAILWATCHD_TEST_KINDS=scenario")
YEARS_FIRST, YEARS_OF_A_SURVIVOR = 8, 24  # Domain-years of each world. Both must pass without a mutant.
HANGS_AFTER = 10  # Times as long as without a mutant.


def mutants():
    return tomllib.loads((ROOT / "tests/mutants/mutants.toml").read_text())["mutant"]


def mutated(mutant, text):
    """The text of its file with the fault; None unless the place is there exactly once."""
    return text.replace(mutant["text"], mutant["becomes"]) if text.count(mutant["text"]) == 1 else None


def copy_sources():
    """Only what differs, so that a build compiles only that."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--deduplicate"], cwd=ROOT, check=True,
                            text=True, stdout=subprocess.PIPE).stdout.splitlines()
    wanted = {path for path in listed if (ROOT / path).is_file()}
    for folder in ("daemon", "tests"):
        for file in (COPY / folder).rglob("*"):
            if file.is_file() and str(file.relative_to(COPY)) not in wanted:
                file.unlink()
    for path in wanted:
        file = COPY / path
        if not file.is_file() or file.read_bytes() != (ROOT / path).read_bytes():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, file)


def build():
    """True if it compiles; the output is in build/mutants/build.log."""
    with (COPY / "build.log").open("w") as log:
        if not (COPY / "build/dev/build.ninja").exists():
            subprocess.run(["cmake", "--preset", "dev", *CONFIGURATION], cwd=COPY, check=True, stdout=log, stderr=log)
        return subprocess.run(["nice", "ninja", "-C", "build/dev", "scenario"], cwd=COPY, stdout=log,
                              stderr=log).returncode == 0


def fault_of(output):
    """What the world said first."""
    for pattern in (r'"(seed \d+, day -?\d+: [^"]*)"', r"((?:what\(\):|Assertion|exception) .*)"):
        if said := re.search(pattern, output):
            return said[1][:150]
    return "it crashed"


def run_worlds(years, seconds_max):
    """What was wrong; "" if nothing was."""
    environment = os.environ | {"MAILWATCHD_SIMULATION_YEARS": str(years)}
    try:
        run = subprocess.run(["nice", PROGRAM, "--gtest_filter=*RandomWorld*", "--gtest_fail_fast"], cwd=COPY,
                             env=environment, text=True, errors="replace", timeout=seconds_max,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return "it hangs"
    return fault_of(run.stdout) if run.returncode else ""


def pass_without_a_mutant():
    """[(domain-years, seconds that a run may take)]. A run that fails would find every mutant."""
    runs = []
    for years in (YEARS_FIRST, YEARS_OF_A_SURVIVOR):
        began = time.monotonic()
        if said := run_worlds(years, None):
            sys.exit(f"{years} domain-years without a mutant: {said}")
        runs.append((years, HANGS_AFTER * (time.monotonic() - began)))
    return runs


def judge(mutant, runs):
    """(whether it was found, in words)"""
    file = COPY / mutant["file"]
    sound = file.read_text()
    file.write_text(mutated(mutant, sound))
    try:
        if not build():
            return False, "does not compile"
        said = next(filter(None, (run_worlds(*each) for each in runs)), "")
        return bool(said), said or "survived"
    finally:
        file.write_text(sound)


def main():
    parser = argparse.ArgumentParser(prog="./dev prove mutants", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    names = parser.parse_args().names
    chosen = [mutant for mutant in mutants() if not names or mutant["name"] in names]
    COPY.mkdir(parents=True, exist_ok=True)
    copy_sources()
    if not build():
        sys.exit(f"the sources do not compile: {COPY}/build.log")
    runs = pass_without_a_mutant()
    found = 0
    for mutant in chosen:
        began = time.monotonic()
        is_found, words = judge(mutant, runs)
        found += is_found
        verdict = "found" if is_found else "NOT FOUND"
        print(f"{verdict} {mutant['name']} ({time.monotonic() - began:.0f} s): {words}", flush=True)
    print(f"mutants: {found} of {len(chosen)} found")
    return 0 if chosen and found == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
