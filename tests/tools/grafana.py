"""The Grafana dashboards and their Prometheus queries."""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "dashboards/grafana"


def dashboards():
    """File stem -> the dashboard."""
    return {file.stem: json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))}


def variables(board, kind=None):
    return [each for each in board["templating"]["list"] if kind in (None, each["type"])]


def listed(variable):
    """(selector, label) of the label_values(selector, label) that fills a variable."""
    return re.fullmatch(r"label_values\((.*), *(\w+)\)", variable["query"]["query"]).groups()


def panel_queries(board):
    """(panel, target) of each query of each panel."""
    return [(panel, target) for panel in board["panels"] for target in panel["targets"]]


def expressions(board):
    """(where, expression) of panels, annotations and variables."""
    found = [(f"{panel['title']} {target['refId']}", target["expr"]) for panel, target in panel_queries(board)]
    found += [(note["name"], note["expr"]) for note in board["annotations"]["list"]]
    return found + [(f"variable {each['name']}", listed(each)[0]) for each in variables(board, "query")]


def filled(expression, target="careless.example", window="5m"):
    """The expression with values for all variables that Grafana would replace."""
    for name, value in (("__rate_interval", window), ("job", ".+"), ("instance", ".+"), ("target", target)):
        expression = re.sub(rf"\${name}\b|\${{{name}}}", value, expression)
    return expression
