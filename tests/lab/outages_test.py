#!/usr/bin/python3
"""Our own side is cut off in front of real servers (adr/0032): nobody is accused. One entry says that it began, one
that it is over, and a real change that happened meanwhile is reported afterwards.

Each outage has a probe of its own, so all of them happen at the same time. On each probe two daemons watch: one has 30
domains and short intervals, the other one domain, the default interval, and controls. A further probe has no outage.
MAILWATCHD_LAB_OUTAGE is how many seconds they last at least: usually no longer than until they are noticed."""

import json
import os
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from clients import lab
from watching import Daemon

OUTAGE = float(os.environ.get("MAILWATCHD_LAB_OUTAGE", "0"))
PATIENCE = 300  # seconds: two confirmations of a minute each, on a machine that also compiles
# 24 organisations with hosts of their own, and six domains that share one; in four networks.
MANY = ["well.example", *(f"{name}.example" for name in (
    "careless", "exim", "backup", "implicit", "dropped", "one-family", "münchen", "strict", "lax", "rejects", "aloof",
    "blocks", "relay", "percent", "secondary", "catchall", "stock", "sealed", "hosted", "picky", "preauth", "fakepop",
    "vantage")), *(f"d{n:03}.shared.example" for n in range(1, 7))]
ONE = ["well.example"]  # What really changes is its port 110.
SHORT = {
    # The kernels alone make a connection, so a second is patience; a greeting needs a process.
    'connect_timeout = "5s"': 'connect_timeout = "1s"',
    'gap = "200ms"': 'gap = "50ms"', 'port_gap = "1s"': 'port_gap = "200ms"',
    'servers = ["127.0.0.1"]': 'servers = ["127.0.0.1"]\ntimeout = "500ms"\nattempts = 2',
    # Suspects of the same half minute share the answer of a control, so a closed port needs longer than that.
    'confirm_ports = ["5s", "5s", "5s"]': 'confirm_ports = ["2s", "31s"]',
    'confirm_dns = ["5s", "5s"]': 'confirm_dns = ["2s", "2s"]',
}
OF_MANY = {**SHORT, 'interval = "1m"': 'interval = "5m"', "[probe]\n": '[probe]\nactive = "off"\n'}
# The controls are of another organisation and another network.
OF_ONE = {**SHORT, 'interval = "1m"\njitter = "0s"\n': "", "[daemon]\n": '[daemon]\nlisten = "127.0.0.1:10326"\n',
          "[probe]\n": '[probe]\ncontrols = ["mx.strict.example", "mx.shared.example:993"]\n'}
UNHEALTHY = ("prober_unhealthy", "prober", "unhealthy")
HEALTHY = ("prober_healthy", "prober", "healthy")
OPENED = [("port_opened", f"mx1.well.example[{address}]:110", "open") for address in ("198.51.100.10", "2001:db8::10")]


@dataclass
class Outage:
    name: str
    begin: list
    end: list
    doctor: str  # what `doctor` says while it lasts


NO_CONTROL = "outbound 25 +fail: 0 of . controls answer"
OUTAGES = [
    Outage("no outage", [], [], "resolver +ok"),
    Outage("silent resolver", ["hang-resolver"], ["start-resolver"], "resolver +fail: the resolver does not answer"),
    Outage("empty resolver", ["empty-resolver"], ["start-resolver"],
           "resolver +fail: the resolver answers without records"),
    Outage("lying resolver", ["lying-resolver"], ["start-resolver"],
           "resolver +fail: the resolver finds names that do not exist"),
    Outage("link down", ["link-down"], ["link-up"], "own address +fail: no route to other networks"),
    Outage("ICMP prohibited", ["outbound", "prohibit"], ["outbound", "open"], NO_CONTROL),
    Outage("port 25 dropped", ["outbound", "drop-25"], ["outbound", "open"], NO_CONTROL),
    Outage("every port dropped", ["outbound", "drop"], ["outbound", "open"], NO_CONTROL),
    Outage("port 25 reset", ["outbound", "reset-25"], ["outbound", "open"], NO_CONTROL),
    Outage("every port reset", ["outbound", "reset"], ["outbound", "open"], NO_CONTROL),
    Outage("proxy", ["outbound", "proxy"], ["outbound", "open"], "ports +fail: a proxy intercepts port"),
    Outage("another own address", ["other-address"], ["link-up"], "own address +fail: our own address is now"),
]


