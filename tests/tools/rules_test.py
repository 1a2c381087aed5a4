#!/usr/bin/python3
"""The Prometheus rules: promtool accepts them and their tests, they use only exported metrics, and each alert has
annotations, a runbook, a case where it fires and a case where it is silent."""

import re
import subprocess
import unittest
from pathlib import Path

import yaml

import exported

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "dashboards/prometheus"
RUNBOOKS = ROOT / "dashboards/runbooks"
RULES = sorted(PROMETHEUS.glob("*.yml"))
CASES = sorted((PROMETHEUS / "tests").glob("*_test.yml"))
EXAMPLES = PROMETHEUS / "examples"
RUNBOOK_URL = "file:///usr/share/mailwatchd/runbooks/{}.md"
HEADINGS = ["Meaning", "Impact", "Diagnosis", "Mitigation", "Resolution"]
WORDS = {"and", "or", "unless", "on", "ignoring", "by", "without", "group_left", "group_right", "offset", "bool"}
# The source files that define the values of a label. A rule with another value would never fire.
SPELLED = {
    "check": "daemon/checks/checks.def", "reason": "daemon/model/verdict.cc",
    "class": "daemon/model/listing.cc", "rcode": "daemon/net/resolver.cc",
}


def loaded(files):
    return [yaml.safe_load(file.read_text()) for file in files]


def all_rules(kind):
    return [rule for file in loaded(RULES) for group in file["groups"] for rule in group["rules"] if kind in rule]


def names_in(expression):
    """The metrics of a PromQL expression: names that are not a label, function, keyword or duration."""
    bare = re.sub(r'"[^"]*"|\{.*?\}|\[.*?\]', "", expression)
    bare = re.sub(r"\b(on|ignoring|by|without|group_left|group_right)\s*\(.*?\)", "", bare)
    return {name for name in re.findall(r"(?<![\w:.])[a-zA-Z_][\w:]*(?![\w:]*\s*\()", bare)} - WORDS


def matched(expression):
    """(label, value) of every matcher; each alternative of a pattern is a value."""
    pairs = re.findall(r'(\w+)\s*[=!][=~]?\s*"([^"]*)"', expression)
    return [(label, value) for label, values in pairs for value in values.split("|")]


def cases_of(kind):
    return [case for file in loaded(CASES) for group in file["tests"] for case in group.get(kind, [])]


def commands_in(page):
    return re.findall(r"\bmailwatchctl (\w+)", page)


class RulesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.alerts = all_rules("alert")
        cls.names = {alert["alert"] for alert in cls.alerts}
        cls.records = {rule["record"] for rule in all_rules("record")}

    def promtool(self, *arguments):
        done = subprocess.run(["promtool", *map(str, arguments)], text=True, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_promtool_takes_them(self):
        self.promtool("check", "rules", "--lint=all", "--lint-fatal", *RULES)

    def test_they_do_as_their_cases_say(self):
        self.promtool("test", "rules", *CASES)

    def test_the_example_is_a_configuration(self):
        self.promtool("check", "config", "--syntax-only", EXAMPLES / "prometheus.yml")

    def test_what_they_ask_for_is_exported(self):
        known = exported.series() | self.records
        for rule in self.alerts + all_rules("record"):
            self.assertEqual(names_in(rule["expr"]) - known, set(), rule["expr"])

    def test_what_they_match_is_spelled_so(self):
        asked = {pair for rule in self.alerts + all_rules("record") for pair in matched(rule["expr"])}
        unknown = [(label, value) for label, value in asked if label in SPELLED
                   and not re.search(rf"\b{value}\b", (ROOT / SPELLED[label]).read_text())]
        changes = exported.changes()
        unknown += [pair for pair in asked if pair[0] == "change" and pair[1] not in changes]
        self.assertEqual(unknown, [])

    def test_each_alert_has_its_words(self):
        for alert in self.alerts:
            name, said = alert["alert"], alert["annotations"]
            self.assertIn(alert["labels"]["severity"], ("critical", "warning", "info"), name)
            self.assertEqual(sorted(said), ["description", "runbook_url", "summary"], name)
            self.assertEqual(said["runbook_url"], RUNBOOK_URL.format(name))
            self.assertTrue(said["description"].endswith("."), name)

    def test_each_alert_fires_and_is_silent(self):
        fires, silent = set(), set()
        for case in cases_of("alert_rule_test"):
            name = case["alertname"]
            fires |= {(name, alert["exp_labels"]["severity"]) for alert in case["exp_alerts"]}
            silent |= set() if case["exp_alerts"] else {name}
        self.assertEqual(fires, {(alert["alert"], alert["labels"]["severity"]) for alert in self.alerts})
        self.assertEqual(silent, self.names)

    def test_each_recording_has_a_case(self):
        asked = set().union(*(names_in(case["expr"]) for case in cases_of("promql_expr_test")))
        self.assertEqual(asked & self.records, self.records)

    def test_each_alert_has_a_runbook_and_no_other_is_there(self):
        self.assertEqual({page.stem for page in RUNBOOKS.iterdir()}, self.names)

    def test_each_runbook_is_whole(self):
        program = (ROOT / "daemon/mailwatchctl.cc").read_text()
        for page in sorted(RUNBOOKS.iterdir()):
            text = page.read_text()
            self.assertTrue(text.startswith(f"# {page.stem}\n"), page.name)
            self.assertEqual(re.findall(r"^## (.*)$", text, re.M), HEADINGS, page.name)
            unknown = [verb for verb in commands_in(text) if f'"{verb}"' not in program]
            self.assertEqual(unknown, [], page.name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
