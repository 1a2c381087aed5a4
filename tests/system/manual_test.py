#!/usr/bin/python3
"""The manual pages: valid for every viewer, and complete."""

import re
import shutil
import subprocess
import tomllib
import unittest

from harness import BIN, DAEMON, SOURCE, TOOL, SystemTest, run
from tool_help import options_of, subcommands

FOLDER = BIN / "docs/manual"
MADE = ("mailwatchd.toml.5", "mailwatchd-metrics.7", "mailwatchd-checks.7")
PAGES = ("mailwatchctl.1", "mailwatchd.8", *MADE)
COLUMNS = 80
EVERY_COMMAND = {"--help", "--version"}  # Described once.
UTF8 = {"LC_ALL": "C.UTF-8", "MANWIDTH": str(COLUMNS), "MANROFFSEQ": ""}


def source(page):
    return (FOLDER / page).read_text(encoding="ascii").replace(r"\-", "-")


def shown(page):
    """The page as man shows it in a terminal, without bold."""
    text = subprocess.run(["man", "-E", "UTF-8", "-l", str(page)], capture_output=True, text=True, check=True,
                          env={**UTF8, "PATH": "/usr/bin:/bin", "MAN_KEEP_FORMATTING": ""}).stdout
    return re.sub(r".\x08", "", text)


def one_line(text):
    return re.sub(r"\s+", " ", text)


def make_pages(folder, output):
    output.mkdir()
    version = re.search(r"^\.Os mailwatchd (.*)$", source(MADE[0]), re.M)[1]
    date = re.search(r"^\.Dd (.*)$", source(MADE[0]), re.M)[1]
    return run(str(FOLDER / "make_pages"), version, date, str(folder), str(output))


def uncommented(text):
    return re.sub(r"(?m)^#(?=[a-z\[])", "", text)


def keys(table):
    for key, value in table.items():
        yield key
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from keys(inner)


@unittest.skipUnless(shutil.which("mandoc") and shutil.which("man"), "no mandoc or man: ./dev setup")
class Form(SystemTest):
    def test_mandoc_and_man_find_nothing(self):
        for page in PAGES:
            self.assertEqual(run("mandoc", "-T", "lint", "-W", "warning", str(FOLDER / page)).stdout, "", page)
            done = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(FOLDER / page), environment=UTF8)
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)

    def test_lines_fit_a_terminal(self):
        for page in PAGES:
            by_mandoc = run("mandoc", "-T", "utf8", "-O", f"width={COLUMNS}", str(FOLDER / page)).stdout
            for text in (shown(FOLDER / page), re.sub(r".\x08", "", by_mandoc)):
                self.assertEqual([line for line in text.splitlines() if len(line) > COLUMNS], [], page)

    def test_pages_of_a_build_on_another_day_are_the_same(self):
        again = self.folder / "again"
        self.assertEqual(make_pages(SOURCE, again).stderr, "")
        for page in (*MADE, "mailwatchd.catalog"):
            self.assertEqual((again / page).read_bytes(), (FOLDER / page).read_bytes(), page)

    def test_words_are_shown_as_they_were_written(self):
        paragraphs = (".Sh 'quoted' \\fB back\\slash \\(em An Ar No: --option -1", "'tis \"x\" [y] é § … .. .nf. `a_b`.")
        self.hand_in("# --- A title ---\n" + "".join(f"# {words}\n\n" for words in paragraphs) + "#key = '\\\".-'\n")
        text = shown(self.folder / "again" / MADE[0])
        for words in (*paragraphs, "key = '\\\".-'"):
            self.assertIn(words.replace("`", ""), one_line(text))

    def test_a_file_that_cannot_be_read_makes_no_page(self):
        error = make_pages(self.folder, self.folder / "again").stderr
        self.assertEqual(error, f"make_pages: cannot read {self.folder}/etc/mailwatchd.toml\n")

    def hand_in(self, shipped_file):
        """Makes pages from a source folder with this configuration file."""
        (self.folder / "etc").mkdir()
        self.file(shipped_file, "etc/mailwatchd.toml")
        self.assertEqual(make_pages(self.folder, self.folder / "again").stderr, "")