class Watcher(Daemon):
    def __init__(self, directory, targets, changes, probe):
        super().__init__(directory, targets, probe)
        self.outage = OUTAGES[probe]
        self.targets = targets
        self.ask_no_silent_list()
        text = self.file.read_text()
        for old, new in changes.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        self.file.write_text(text)

    def __str__(self):
        return f"{self.outage.name}, {len(self.targets)} target(s)"

    def recheck(self):
        for target in self.targets:
            self.ask("recheck", target)

    def recheck_well(self):
        self.ask("recheck", "well.example")

    def is_settled(self):
        """Every target was audited, and no change is pending."""
        targets = json.loads(self.ask("targets", "--json"))["targets"]
        status = json.loads(self.ask("status", "--json"))
        return status["pending_changes"] == 0 and all(each["last_audit"] for each in targets)

    def entries(self):
        """(kind, subject, new) of all that was reported: an entry may have further subjects."""
        return sorted((kind, subject, new) for kind, first, new, _, entry in self.delivered()
                      for subject in [first, *entry["also"]])

    def begun(self):
        return [UNHEALTHY] if self.outage.begin else []

    def expected(self):
        return sorted([*self.begun(), *([HEALTHY] if self.outage.begin else []), *OPENED])


class OutagesTest(unittest.TestCase):
    """The tests run in order of name; the daemons run through all of them."""

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        lab("probes", str(len(OUTAGES) - 1))
        cls.daemons = []
        for probe in range(len(OUTAGES)):
            cls.watch(MANY, OF_MANY, probe)
            cls.watch(ONE, OF_ONE, probe)

    @classmethod
    def watch(cls, targets, changes, probe):
        directory = tempfile.TemporaryDirectory(prefix="mailwatchd-outages-")
        cls.addClassCleanup(directory.cleanup)
        daemon = Watcher(directory.name, targets, changes, probe)
        daemon.start()
        cls.addClassCleanup(lambda: daemon.process.poll() is None and daemon.stop())
        cls.daemons.append(daemon)

    def each(self, action):
        """What all daemons answer; most of that is waiting."""
        with ThreadPoolExecutor(len(self.daemons)) as pool:
            return list(zip(self.daemons, pool.map(action, self.daemons)))

    def wait_for_each(self, condition):
        """The caller judges those for which it did not come true. Somebody is impatient and asks for audits."""
        until = time.monotonic() + PATIENCE
        waiting = list(self.daemons)
        while waiting and time.monotonic() < until:
            asked = time.monotonic()
            while waiting and time.monotonic() < asked + 10:
                time.sleep(2)
                waiting = [daemon for daemon in waiting if not condition(daemon)]
            for daemon in waiting:
                daemon.recheck_well()

    def flip_each(self, which):
        for probe, outage in enumerate(OUTAGES):
            if words := getattr(outage, which):
                lab("flip", *words, str(probe))

    def test_1_the_baseline_is_silent(self):
        self.wait_for_each(Watcher.is_settled)
        for daemon, entries in self.each(Watcher.entries):
            with self.subTest(str(daemon)):
                self.assertTrue(daemon.is_settled(), daemon.ask("status"))
                self.assertEqual(entries, [])

    def test_2_each_outage_is_noticed(self):
        type(self).began = time.monotonic()
        self.flip_each("begin")
        self.each(Watcher.recheck)
        self.wait_for_each(lambda daemon: daemon.entries() or not daemon.outage.begin)
        for daemon, entries in self.each(Watcher.entries):
            with self.subTest(str(daemon)):
                self.assertEqual(entries, daemon.begun())

    def test_3_doctor_names_the_cause(self):
        for daemon, text in self.each(lambda daemon: daemon.ask("doctor", check=False)):
            with self.subTest(str(daemon)):
                self.assertRegex(text, f"(?m)^{daemon.outage.doctor}")

    def test_4_a_real_change_is_reported_afterwards_and_nothing_else(self):
        lab("flip", "open-110")
        self.each(Watcher.recheck_well)
        time.sleep(max(10, self.began + OUTAGE - time.monotonic()))
        self.flip_each("end")
        self.each(Watcher.recheck_well)
        self.wait_for_each(lambda daemon: set(daemon.entries()) >= set(daemon.expected()) and daemon.is_settled())
        for daemon, entries in self.each(Watcher.entries):
            with self.subTest(str(daemon)):
                self.assertEqual(entries, daemon.expected())
                # That it was shut is still known as it was before.
                old = {entry["old"] for _, _, new, _, entry in daemon.delivered() if new == "open"}
                self.assertEqual(old, {"closed"})

    def test_5_nothing_comes_later(self):
        self.each(Watcher.recheck)
        time.sleep(10)
        for daemon, entries in self.each(Watcher.entries):
            with self.subTest(str(daemon)):
                self.assertEqual(entries, daemon.expected())
                self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
