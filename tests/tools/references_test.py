#!/usr/bin/python3
"""Every reference in the tree resolves in the tree: failure numbers, promises, ADRs, sections of pages, links. The tests
that docs/failures.md names exist, and the names of tests are of one style. Broken samples show that each check fails."""

import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Their samples are broken on purpose.
SAMPLES = ("tests/tools/references_test.py", "tests/tools/words_test.py")
# Bytes from outside and goldens, not prose of ours.
SKIPPED = ("tests/data/",)
NUMBER = r"[ADPTCSFMYE]\d{1,2}"
NUMBERS = rf"{NUMBER}(?:(?:, | and | to |-){NUMBER})*"
# Pages that were never part of the tree.
OUTSIDE = re.compile(r"\b(FAILURES|VERDICTS|POLICIES|FACTS|TELLING|REQUIREMENTS|HOUSE|PLATFORM)\b"
                     r"|\b(DESIGN|ENGINE|ENGLISH|FLEET|REPORTS|STYLE)\.md\b")
# A file of ours that is named in prose; NAME and others in capitals stand for any.
NAMED = re.compile(r"(?<![\w./-])((?:docs|daemon|tests|tools|cmake|dashboards|packaging)/[\w./-]+"
                   r"\.(?:md|h|cc|py|def|toml|json|txt|cmake|1|8))\b(?:, (?=[A-Z])([^\n]{1,60}))?")
