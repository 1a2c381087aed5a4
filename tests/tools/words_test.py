#!/usr/bin/python3
"""One word for one thing (docs/glossary.md): words that were given up do not come back. Code is searched by the parts of
its identifiers, everything by whole words. Broken samples show that each check fails."""

import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("daemon/", "docs/", "etc/", "dashboards/", "packaging/", "README.md")
# What an upgrade reads or names in the words of an older version.
OLDER = {"daemon/store/schema.h", "packaging/deb/changelog"}

# Parts of identifiers (`in_doubt` and `Doubts` have the part "doubt"), and what they are called today.
PARTS = {
    "doubt": "PendingChange", "belief": "StandingTable", "believe": "ingest, confirm", "believed": "confirmed",
    "sight": "Sample", "told": "delivered, reported", "teller": "EventSink", "ledger": "StateWriter",
    "recorder": "StateWriter", "desk": "DbExecutor", "errand": "ProbeRequest", "bell": "AsyncEvent", "alarm": "Timer",
    "limiter": "Semaphore", "heard": "LookupResult", "vantage": "prober", "unwelcome": "rejected",
    "commanded": "CommandContext", "sheet": "View", "spot": "HostAddress", "seal": "checksum",
    "sealed": "checksummed", "acceptance": "Acknowledgement", "auditor": "SessionMachine",
}
# Whole identifiers whose parts are ordinary words.
IDENTIFIERS = {
    "give_up": "drop_pending", "tell": "deliver", "Worker": "DbExecutor", "Works": "TaskGroup", "away": "run_on",
    "Look": "Recheck", "look_again": "recheck", "Turn": "Lease", "Book": "PaceTable", "hear": "lookup",
    "Said": "LookupResult", "ill": "unhealthy", "Visit": "ActiveProbe", "keep_off": "backoff",
    "KeptOff": "ProviderBackoff", "wants": "needs_of, includes", "Wanted": "Needs, Freshness", "Ask": "Needs",
    "Demand": "Freshness", "demand": "Freshness",
    "Shown": "PageContext", "Engine": "(removed)", "Note": "ControlLine", "Hand": "CancelOnDestroy",
    "WholeFile": "OutputFile", "ring": "set",
}
# Of all texts, comments and strings included.
TEXT = {
    r"in doubt": "pending", r"[Ee]rrands?": "probe request", r"kept_off": "backoff", r"fold_journals": "checkpoint",
    r"\[\[zone\]\]": "[[dnsbl]]", r"zones\.toml": "dnsbl.toml", r"mailwatchctl zones": "mailwatchctl dnsbl",
    r"mailwatchctl accept": "mailwatchctl acknowledge", r"zone_retired": "dnsbl_retired",
    r"zone_returned": "dnsbl_restored", r"MAILWATCHD_ZONE": "MAILWATCHD_DNSBL",
    r"[Vv]antage(?:_\w+)?": "prober", r"our_identity": "prober_identity", r"unwelcome": "rejected",
    r"MailwatchdVantageIll": "MailwatchdProberUnhealthy", r"(?:is|are) ill": "unhealthy",
    r"DNSBL_ZONE_UNPROVEN": "DNSBL_UNPROVEN",
}
# (what, where): an old name that is named on purpose, or another thing with the same name.
ALLOWED = {
    ("[[zone]]", "daemon/engine/plan.cc"), ("zones.toml", "daemon/engine/plan.cc"),
    ("vantage", "docs/glossary.md"), ("DNSBL_ZONE_UNPROVEN", "daemon/store/load_targets.cc"),
}
# These have one meaning: one type or one function of the name.
ONE = (r"(?:class|struct) Plan\b(?!;)", r"(?:class|struct) Audit\b(?!;)",        r"^\w[\w:<>]* fold\(")


