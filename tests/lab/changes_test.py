#!/usr/bin/python3
"""The daemon in the lab: each real change gives exactly one line, one count and one row, after its confirmation;
anything else gives none."""

import signal
import subprocess
import tempfile
import time
import unittest

from clients import lab
from watching import CHECKS, Daemon, wait_for

TARGETS = ["well.example", "exim.example", "dropped.example"] + [f"d{n:03}.shared.example" for n in range(1, 301)]
WELL = "mx1.well.example[198.51.100.10]"
DROPPED = "mx.dropped.example[203.0.113.40]:110"
SHARED = "mx.shared.example[203.0.113.30]:110"
# The flips affect both families: one entry, whichever address changed first.
WELL_V6 = "mx1.well.example[2001:db8::10]:110"
SHARED_V6 = "mx.shared.example[2001:db8:113::30]:110"


class ChangesTest(unittest.TestCase):
    """The tests run in order of name; one daemon runs through all of them."""

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        cls.directory = tempfile.TemporaryDirectory(prefix="mailwatchd-changes-")
        cls.addClassCleanup(cls.directory.cleanup)
        cls.daemon = Daemon(cls.directory.name, TARGETS)
        cls.daemon.start()
        cls.addClassCleanup(lambda: cls.daemon.process.poll() is None and cls.daemon.stop())

    def one_change(self, kind, subject, new):
        """Exactly one line, one count, one row, and no second one later."""
        self.assertTrue(wait_for(lambda: self.daemon.delivered_of(kind, subject)), f"{kind} {subject}: not delivered")
        delivered = self.daemon.delivered_of(kind, subject)
        self.assertEqual([each[2] for each in delivered], [new])
        self.assertEqual(len({each[3] for each in delivered}), 1)
        return delivered[0][4]

    def test_1_baseline_is_silent(self):
        # Each check has run for every target, and silence has been confirmed.
        runs = "mailwatchd_check_last_run_timestamp_seconds{"
        self.assertTrue(wait_for(lambda: self.daemon.metrics().count(runs) >= CHECKS * len(TARGETS)))
        dropped = 'mailwatchd_port_open{host="mx.dropped.example",address="203.0.113.40",port="110"}'
        self.assertTrue(wait_for(lambda: self.daemon.metric(dropped) == 0))
        self.assertEqual(self.daemon.delivered(), [])

    def test_2_metrics_are_clean(self):
        page = self.daemon.metrics()
        done = subprocess.run(["promtool", "check", "metrics"], input=page, text=True, capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
        self.assertIn('mailwatchd_dnsbl_up{dnsbl="zen.bl.example"} 1', page)
        for zone in ("wild", "dead", "empty", "quota", "parked"):
            self.assertIn(f'mailwatchd_dnsbl_up{{dnsbl="{zone}.bl.example"}} 0', page)

    def test_3_each_opening_and_listing_is_one_change(self):
        lab("flip", "open-110")
        lab("flip", "list", "198.51.100.10", "zen.bl.example")
        lab("flip", "open-110-dropped")
        lab("flip", "open-110", "mx.shared.example")
        opened = self.one_change("port_opened", f"{WELL}:110", "open")
        self.assertIn("well.example", opened["targets"])
        self.one_change("dnsbl_listed", WELL, "listed")
        self.one_change("port_opened", DROPPED, "open")
        self.assertEqual(self.one_change("port_opened", WELL_V6, "open"), opened)
        entry = self.one_change("port_opened", SHARED, "open")
        self.assertEqual(self.one_change("port_opened", SHARED_V6, "open"), entry)
        self.assertEqual((len(entry["targets"]), entry["targets_total"]), (10, 300))
        self.assertEqual(self.daemon.counted("dnsbl_listed"), 1)
        self.assertEqual(self.daemon.metric(
            'mailwatchd_port_open{host="mx1.well.example",address="198.51.100.10",port="110"}'), 1)
        self.assertEqual(self.daemon.metric("mailwatchd_dnsbl_listed{"), 1)

    def test_4_killed_daemon_says_nothing_twice_and_tells_the_way_back(self):  # promise 4
        self.daemon.stop(signal.SIGKILL)
        lab("flip", "close-110")
        lab("flip", "delist", "198.51.100.10", "zen.bl.example")
        self.daemon.start()
        closed = self.one_change("port_closed", f"{WELL}:110", "closed")
        self.assertEqual(self.one_change("port_closed", WELL_V6, "closed"), closed)
        self.one_change("dnsbl_delisted", WELL, "clear")
        # One row per line, and one line per row.
        self.assertTrue(wait_for(lambda: self.daemon.stored() == self.daemon.lines(), 30))
        self.assertEqual(self.daemon.stored(), self.daemon.lines())
        for kind, subject in (("port_opened", f"{WELL}:110"), ("dnsbl_listed", WELL), ("port_opened", SHARED)):
            self.assertEqual(len(self.daemon.delivered_of(kind, subject)), 1, kind)

    def test_5_loss_and_a_dead_resolver_are_no_change(self):  # Failures D1, D9
        before = self.daemon.delivered()
        lab("flip", "loss", "20")
        time.sleep(70)  # At least one whole interval.
        lab("flip", "stop-resolver")
        self.assertTrue(wait_for(lambda: 'reason="resolver_unfit"' in self.daemon.metrics()))
        lab("flip", "start-resolver")
        lab("flip", "loss", "0")
        self.assertTrue(wait_for(lambda: 'reason="resolver_unfit"' not in self.daemon.metrics()))
        new = [each[:3] for each in self.daemon.delivered()[len(before):] if not each[0].startswith("prober_")]
        self.assertEqual(new, [])

    def test_6_ends_within_ten_seconds(self):
        began = time.monotonic()
        self.assertEqual(self.daemon.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)


if __name__ == "__main__":
    unittest.main(verbosity=2)
