#!/usr/bin/python3
"""Every query of the dashboards finds something: a daemon that watches a careless domain and sees two changes, and a
real Prometheus that scrapes it. The tables have their columns, the legends their labels, the links a page."""

import math
import re
import sys
import tempfile
import unittest

import clients
from audits import HERE
from clients import lab
from prometheus import Prometheus
from watching import CHECKS, Daemon, wait_for

sys.path.append(str(HERE.parent / "tools"))
import grafana  # noqa: E402

SHOWN = "careless.example"  # By the dashboard of one target: it has something of everything.
TARGETS = [SHOWN, "well.example"]
PAGE = "http://127.0.0.1:10325"
SCRAPED = {"global": {"scrape_interval": "1s"},
           "scrape_configs": [{"job_name": "mailwatchd", "static_configs": [{"targets": ["127.0.0.1:10325"]}]}]}
VERDICT = {"target": SHOWN, "check": "reverse_dns"}
# At both of its addresses; which one is the newer depends on which was confirmed last.
PORT = {"host": "mail.careless.example", "port": "143"}


class DashboardsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        directory = tempfile.TemporaryDirectory(prefix="mailwatchd-dashboards-")
        cls.addClassCleanup(directory.cleanup)
        cls.daemon = Daemon(directory.name, TARGETS)
        cls.daemon.ask_no_silent_list()
        cls.daemon.start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.prometheus = Prometheus(directory.name, SCRAPED)
        cls.prometheus.start()
        cls.addClassCleanup(cls.prometheus.stop)
        cls.bring_about_changes()
        cls.boards = grafana.dashboards()

    @classmethod
    def bring_about_changes(cls):
        """A port and a verdict, after a baseline that Prometheus has seen."""
        runs = f"count(mailwatchd_check_last_run_timestamp_seconds) == {CHECKS * len(TARGETS)}"
        if not wait_for(lambda: cls.prometheus.query(runs)):
            raise AssertionError(cls.daemon.metrics())
        lab("flip", "change-ptr", PORT["host"], PORT["host"])
        lab("flip", "close-port", PORT["host"], PORT["port"])
        cls.daemon.ask("recheck", SHOWN)
        changes = ('mailwatchd_check_changed_timestamp_seconds{check="reverse_dns"}',
                   'mailwatchd_port_changed_timestamp_seconds{port="143"}')
        if not wait_for(lambda: all(map(cls.prometheus.query, changes))):
            raise AssertionError([each[:3] for each in cls.daemon.delivered()])

    def found(self, expression):
        """The series of a query, each with its labels, without those that are not a number."""
        series = self.prometheus.query(grafana.filled(expression, target=SHOWN, window="2m"))
        return [each["metric"] for each in series if not math.isnan(float(each["value"][1]))]

    def test_every_query_finds_something(self):
        empty = [f"{name}: {where}" for name, board in self.boards.items()
                 for where, expression in grafana.expressions(board) if not self.found(expression)]
        self.assertEqual(empty, [])

    def test_every_label_of_a_legend_is_there(self):
        for name, board in self.boards.items():
            for panel, target in grafana.panel_queries(board):
                wanted = set(re.findall(r"{{(\w+)}}", target.get("legendFormat", "")))
                for labels in self.found(target["expr"]) if wanted else ():
                    self.assertLessEqual(wanted, labels.keys(), f"{name}: {panel['title']}")

    def test_every_column_of_a_table_is_there(self):
        for name, board in self.boards.items():
            for panel in (each for each in board["panels"] if each["type"] == "table"):
                series = [labels for target in panel["targets"] for labels in self.found(target["expr"])]
                matrix = [each["options"]["columnField"] for each in panel["transformations"]
                          if each["id"] == "groupingToMatrix"]
                there = {labels[column] for labels in series for column in matrix} or set().union(*series)
                wanted = next(each["options"]["indexByName"] for each in panel["transformations"]
                              if each["id"] == "organize")
                made = {column for column in wanted if re.match(r"Value|target\\", column)}
                self.assertLessEqual(wanted.keys() - made, there, f"{name}: {panel['title']}")

    def test_the_links_lead_to_a_page(self):
        text = (grafana.FOLDER / "target.json").read_text()
        links = set(re.findall(r'"url": "(\${daemon_url:raw}.*?)"', text))
        self.assertEqual(len(links), 2)
        for link in links:
            url = link.replace("${daemon_url:raw}", PAGE).replace("${target:percentencode}", SHOWN)
            self.assertEqual(clients.client("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url), "200", url)

    def test_the_newest_change_is_first(self):
        """What the operator looks for on the overview."""
        newest = [panel["targets"] for panel in self.boards["overview"]["panels"] if "Latest" in panel["title"]]
        verdicts, ports = ([self.found(target["expr"]) for target in targets] for targets in newest)
        self.assertIn(VERDICT, verdicts[0])
        self.assertIn(PORT, [{label: port[label] for label in PORT} for port in ports[0]])
        for times, states in (verdicts, ports):
            self.assertEqual(len(times), len(states), "each has its present state")


if __name__ == "__main__":
    unittest.main(verbosity=2)
