#!/usr/bin/python3
"""The HTML report: as the tool writes it, and as Chromium renders it on screen and on paper."""

import html
import json
import re
import shutil
import stat
import subprocess
import unittest
import zlib
from pathlib import Path

from dns_stub import DnsStub
from harness import BIN, OWN_BLOCK, TOOL, SystemTest, configuration, free_port, own_address, run

SOMETHING_FAILED = 1
COULD_NOT_AUDIT = 2
CLOSED_HOST, OTHER_HOST = map(own_address, range(2))
RECORDS = {(name, "MX"): [f"10 mx.{name}"] for name in ("closed.example", "other.example")}
RECORDS |= {("mx.closed.example", "A"): [CLOSED_HOST], ("mx.other.example", "A"): [OTHER_HOST]}
SETTINGS = f"""
[probe]
allow_addresses = ["{OWN_BLOCK}"]
gap = "0s"
[report]
organisation = "Smith & Sons"
author = "A. Uditor"
"""
A4 = (595, 842)  # points
MARGIN = 20  # points; the style sheet has at least 42
WHITE, DARK = (255, 255, 255), (18, 22, 28)
NAME = re.compile(r"192\.0\.2\.\d+|2001:[0-9a-f:]+|list\d+\.dnsbl\.example")
SHAPES = [("1", "good"), ("1", "bad"), ("56", "bad")]


def visible_text(page):
    """The visible text."""
    body = page[page.index("<body>"):]
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def first_pixel(png):
    """The first pixel of a PNG by Chromium, with 8 bits per channel. No filter affects the first pixel."""
    data, at = b"", 8
    while at < len(png):
        size = int.from_bytes(png[at:at + 4], "big")
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + size]
        at += 12 + size
    return tuple(zlib.decompressobj().decompress(data, 8)[1:4])


class WrittenByTheTool(SystemTest):
    def setUp(self):
        super().setUp()
        self.dns = DnsStub(RECORDS)
        self.addCleanup(self.dns.close)
        self.config = str(self.file(configuration(free_port(), tables=SETTINGS)))

    def check(self, *arguments):
        return run(TOOL, "check", "--config", self.config, "--resolver", self.dns.address, "--only",
                   "mx_connection", *arguments)

    def test_whole_and_readable(self):
        file = self.folder / "report.html"
        file.write_text("an older one")
        done = self.check("closed.example", "--html", str(file))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (SOMETHING_FAILED, f"{file}\n", ""))
        page = file.read_text()
        self.assertTrue(page.startswith("<!doctype html>") and page.endswith("</html>\n"))
        for words in ("closed.example", "Smith &amp; Sons", "A. Uditor", "FAILED", CLOSED_HOST):
            self.assertIn(words, page)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode) & 0o600, 0o600)
        self.assertEqual([each.name for each in self.folder.glob(".*")], [])

    def test_what_is_no_regular_file_is_written_to(self):
        (self.folder / "null").symlink_to("/dev/null")
        kept = self.file("precious", "report.html.part")
        for path in ("/dev/null", str(self.folder / "null")):
            done = self.check("closed.example", "--html", path)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (SOMETHING_FAILED, "", ""), path)
        self.assertTrue(Path("/dev/null").is_char_device())
        done = self.check("closed.example", "--html", "/dev/stdout")
        self.assertTrue(done.stdout.startswith("<!doctype html>") and done.stdout.endswith("</html>\n"))
        (self.folder / "report.html").symlink_to("real.html")
        self.check("closed.example", "--html", str(self.folder / "report.html"))
        self.assertTrue((self.folder / "report.html").is_symlink())
        self.assertTrue((self.folder / "real.html").read_text().endswith("</html>\n"))
        self.assertEqual(kept.read_text(), "precious")

    def test_one_file_a_target_in_a_directory(self):
        folder = self.folder / "reports"
        folder.mkdir()
        self.check("closed.example", "other.example", "--html", str(folder))
        self.assertEqual(sorted(each.name for each in folder.iterdir()),
                         ["closed.example.html", "other.example.html"])

    def test_not_where_it_cannot_be(self):
        for arguments, message in [
                (("closed.example", "other.example", "--html", str(self.folder / "one.html")), "directory"),
                (("closed.example", "--html", str(self.folder / "no" / "one.html")), "No such file"),
                (("closed.example", "--html", "x", "--json"), "excludes"),
        ]:
            with self.subTest(arguments=arguments):
                done = self.check(*arguments)
                self.assertEqual(done.returncode, COULD_NOT_AUDIT)
                self.assertIn(message, done.stderr)
        self.assertEqual(self.dns.asked, [])