def read_tree():
    """{path: text} of all texts in which a reader may meet a word of ours."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--deduplicate", "--", *PLACES], cwd=ROOT,
                            check=True, text=True, stdout=subprocess.PIPE).stdout.splitlines()
    texts = {}
    for path in listed:
        file = ROOT / path
        if path not in OLDER and file.is_file() and file.suffix != ".png":
            texts[path] = file.read_text()
    return texts


def code_of(text):
    """C++ without comments and strings, on the same lines."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|^#include[^\n]*'
    return re.sub(pattern, lambda found: "\n" * found.group().count("\n"), text, flags=re.S | re.M)


def parts_of(identifier):
    """`PendingChange_of` is pending, change, of; a plural counts as its singular too."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", identifier)]
    return set(words) | {word[:-1] for word in words if word.endswith("s")}


def left_words(tree):
    """PATH:LINE: OLD, now NEW"""
    found = []
    for path, text in tree.items():
        def report(at, old, new, path=path, text=text):
            if (old, path) not in ALLOWED:
                found.append(f"{path}:{text.count(chr(10), 0, at) + 1}: '{old}', now {new}")
        for pattern, new in TEXT.items():
            for hit in re.finditer(rf"(?<![\w-]){pattern}(?!\w)", text):
                report(hit.start(), hit.group(), new)
        if path.endswith((".cc", ".h", ".def")):
            for number, line in enumerate(code_of(text).split("\n"), 1):
                for identifier in re.findall(r"[A-Za-z_]\w*", line):
                    new = IDENTIFIERS.get(identifier) or next(
                        (PARTS[part] for part in parts_of(identifier) if part in PARTS), None)
                    if new and (identifier, path) not in ALLOWED:
                        found.append(f"{path}:{number}: '{identifier}', now {new}")
    return found


def definitions(tree, pattern):
    code = {path: code_of(text) for path, text in tree.items() if path.startswith("daemon/") and path.endswith(".h")}
    return [path for path, text in code.items() for _ in re.findall(pattern, text, re.M)]


class Words(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.tree = read_tree()

    def test_no_word_comes_back(self):
        self.assertGreater(len(self.tree), 600)
        self.assertEqual(left_words(self.tree), [])

    def test_what_has_one_meaning_is_defined_once(self):
        for pattern in ONE:
            self.assertEqual(len(definitions(self.tree, pattern)), 1, (pattern, definitions(self.tree, pattern)))

    def test_every_exception_is_still_needed(self):
        for old, path in ALLOWED:
            self.assertIn(old, self.tree[path])


class BrokenSamples(unittest.TestCase):
    def check(self, path, text, *expected):
        self.assertEqual(left_words({path: text}), list(expected))

    def test_an_identifier_is_found_by_its_parts(self):
        for identifier in ("doubts_", "in_doubt", "Doubt", "StoredDoubts"):
            self.check("daemon/a.cc", f"int a;\nint {identifier};", f"daemon/a.cc:2: '{identifier}', now PendingChange")
        self.check("daemon/a.h", "void give_up();", "daemon/a.h:1: 'give_up', now drop_pending")
        self.check("daemon/a.h", "int redoubted, lookup, spotless;")

    def test_code_is_told_from_comments_and_strings(self):
        self.check("daemon/a.cc", '// Who can tell?\nauto a = "tell";\n/* tell */ auto b = R"(tell)";')

    def test_old_outside_names_are_found_everywhere(self):
        self.check("docs/a.md", "See\n`mailwatchctl zones`.", "docs/a.md:2: 'mailwatchctl zones', now mailwatchctl dnsbl")
        self.check("etc/a.toml", "[[zone]]", "etc/a.toml:1: '[[zone]]', now [[dnsbl]]")
        self.check("README.md", "the prober is ill", "README.md:1: 'is ill', now unhealthy")
        self.check("README.md", "the DNS zone is skilled")

    def test_a_second_meaning_is_found(self):
        tree = {"daemon/a.h": "struct Plan {", "daemon/b.h": "struct Plan;\nclass Plan {\n// struct Plan {"}
        self.assertEqual(definitions(tree, ONE[0]), ["daemon/a.h", "daemon/b.h"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
