#!/usr/bin/python3
"""From an opened port to a ticket and back: the daemon, Debian's Prometheus with the shipped rules and Debian's
Alertmanager with the shipped routes. The tests run in order of name."""

import tempfile
import unittest
from pathlib import Path

import yaml

from alertmanager import Alertmanager
from clients import lab, queued
from prometheus import Prometheus
from watching import CHECKS, Daemon, wait_for

SHIPPED = Path(__file__).resolve().parents[2] / "dashboards"
TARGETS = ["strict.example", "well.example"]
WELL = {"host": "mx1.well.example", "address": "198.51.100.10"}
WELL_V6 = {"host": "mx1.well.example", "address": "2001:db8::10"}
STRICT = {"host": "mx.strict.example", "address": "203.0.113.70"}
FROM = {"job": "mailwatchd", "instance": "127.0.0.1:10325"}


def shipped_configuration():
    """The shipped prometheus.yml with the shipped rules; only the interval is shorter than a minute."""
    configuration = yaml.safe_load((SHIPPED / "prometheus/examples/prometheus.yml").read_text())
    configuration["global"] = {"evaluation_interval": "1s"}
    configuration["scrape_configs"][0]["scrape_interval"] = "1s"
    installed = "/usr/share/mailwatchd"
    configuration["rule_files"] = [path.replace(installed, str(SHIPPED)) for path in configuration["rule_files"]]
    return configuration


class AlertsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        directory = tempfile.TemporaryDirectory(prefix="mailwatchd-alerts-")
        cls.addClassCleanup(directory.cleanup)
        cls.daemon = Daemon(directory.name, TARGETS)
        cls.daemon.ask_no_silent_list()
        cls.alertmanager = Alertmanager(directory.name, SHIPPED / "prometheus/examples/alertmanager.yml")
        cls.prometheus = Prometheus(directory.name, shipped_configuration())
        for each in (cls.daemon, cls.alertmanager, cls.prometheus):
            each.start()
            cls.addClassCleanup(lambda it=each: it.process.poll() is None and it.stop())

    def recheck(self):
        """The daemon would recheck by itself within a minute."""
        for target in TARGETS:
            self.daemon.ask("recheck", target)

    def fires(self, name, severity, receiver, **labels):
        """The only alert with exactly these labels, at its receiver."""
        expected = {"alertname": name, "severity": severity, **FROM, **labels}
        found = []

        def is_there():
            found[:] = [alert for alert in self.alertmanager.alerts(name) if alert["labels"] == expected]
            return found
        self.assertTrue(wait_for(is_there), f"{expected} in {self.alertmanager.alerts()}")
        self.assertEqual([each["name"] for each in found[0]["receivers"]], [receiver])
        page = found[0]["annotations"]["runbook_url"].replace("file:///usr/share/mailwatchd", str(SHIPPED))
        self.assertIn(name, Path(page).read_text())
        return found[0]

    def grave(self):
        """The texts that a person has to read."""
        return [alert for alert in self.alertmanager.alerts() if alert["labels"]["severity"] != "info"]

    def test_1_what_was_so_from_the_start_is_no_alarm(self):
        runs = "mailwatchd_check_last_run_timestamp_seconds"
        self.assertTrue(wait_for(lambda: self.prometheus.value(f"count({runs})") == CHECKS * len(TARGETS)))
        self.assertEqual(self.prometheus.value('mailwatchd_port_open{port="110",address="198.51.100.10"}'), 0)
        self.fires("MailPlaintextPortOpen", "info", "none", port="143", **WELL)  # The whole chain works.
        self.assertEqual(self.grave(), [])

    def test_2_each_change_reaches_its_receiver(self):
        lab("flip", "open-110")
        lab("flip", "list", "198.51.100.10", "zen.bl.example")
        lab("flip", "list", "198.51.100.10", "minor.bl.example")
        lab("flip", "open-relay", "mx.strict.example")
        self.recheck()
        opened = self.fires("MailPlaintextPortOpened", "warning", "ticket", port="110", **WELL)
        self.assertEqual(opened["annotations"]["summary"], "Port 110 of mx1.well.example [198.51.100.10] was opened")
        self.fires("MailPlaintextPortOpened", "warning", "ticket", port="110", **WELL_V6)
        self.fires("MailPlaintextPortOpen", "info", "none", port="110", **WELL)
        self.fires("MailDnsblListed", "critical", "page", dnsbl="zen.bl.example", **WELL)
        self.fires("MailDnsblListed", "warning", "ticket", dnsbl="minor.bl.example", **WELL)
        self.fires("MailOpenRelay", "critical", "page", **STRICT)

    def test_3_and_resolves_with_the_way_back(self):
        lab("flip", "close-110")
        lab("flip", "delist", "198.51.100.10", "zen.bl.example")
        lab("flip", "delist", "198.51.100.10", "minor.bl.example")
        lab("flip", "enforce-spf")
        self.recheck()
        self.assertTrue(wait_for(lambda: not self.grave()), self.grave())
        self.assertEqual(self.prometheus.query('ALERTS{alertstate="firing",severity!="info"}'), [])
        self.assertEqual(queued(), 0)

    def test_4_no_rule_failed(self):
        groups = self.prometheus.ask("rules")["groups"]
        self.assertEqual([(rule["name"], rule["lastError"]) for group in groups for rule in group["rules"]
                          if rule["health"] != "ok"], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
