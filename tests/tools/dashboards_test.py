#!/usr/bin/python3
"""The Grafana dashboards: promtool accepts every query, queries use only exported metrics, and the dashboards follow
the rules of Grafana's dashboard-linter (github.com/grafana/dashboard-linter), which are named beside the tests.
tests/lab/dashboards_test.py checks that each query returns data."""

import itertools
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import exported
import grafana

ROOT = Path(__file__).resolve().parents[2]
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
# The Grafana units that we use. Grafana displays a misspelt one as text after the number.
UNITS = {"none", "short", "percentunit", "s", "dtdurations", "bytes", "reqps", "dateTimeFromNow"}
WITHOUT_UNIT = {"state-timeline"}  # Their values are all mapped to words.
COLUMNS = 24


def metrics(expression):
    """(name, opening brace of its selector) of every metric in an expression."""
    bare = re.sub(r'=~?"[^"]*"', "", expression)
    return re.findall(r"\b((?:mailwatchd|process)_\w+|up\b)(\{)?", bare)


def columns(panel):
    """The column names of a table after its transformations."""
    order = next(each["options"] for each in panel["transformations"] if each["id"] == "organize")
    return {order["renameByName"].get(name, name) for name in order["indexByName"]}


def overlap(one, other):
    return (one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
            and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"])


class DashboardsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.boards = grafana.dashboards()
        cls.panels = [(f"{name}: {panel['title']}", panel) for name, board in cls.boards.items()
                      for panel in board["panels"]]
        cls.expressions = [(f"{name}: {where}", expression) for name, board in cls.boards.items()
                           for where, expression in grafana.expressions(board)]

    def test_each_is_told_apart_and_not_edited_in_place(self):  # uneditable-dashboard
        uids = [board["uid"] for board in self.boards.values()]
        self.assertEqual(uids, [f"mailwatchd-{name}" for name in self.boards])
        for board in self.boards.values():
            self.assertTrue(board["title"] and board["description"])
            self.assertFalse(board["editable"])
            self.assertIn("mailwatchd", board["tags"])

    def test_the_data_source_is_chosen(self):  # template-datasource, panel-datasource
        for name, board in self.boards.items():
            chosen = grafana.variables(board, "datasource")
            self.assertEqual([(each["name"], each["label"], each["query"]) for each in chosen],
                             [("datasource", "Data source", "prometheus")], name)
            for thing in (*board["panels"], *board["annotations"]["list"], *grafana.variables(board, "query"),
                          *(target for _, target in grafana.panel_queries(board))):
                self.assertEqual(thing["datasource"], DATASOURCE, name)

    def test_job_and_instance_are_chosen(self):  # template-job, -instance, -label-promql, -on-time-change-reload
        for board in self.boards.values():
            asked = {each["name"]: each for each in grafana.variables(board, "query")}
            for name in ("job", "instance"):
                self.assertEqual(asked[name]["label"], name.title())
                self.assertTrue(asked[name]["multi"] and asked[name]["includeAll"])
                self.assertEqual(asked[name]["allValue"], ".+")
            for name, variable in asked.items():
                self.assertEqual(grafana.listed(variable)[1], name)
                self.assertEqual(variable["refresh"], 2, "when the time changes")

    def test_every_variable_is_there(self):
        for name, board in self.boards.items():
            known = {each["name"] for each in grafana.variables(board)}
            used = set(re.findall(r"\$\{?([A-Za-z]\w*)", json.dumps(board)))
            self.assertEqual(used, known, name)

    def test_each_panel_says_what_it_shows(self):  # panel-title-description, panel-units, panel-no-targets
        for where, panel in self.panels:
            self.assertTrue(panel["title"] and panel["targets"], where)
            self.assertTrue(panel["description"].endswith("."), where)
            if panel["type"] not in WITHOUT_UNIT:
                self.assertIn(panel["fieldConfig"]["defaults"]["unit"], UNITS, where)
            for one in panel["fieldConfig"]["overrides"]:
                units = {each["value"] for each in one["properties"] if each["id"] == "unit"}
                self.assertLessEqual(units, UNITS, where)

    def test_the_panels_stand_side_by_side(self):
        for name, board in self.boards.items():
            ids = [panel["id"] for panel in board["panels"]]
            self.assertEqual(len(ids), len(set(ids)), name)
            for one, other in itertools.combinations(board["panels"], 2):
                self.assertFalse(overlap(one["gridPos"], other["gridPos"]), f"{one['title']}, {other['title']}")
            places = [panel["gridPos"] for panel in board["panels"]]
            self.assertTrue(all(0 <= place["x"] <= COLUMNS - place["w"] for place in places), name)

    def test_tables_arrange_columns_that_they_have(self):
        for where, panel in self.panels:
            if panel["type"] != "table":
                continue
            named = {one["matcher"]["options"] for one in panel["fieldConfig"]["overrides"]}
            sorted_by = {one["displayName"] for one in panel["options"]["sortBy"]}
            self.assertLessEqual(named | sorted_by, columns(panel), where)
            self.assertTrue(all(each["format"] == "table" and each["instant"] for each in panel["targets"]), where)

    def test_promtool_takes_every_query(self):  # target-promql, template-label-promql
        rules = [{"record": f"query:{n}", "expr": grafana.filled(expression)}
                 for n, (_, expression) in enumerate(self.expressions)]
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            json.dump({"groups": [{"name": "dashboards", "rules": rules}]}, file)
            file.flush()
            done = subprocess.run(["promtool", "check", "rules", "--lint=none", file.name], text=True,
                                  capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"{len(rules)} rules found", done.stdout)

    def test_they_ask_for_what_is_exported(self):
        known = exported.series()
        for where, expression in self.expressions:
            self.assertLessEqual({name for name, _ in metrics(expression)}, known, where)

    def test_each_selector_heeds_job_and_instance(self):  # target-job, target-instance
        for where, expression in self.expressions:
            variable = where.partition(": variable ")[2]
            wanted = {"job": (), "instance": ("job",)}.get(variable, ("job", "instance"))
            selectors = re.findall(r"\{.*?\}", expression)
            for label, selector in itertools.product(wanted, selectors):
                self.assertIn(f'{label}=~"${label}"', selector, where)
            if wanted:
                self.assertTrue(all(brace for _, brace in metrics(expression)), where)

    def test_counters_are_counted_over_the_step(self):  # target-rate-interval, -counter-agg, -histogram
        kinds = exported.families()
        for where, expression in self.expressions:
            self.assertLessEqual(set(re.findall(r"\[(.*?)\]", expression)), {"$__rate_interval"}, where)
            counters = [name for name, _ in metrics(expression)
                        if kinds.get(name.removesuffix("_bucket"), "gauge") != "gauge"]
            counted = re.findall(r"\b(?:rate|increase)\((\w+)\{[^}]*\}\[", expression)
            self.assertEqual(counted, counters, where)

    def test_the_provider_names_the_folder_that_is_installed(self):
        provider = yaml.safe_load((grafana.FOLDER / "provisioning.yaml").read_text())["providers"][0]
        self.assertEqual((provider["type"], provider["options"]["path"]), ("file", "/usr/share/mailwatchd/grafana"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
