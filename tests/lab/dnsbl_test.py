#!/usr/bin/python3
"""Lists that fail their self-test, each in a different way: none of them causes a listing, and each is named
wherever a person or a program looks (failures D12, D13). Keys stay secret, parts count once."""

import signal
import subprocess
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import audits
import clients
import configuration
from audits import BIN, HERE, mailwatchctl, tags, verdict_of
from clients import lab

# The fault of each, and its name.
BROKEN = {"wild": "wildcarding", "dead": "silent", "quota": "blocked", "empty": "empty", "parked": "parked"}
TARGETS = ("well.example", "careless.example", "exim.example")


def listed(one):
    """Lists that list an address of the target."""
    return {row["name"].partition(":")[2] for row in one["readings"]
            if row["name"].startswith("listed:") and row["value"] == "listed"}


class ZonesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        cls.configuration = audits.configuration_file(cls)
        # Each of these waits for the list that never answers: side by side, they wait once.
        only = ("--config", cls.configuration, "--only", "dnsbl")
        page = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="mailwatchd-dnsbl-"))) / "well.html"
        with ThreadPoolExecutor() as pool:
            all_targets = pool.submit(cls.audit, *TARGETS)
            texts = [pool.submit(mailwatchctl, "check", *only, target) for target in ("well.example", "careless.example")]
            html = pool.submit(mailwatchctl, "check", *only, "--html", page, "well.example")
            tests = [pool.submit(mailwatchctl, "dnsbl", "--test", *more, "--config", cls.configuration)
                     for more in (["--json"], [])]
            cls.all, cls.done = all_targets.result()
            cls.well_text, cls.careless_text = (each.result() for each in texts)
            cls.test_json, cls.test_text = (each.result() for each in tests)
            html.result()
        cls.page = page.read_text(encoding="utf-8")

    @classmethod
    def audit(cls, *targets, more=("--only", "dnsbl")):
        return audits.audit(cls.configuration, *targets, more=more)

    def test_none_makes_a_listing(self):
        for target, one in self.all.items():
            self.assertEqual(listed(one) & {f"{zone}.bl.example" for zone in BROKEN}, set(), target)
        self.assertEqual(listed(self.all["well.example"]), set())
        self.assertEqual(verdict_of(self.all["well.example"], "dnsbl"), "passed")
        self.assertEqual(verdict_of(self.all["careless.example"], "dnsbl"), "failed")

    def test_json_names_each(self):
        for target, one in self.all.items():
            states = {each["dnsbl"]: each["state"] for each in one["dnsbls"]}
            for zone, state in BROKEN.items():
                self.assertEqual(states[f"{zone}.bl.example"], state, target)
            for zone in ("zen", "spam", "bots", "policy", "minor", "four", "six", "dq"):
                self.assertEqual(states[f"{zone}.bl.example"], "proven", target)

    def test_text_names_each(self):
        for zone in BROKEN:
            self.assertIn(f"{zone}.bl.example", self.well_text.stdout)

    def test_html_names_each(self):
        for zone, state in BROKEN.items():
            self.assertRegex(self.page, rf"{zone}\.bl\.example(?s:.){{1,200}}{state}")

    def test_the_test_of_lists_names_each(self):
        self.assertEqual(self.test_json.returncode, 1, self.test_json.stderr)
        said = self.test_json.stdout + self.test_text.stdout
        for zone, state in BROKEN.items():
            self.assertRegex(said, rf"{zone}\.bl\.example.{{1,80}}{state}")
        self.assertNotIn("lab-key", said)

    def test_parts_count_once(self):
        one = self.all["careless.example"]
        self.assertIn("zen.bl.example", listed(one))
        self.assertEqual(listed(one) & {"sbl.bl.example", "xbl.bl.example"}, set())
        lab("flip", "zone", "zen.bl.example", "quota")
        try:
            found, _done = self.audit("careless.example")
            self.assertLessEqual({"sbl.bl.example", "xbl.bl.example"}, listed(found["careless.example"]))
            self.assertNotIn("zen.bl.example", listed(found["careless.example"]))
        finally:
            lab("flip", "zone", "zen.bl.example", "well")

    def test_f6_a_key_is_used_and_not_told(self):
        self.assertIn("dq.bl.example", listed(self.all["careless.example"]))
        text = self.careless_text
        for said in (self.done.stdout, self.done.stderr, text.stdout, text.stderr):
            self.assertNotIn("lab-key", said)

    def test_too_few_lists_are_no_verdict(self):
        proven = ("zen", "spam", "bots", "policy", "minor")
        for zone in proven:
            lab("flip", "zone", f"{zone}.bl.example", "empty")
        try:
            found, _done = self.audit("well.example")
            self.assertEqual(verdict_of(found["well.example"], "dnsbl"), "no_info:too_few_sources")
            self.assertIn("DNSBL_TOO_FEW_LISTS", tags(found["well.example"], "dnsbl"))
        finally:
            for zone in proven:
                lab("flip", "zone", f"{zone}.bl.example", "well")

    def test_metrics_name_each(self):
        with tempfile.TemporaryDirectory(prefix="mailwatchd-zones-") as state:
            page = self.metrics_after_a_round(state)
        for zone in BROKEN:
            self.assertIn(f'mailwatchd_dnsbl_up{{dnsbl="{zone}.bl.example"}} 0', page)
        self.assertIn('mailwatchd_dnsbl_up{dnsbl="zen.bl.example"} 1', page)
        self.assertNotIn("lab-key", page)
        listing = [line for line in page.splitlines() if line.startswith("mailwatchd_dnsbl_listed{")]
        self.assertTrue(listing)
        self.assertEqual([line for line in listing for zone in BROKEN if f'dnsbl="{zone}.' in line], [])

    def metrics_after_a_round(self, state):
        """The daemon's page once careless.example's listings are on it."""
        with open(f"{state}/mailwatchd.toml", "w", encoding="utf-8") as file:
            file.write(configuration.changed(lab("config"), state, TARGETS))
        command = ["/usr/bin/python3", "-B", str(HERE / "lab.py"), "exec", "--id", clients.ONE, "--",
                   str(BIN / "mailwatchd"), "--config", f"{state}/mailwatchd.toml"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as daemon:
            try:
                for _second in range(120):
                    page = clients.client("curl", "-s", "http://127.0.0.1:10325/metrics")
                    if "mailwatchd_dnsbl_listed{" in page and 'dnsbl="dead.bl.example"' in page:
                        return page
                    time.sleep(1)
                return page
            finally:
                daemon.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    unittest.main(verbosity=2)