class Explained(SystemTest):
    def test_tags_and_checks(self):
        text = run(TOOL, "explain", "pop3_cleartext_login")
        self.assertEqual((text.returncode, text.stderr), (0, ""))
        for word in ("POP3_CLEARTEXT_LOGIN", "Risk", "To do", "RFC 8314", "CWE-319"):
            self.assertIn(word, text.stdout)
        self.assertEqual(json.loads(run(TOOL, "explain", "pop3", "--json").stdout)["check"], "pop3")
        every = [json.loads(line) for line in run(TOOL, "explain", "--all", "--json").stdout.splitlines()]
        self.assertGreater(len(every), 50)
        self.assertTrue(all(each[key] for each in every for key in ("title", "risk", "remedy", "standard")))

    def test_words_that_are_none(self):
        done = run(TOOL, "explain", "POP3_CLEARTXT_LOGIN")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn('did you mean "POP3_CLEARTEXT_LOGIN"?', done.stderr)
        self.assertEqual(run(TOOL, "explain").returncode, 2)


@unittest.skipUnless(shutil.which("chromium") and shutil.which("pdftotext"), "needs chromium and poppler-utils")
class LaidOut(SystemTest):
    """On A4 no word is cut or missing, with one host and with 56."""

    def chromium(self, *arguments):
        done = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", f"--user-data-dir={self.folder}/profile", *arguments],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def sample(self, hosts, kind):
        page = run(str(BIN / "tests" / "system" / "report_sample"), hosts, kind).stdout
        file = self.folder / f"{hosts}-{kind}.html"
        file.write_text(page)
        return page, file

    def test_on_paper(self):
        for hosts, kind in SHAPES:
            with self.subTest(hosts=hosts, kind=kind):
                page, file = self.sample(hosts, kind)
                pdf = file.with_suffix(".pdf")
                self.chromium("--no-pdf-header-footer", f"--print-to-pdf={pdf}", f"file://{file}")
                self.assertEqual(self.words_missing(page, pdf), set())
                self.assertEqual(self.words_cut(pdf), [])

    def words_missing(self, page, pdf):
        """Ignores white space, because long names are wrapped, and case, because severities are in capitals."""
        printed = "".join(run("pdftotext", "-raw", str(pdf), "-").stdout.lower().split())
        shown = "".join(visible_text(page).lower().split())
        words = set(visible_text(page).lower().split())
        gone = {word for word in words if word not in printed}
        # Count names: one that is in several tables may be cut in only one of them.
        return gone | {name for name in words
                       if NAME.fullmatch(name) and printed.count(name) < shown.count(name)}

    def words_cut(self, pdf):
        text = run("pdftotext", "-bbox", str(pdf), "-").stdout
        sizes = {tuple(round(float(side)) for side in size)
                 for size in re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', text)}
        self.assertEqual(sizes, {A4})
        boxes = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>',
                           text)
        self.assertGreater(len(boxes), 100)
        return [word for *sides, word in boxes
                if min(map(float, sides)) < MARGIN or float(sides[2]) > A4[0] - MARGIN
                or float(sides[3]) > A4[1] - MARGIN]

    def test_on_a_screen_light_and_dark(self):
        _, file = self.sample("1", "bad")
        for scheme, ground in (("1", WHITE), ("0", DARK)):
            picture = self.folder / "screen.png"
            self.chromium("--window-size=1000,800", f"--blink-settings=preferredColorScheme={scheme}",
                          f"--screenshot={picture}", f"file://{file}")
            self.assertEqual(first_pixel(picture.read_bytes()), ground)


if __name__ == "__main__":
    unittest.main()
