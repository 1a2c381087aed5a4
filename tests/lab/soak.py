#!/usr/bin/python3
"""`./dev prove soak`: the daemon audits all of the lab's domains every two minutes for hours, and is scraped and asked
all the time. Its memory, its descriptors and its files must not grow after the first quarter."""

import json
import os
import statistics
import sys
import tempfile
import time
import unittest
from pathlib import Path

from audits import HERE
from clients import lab
from watching import Daemon

MINUTES = float(os.environ.get("MAILWATCHD_SOAK_MINUTES", "120"))
SAMPLE = 10  # seconds
# What may be added: a list that fills up, a page of the allocator.
GROWTH = 1.03


TARGETS = sorted(json.loads((HERE / "expected.json").read_text()))


class Sample:
    def __init__(self, pid, directory):
        status = Path(f"/proc/{pid}/status").read_text()
        self.rss = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))  # KiB
        self.descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        self.bytes = sum(part.stat().st_size for part in Path(directory).glob("mailwatchd.db*"))


def is_flat(values):
    """After the first quarter, half of the values of the second half are as small as those of the first: a leak adds
    up, the sessions of the moment do not."""
    rest = values[len(values) // 4:]
    half = len(rest) // 2
    return statistics.median(rest[half:]) <= statistics.median(rest[:half]) * GROWTH + 1


class Soak(unittest.TestCase):
    def test_nothing_grows(self):
        self.addCleanup(lab, "down")
        lab("up")
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="mailwatchd-soak-"))
        daemon = Daemon(folder, TARGETS)
        daemon.file.write_text(daemon.file.read_text().replace('interval = "1m"', 'interval = "2m"'))
        daemon.start()
        self.addCleanup(daemon.stop)
        samples, until = [], time.monotonic() + 60 * MINUTES
        while time.monotonic() < until:
            time.sleep(SAMPLE)
            samples.append(Sample(daemon.process.pid, folder))
            daemon.metrics()
            daemon.ask("targets")
        for name in ("rss", "descriptors", "bytes"):
            values = [getattr(each, name) for each in samples]
            print(f"{name}: first {values[0]}, after a quarter {values[len(values) // 4]}, last {values[-1]},"
                  f" most {max(values)}", file=sys.stderr)
            with self.subTest(name):
                self.assertTrue(is_flat(values), values)


if __name__ == "__main__":
    unittest.main()