TEST = re.compile(r"^ *TEST(?:_F|_P)?\(\w+,\s*(\w+)\)", re.M)
ROW = re.compile(r'"((?:[adptcsfmye]\d{1,2}_)+[a-z]\w*)"')
PYTHON_TEST = re.compile(r"^    def (test_\w+)", re.M)
LEADING = re.compile(r"(?:test_)?((?:[adptcsfmye]\d{1,2}_)+)")
STYLE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def read_tree():
    """{path: text} of all that is ours and text."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--deduplicate"], cwd=ROOT, check=True,
                            text=True, stdout=subprocess.PIPE).stdout.splitlines()
    texts = {}
    for path in listed:
        file = ROOT / path
        if path not in SAMPLES and file.is_file() and not path.startswith(SKIPPED):
            try:
                texts[path] = file.read_text()
            except UnicodeDecodeError:
                pass
    return texts


def joined(text):
    """Comments and paragraphs on one line each, because a reference may be broken over two."""
    return re.sub(r"\n[ \t]*(?:///?<?|#|\.\\\"|\*)?[ \t]*(?=\S)", " ", text)


def expanded(numbers):
    """'S3-S5, Y1' is S3, S4, S5, Y1."""
    found = []
    for part in re.split(r", | and ", numbers):
        ends = re.split(r" to |-", part)
        letter, first, last = ends[0][0], int(ends[0][1:]), int(ends[-1][1:])
        found += [f"{letter}{number}" for number in range(first, last + 1)]
    return found


def failure_rows(tree):
    """{number: (what, tests)} of docs/failures.md."""
    rows = re.findall(rf"^\| ({NUMBER}) \| (.*) \| (.*) \|$", tree["docs/failures.md"], re.M)
    return {number: (what, tests) for number, what, tests in rows}


def tests_of(tree):
    """{name of a test or of a table's row: file}"""
    found = {}
    for path, text in tree.items():
        if path.startswith("tests/") and path.endswith((".cc", ".h")):
            found |= dict.fromkeys(TEST.findall(text) + ROW.findall(text), path)
        elif path.startswith(("tests/", "tools/")) and path.endswith(".py"):
            found |= dict.fromkeys(PYTHON_TEST.findall(text), path)
    return found


def proofs(text):
    """[(claim, proof)] of the tables whose last column is "proved by"."""
    found = []
    for table in re.findall(r"^\|[^\n]*\| proved by \|\n\|[-|]+\|\n((?:\|[^\n]*\n)+)", text, re.M):
        for row in table.splitlines():
            found.append((row.split(" | ")[0].lstrip("| "), row.rsplit(" | ", 1)[1].rstrip("| ")))
    return found


def headings(text):
    return {re.sub(r"[`*]", "", found).strip() for found in re.findall(r"^#+ (.*)$", text, re.M)}


def slug(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def check_failures(tree):
    rows = failure_rows(tree)
    pattern = re.compile(rf"\b[Ff]ailures? ({NUMBERS})\b")
    bare = re.compile(rf"(?://|#).*\(({NUMBER}(?:, {NUMBER})*)\)")
    for path, text in tree.items():
        named = pattern.findall(joined(text))
        if path.endswith((".cc", ".h", ".py")):
            named += bare.findall(text)
        for numbers in named:
            yield from (f"{path}: failure {number} is not in docs/failures.md"
                        for number in expanded(numbers) if number not in rows)


def check_failure_rows(tree):
    tests = tests_of(tree)
    covered = {number.upper() for name in tests if (lead := LEADING.match(name))
               for number in lead[1].strip("_").split("_")}
    rows = failure_rows(tree)
    listed = re.findall(rf"^\| ({NUMBER}) \|", tree["docs/failures.md"], re.M)
    for number in sorted(set(listed) - set(rows)) + sorted({one for one in listed if listed.count(one) > 1}):
        yield f"docs/failures.md: {number} is not one whole row"
    for number, (_, said) in rows.items():
        names = re.findall(r"`([^`]+)`", said)
        if not names and said != "no test yet":
            yield f"docs/failures.md: {number} names no test and does not say so"
        if not names and number in covered:
            yield f"docs/failures.md: {number} has a test: its name begins with the number"
        yield from (f"docs/failures.md: {number}: no test {name}" for name in names if name not in tests)


def check_proofs(tree):
    tests = tests_of(tree)
    tests |= {f"fuzz.{Path(path).stem}": path for path in tree if re.fullmatch(r"tests/fuzz/\w+\.cc", path)}
    for claim, proof in proofs(tree["docs/security.md"]):
        named, _, open_part = proof.partition("not tested")
        names = re.findall(r"`([^`]+)`", named)
        if not names and not proof.startswith("not tested"):
            yield f"docs/security.md: {claim}: no test, and it does not say so"
        elif names and "not tested" in proof and not open_part.startswith(": "):
            yield f"docs/security.md: {claim}: what is not tested?"
        yield from (f"docs/security.md: {claim}: no test {name}" for name in names if name not in tests)


def check_test_names(tree):
    rows = failure_rows(tree)
    for name, path in tests_of(tree).items():
        if not STYLE.fullmatch(name):
            yield f"{path}: {name} is not snake_case"
        elif re.search(r"[a-z]_[adptcsfmye]\d{1,2}$", name) and name.rsplit("_", 1)[1].upper() in rows:
            yield f"{path}: {name}: the failure's number stands first"
        if lead := LEADING.match(name):
            yield from (f"{path}: {name}: {number.upper()} is not in docs/failures.md"
                        for number in lead[1].strip("_").split("_") if number.upper() not in rows)


def check_promises(tree):
    section = tree["docs/architecture.md"].partition("## Promises")[2].partition("\n## ")[0]
    kept = set(re.findall(r"^(\d+)\. ", section, re.M))
    for path, text in tree.items():
        for found in re.findall(r"\b[Pp]romises? (\d+(?:(?:, | and )\d+)*)\b", joined(text)):
            yield from (f"{path}: promise {number} is not in docs/architecture.md"
                        for number in re.findall(r"\d+", found) if number not in kept)


def check_adrs(tree):
    pages = {path[9:13]: path for path in tree if re.match(r"docs/adr/\d{4}-", path)}
    for path, text in tree.items():
        for number, rest in re.findall(r"\badr/(\d{4})([\w-]*(?:\.md)?)", text):
            if number not in pages or (rest and pages[number] != f"docs/adr/{number}{rest}"):
                yield f"{path}: no docs/adr/{number}{rest}"
    index = dict(re.findall(r"^\| \[(\d{4})\]\([^)]*\) \| (.*) \|$", tree["docs/adr/README.md"], re.M))
    for number, path in pages.items():
        title = re.match(r"# (?:\d+\. |\d{4} )(.*)", tree[path])
        if not title or index.get(number) != title[1]:
            yield f"docs/adr/README.md: {path} is not listed by its title"
    yield from (f"docs/adr/README.md: no page {number}" for number in index if number not in pages)


def check_sections(tree):
    """docs/verdicts.md, Ports: the file is there, and so is the heading, where one is named."""
    for path, text in tree.items():
        for page, rest in NAMED.findall(joined(text)):
            stands_for_any = re.search(r"\b(?!README\b)[A-Z]{2,}\b", page)
            if page not in tree and not stands_for_any and not (ROOT / page).exists():
                yield f"{path}: no {page}"
            elif rest and page.startswith("docs/") and page.endswith(".md") and not any(rest.startswith(heading) for heading in headings(tree[page])):
                yield f"{path}: {page} has no heading for: {rest}"


def check_links(tree):
    for path, text in tree.items():
        if not path.endswith(".md"):
            continue
        text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)
        for target, rest in re.findall(r"\]\(([^)\s]+)\)(?:, (?=[A-Z])([^\n]{1,60}))?", text):
            file, _, fragment = target.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            place = (ROOT / path).parent / file if file else ROOT / path
            page = place.resolve().relative_to(ROOT).as_posix()
            if page not in tree:  # A folder or a picture: there is nothing to read in it.
                if not place.exists() or fragment or rest:
                    yield f"{path}: no {target}"
            elif fragment and fragment not in {slug(heading) for heading in headings(tree[page])}:
                yield f"{path}: no heading for {target}"
            elif rest and not any(rest.startswith(heading) for heading in headings(tree[page])):
                yield f"{path}: {page} has no heading for: {rest}"


def check_outside(tree):
    for path, text in tree.items():
        yield from (f"{path}: {found[0]} is a page outside the tree" for found in OUTSIDE.finditer(text))


CHECKS = (check_failures, check_failure_rows, check_proofs, check_test_names, check_promises, check_adrs,
          check_sections, check_links, check_outside)


class ReferencesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = read_tree()

    def test_all_resolve(self):
        for check in CHECKS:
            with self.subTest(check.__name__):
                self.assertEqual(list(check(self.tree)), [])

    def test_something_is_found(self):
        self.assertGreater(len(failure_rows(self.tree)), 80)
        self.assertGreater(len(tests_of(self.tree)), 1000)
        self.assertGreater(len(proofs(self.tree["docs/security.md"])), 80)


class SeenToFail(unittest.TestCase):
    TREE = {"docs/failures.md": "| D1 | a | b | `d1_a_test` |\n| D2 | a | b | no test yet |\n",
            "docs/architecture.md": "## Promises\n\n1. **One.**\n\n## More\n",
            "docs/security.md": "| claim | limit | proved by |\n|---|---|---|\n| A | 1 | `d1_a_test` |\n",
            "docs/verdicts.md": "# Verdicts\n\n## Ports\n",
            "docs/adr/README.md": "| [0001](0001-one.md) | One |\n",
            "docs/adr/0001-one.md": "# 1. One\n",
            "tests/unit/a_test.cc": "TEST(A, d1_a_test) {\n// failure D1, promise 1, docs/verdicts.md,\n// Ports\n"}

    def says(self, path, text, check, expected):
        said = list(check(self.TREE | {path: text}))
        self.assertTrue(any(expected in one for one in said), f"{text!r}: {said}")

    def test_whole_it_is_silent(self):
        for check in CHECKS:
            self.assertEqual(list(check(self.TREE)), [], check.__name__)

    def test_an_unknown_number(self):
        for text in ("/// (failure D9).", "// failures D1-D3", "/// A limit (D9).", "// see failures D1,\n// D9"):
            self.says("daemon/a.h", text, check_failures, "is not in docs/failures.md")

    def test_a_test_that_is_not_there(self):
        self.says("docs/failures.md", "| D1 | a | b | `d1_gone` |", check_failure_rows, "no test d1_gone")
        self.says("docs/failures.md", "| D1 | a | b | no test yet |", check_failure_rows, "D1 has a test")
        self.says("docs/failures.md", "| D1 | a | b | |", check_failure_rows, "D1")

    def test_a_claim_without_its_proof(self):
        table = "| claim | proved by |\n|---|---|\n| A claim | {} |\n"
        for proof, expected in (("`d1_gone`", "no test d1_gone"), ("`fuzz.gone`", "no test fuzz.gone"),
                                ("", "does not say so"), ("obvious", "does not say so"),
                                ("`d1_a_test`; not tested", "what is not tested?")):
            self.says("docs/security.md", table.format(proof), check_proofs, expected)
        for proof in ("`d1_a_test`", "`d1_a_test`; not tested: `NAME`", "not tested"):
            self.assertEqual(list(check_proofs(self.TREE | {"docs/security.md": table.format(proof)})), [], proof)

    def test_a_number_that_no_row_has(self):
        for text in ("TEST(A, d9_a) {", '{"d9_a", 1}'):
            self.says("tests/b_test.cc", text, check_test_names, "D9 is not in docs/failures.md")
        self.says("tests/b_test.py", "    def test_s5_a(self):", check_test_names, "S5 is not in docs/failures.md")

    def test_another_style(self):
        self.says("tests/b_test.cc", "TEST(A, isCamel) {", check_test_names, "is not snake_case")
        self.says("tests/b_test.cc", "TEST(A, a_thing_d1) {", check_test_names, "stands first")

    def test_a_promise_that_nobody_made(self):
        self.says("daemon/a.h", "// promises 1 and 9", check_promises, "promise 9")

    def test_a_decision_that_is_not_there(self):
        self.says("daemon/a.h", "// docs/adr/0009", check_adrs, "no docs/adr/0009")
        self.says("docs/b.md", "adr/0001-two.md", check_adrs, "no docs/adr/0001-two.md")
        self.says("docs/adr/0002-two.md", "# 2. Two", check_adrs, "is not listed")

    def test_a_heading_that_is_not_there(self):
        self.says("daemon/a.h", "// docs/verdicts.md, Doors", check_sections, "has no heading")
        self.says("daemon/a.h", "// docs/gone.md", check_sections, "no docs/gone.md")

    def test_a_link_that_leads_nowhere(self):
        self.says("docs/b.md", "[x](gone.md)", check_links, "no gone.md")
        self.says("docs/b.md", "[x](verdicts.md#doors)", check_links, "no heading for")
        self.says("docs/b.md", "[x](verdicts.md), Doors", check_links, "has no heading")

    def test_a_page_outside(self):
        self.says("daemon/a.h", "// HOUSE, Words", check_outside, "outside the tree")
        self.says("daemon/a.h", "// ENGINE.md 2", check_outside, "outside the tree")


if __name__ == "__main__":
    unittest.main()
