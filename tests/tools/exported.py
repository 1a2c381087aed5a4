"""What the daemon exports, read from its source tables: metric families, and gauges in the rows of readings."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def families():
    """Name -> type."""
    text = (ROOT / "daemon/publish/metrics/families.h").read_text()
    found = dict(re.findall(r'\{\s*"(\w+)",\s*(counter|gauge|histogram)\b', text))
    for rows in (ROOT / "daemon").glob("**/*.h"):
        found |= dict.fromkeys(re.findall(r'\.name = "(mailwatchd_\w+)"', rows.read_text()), "gauge")
    return found


def series():
    """Every name that a series can have; Prometheus itself adds `up`."""
    parts = {"histogram": ("_bucket", "_sum", "_count")}
    return {"up"} | {name + part for name, kind in families().items() for part in parts.get(kind, ("",))}


def changes():
    """The names of all kinds of changes."""
    rows = [*(ROOT / "daemon/observe").glob("*/changes.h"), ROOT / "daemon/watch/own_changes.h"]
    return {name for file in rows for name in re.findall(r'\.name = "(\w+)"', file.read_text())}