class Daemon(SystemTest):
    def test_every_option_and_no_other(self):
        page = source("mailwatchd.8")
        synopsis, rest = page.split(".Sh DESCRIPTION\n")
        for part in (synopsis, "\n".join(re.findall(r"^\.It Fl .*", rest, re.M))):
            self.assertEqual({f"-{option}" for option in re.findall(r"Fl (-[a-z-]+)", part)}, options_of(DAEMON))

    def test_every_journal_field_and_no_other(self):
        code = (SOURCE / "daemon/publish/journal/entry.cc").read_text()
        daemon = SOURCE / "daemon"
        rows = "".join(file.read_text() for file in (*daemon.glob("observe/*/*.h"), daemon / "watch/own_readings.h"))
        items = re.findall(r"^\.It Li (MAILWATCHD_.*)", source("mailwatchd.8"), re.M)
        self.assertEqual({field for item in items for field in item.split(" , ")},
                         set(re.findall(r'"(MAILWATCHD_\w+)"', code + rows)))

    def test_every_key_that_waits_for_a_start_and_no_other(self):
        code = (SOURCE / "daemon/app/restart_keys.cc").read_text()
        named = source("mailwatchd.8").partition("take effect at the next start")[2].partition(".It ")[0]
        self.assertEqual(set(re.findall(r"\w+\.\w+", named)),
                         set(re.findall(r'(?:MAILWATCHD_KEY\(|\{")(\w+\.\w+)', code)))


class Tool(SystemTest):
    def setUp(self):
        super().setUp()
        page = source("mailwatchctl.1")
        self.synopsis, self.rest = page[page.index(".Sh SYNOPSIS"):].split(".Sh DESCRIPTION\n")

    def test_every_subcommand_with_its_options_and_no_other(self):
        found = {}
        for form in self.synopsis.split(".Nm\n")[1:]:
            options = {f"-{option}" for option in re.findall(r"Fl (-[a-z-]+)", form)}
            for command in re.findall(r"[a-z-]+", "".join(re.findall(r"^\.Cm (.*)", form, re.M))):
                found[command] = options
        self.assertEqual(found, {command: options_of(TOOL, command) - EVERY_COMMAND for command in subcommands()})

    def test_each_is_described(self):
        items = "\n".join(re.findall(r"^\.It .*", self.rest, re.M))
        self.assertEqual(set(re.findall(r"Cm ([a-z-]+)", items)), set(subcommands()))
        all_options = set.union(*(options_of(TOOL, *command) for command in [[], *([name] for name in subcommands())]))
        self.assertEqual({f"-{option}" for option in re.findall(r"Fl (-[a-z-]+)", items + self.rest)}, all_options)


@unittest.skipUnless(shutil.which("man"), "no man: ./dev setup")
class Configuration(SystemTest):
    def setUp(self):
        super().setUp()
        self.text = shown(FOLDER / MADE[0])

    def test_every_key_with_its_default(self):
        shipped = uncommented((SOURCE / "etc/mailwatchd.toml").read_text())
        self.assertEqual([key for key in keys(tomllib.loads(shipped)) if not re.search(rf"\b{key}\b", self.text)], [])
        page = one_line(self.text).replace("}, {", "},{")
        for line in re.findall(r"^(?:\[|[a-z]\w* = ).*", shipped, re.M):
            self.assertIn(one_line(line).replace("}, {", "},{"), page)

    def test_the_examples_are_good(self):
        examples = self.text.partition("\nEXAMPLES\n")[2].partition("two domains and a private network:")[2]
        example = examples.partition("     Check the configuration")[0]
        self.assertIn("helo_name", example)
        done = run(DAEMON, "--check-config", "--config", str(self.file(example)))
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
