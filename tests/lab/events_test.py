#!/usr/bin/python3
"""Changes that only MAIL, RCPT and SPF show, as reported by the daemon: a server that begins to relay and stops,
and a record that changes. The tests run in order of name."""

import json
import tempfile
import unittest

from clients import lab, queued
from watching import CHECKS, Daemon, wait_for

TARGETS = ["strict.example", "well.example"]
# Its two addresses are one entry, about whichever was confirmed first.
STRICT = "mx.strict.example["
ACCEPTED = 'mailwatchd_open_relay_accepted{host="mx.strict.example",address="203.0.113.70"}'


class EventsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        cls.directory = tempfile.TemporaryDirectory(prefix="mailwatchd-events-")
        cls.addClassCleanup(cls.directory.cleanup)
        cls.daemon = Daemon(cls.directory.name, TARGETS)
        cls.daemon.start()
        cls.addClassCleanup(lambda: cls.daemon.process.poll() is None and cls.daemon.stop())

    def flip(self, *words):
        """The world changes, and somebody asks at once; the interval is a minute."""
        lab("flip", *words)
        self.daemon.ask("recheck", "strict.example")

    def delivered(self, kind, place):
        """The entries of that kind about a subject that begins with `place`."""
        def found():
            return [each for each in self.daemon.delivered() if each[0] == kind and each[1].startswith(place)]
        self.assertTrue(wait_for(found),
                        f"{kind} {place}: not delivered, but {[each[:3] for each in self.daemon.delivered()]}")
        return found()

    def test_1_baseline(self):
        runs = "mailwatchd_check_last_run_timestamp_seconds{"
        self.assertTrue(wait_for(lambda: self.daemon.metrics().count(runs) >= CHECKS * len(TARGETS)))
        self.assertTrue(wait_for(lambda: self.daemon.metric(ACCEPTED) == 0), self.daemon.metrics())
        self.assertEqual(self.daemon.delivered(), [])

    def test_2_a_relay_opens(self):
        self.flip("open-relay", "mx.strict.example")
        delivered = self.delivered("relay_accepted", STRICT)
        self.assertIn("strict.example", delivered[0][4]["targets"])
        self.assertTrue(wait_for(lambda: self.daemon.metric(ACCEPTED) == 19), self.daemon.metric(ACCEPTED))

    def test_3_and_closes(self):
        self.flip("enforce-spf")
        self.delivered("relay_refused", STRICT)
        self.assertTrue(wait_for(lambda: self.daemon.metric(ACCEPTED) == 0))

    def test_4_spf_changes(self):
        self.flip("change-spf", "strict.example", "v=spf1 +all")
        delivered = self.delivered("spf_changed", "strict.example")
        self.assertIn("+all", delivered[0][2])

    def test_5_the_tool_shows_what_was_told(self):
        events = [json.loads(line) for line in self.daemon.ask("events", "--since", "1h", "--json").splitlines()]
        self.assertEqual([each["id"] for each in events], [each[3] for each in self.daemon.delivered()])
        self.assertIn("mx.strict.example", self.daemon.ask("inventory"))

    def test_6_nothing_was_sent(self):
        self.assertEqual(queued(), 0)
        self.assertEqual(self.daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
