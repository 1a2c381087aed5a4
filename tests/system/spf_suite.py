"""Reads the public test suite of RFC 7208, which is not part of this project."""

import os
from dataclasses import dataclass
from pathlib import Path

import yaml

SOURCE = Path(os.environ.get("MAILWATCHD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
FILE = SOURCE.parent / "shared" / "data" / "rfc7208-tests.yml"
CASES = 203


@dataclass
class Case:
    name: str
    client: str
    sender: str
    helo: str
    results: list  # any of these is correct
    explanation: str | None  # None: not tested; "": none is given

    @property
    def domain(self):
        return self.sender.rpartition("@")[2] or self.helo


@dataclass
class Zone:
    """{(name, type): [value]}: values are texts, (preference, host) of MX, bytes of TXT."""

    records: dict
    silent: set  # names whose other types time out
    cases: list


def zones():
    with FILE.open("rb") as file:
        return [_zone(document) for document in yaml.safe_load_all(file)]


def _zone(document):
    records, silent = {}, set()
    for name, entries in document["zonedata"].items():
        _add_name(name.lower().rstrip("."), entries, records, silent)
    return Zone(records, silent, [_case(name, case) for name, case in document["tests"].items()])


def _add_name(name, entries, records, silent):
    spf = []
    has_text = False
    for entry in entries:
        if entry == "TIMEOUT":
            silent.add(name)
            continue
        for kind, value in entry.items():
            if kind == "SPF":
                spf.append(value)
            elif kind == "TXT":
                has_text = True
                if value != "NONE":
                    records.setdefault((name, "TXT"), []).append(_text(value))
            elif kind == "MX":
                records.setdefault((name, kind), []).append((value[0], value[1].lower().rstrip(".")))
            else:
                records.setdefault((name, kind), []).append(value.rstrip(".") if kind in ("CNAME", "PTR") else value)
    for value in spf:
        records.setdefault((name, "SPF"), []).append(_text(value))
    if not has_text and spf:  # Rule of the suite: SPF records are also TXT records, unless it has TXT.
        records[(name, "TXT")] = [_text(value) for value in spf]


def _text(value):
    """The character strings of one record; YAML escapes are bytes."""
    return [part.encode("latin-1") for part in (value if isinstance(value, list) else [value])]


def _case(name, case):
    results = case["result"]
    explanation = case.get("explanation")
    return Case(name, case["host"], case["mailfrom"], case["helo"],
                results if isinstance(results, list) else [results],
                "" if explanation == "DEFAULT" else explanation)
