#!/usr/bin/python3
"""mailwatchctl against the lab's real servers: correct for each domain, and in agreement with independent clients.
expected.json holds the correct results (README.md explains them)."""

import json
import re
import time
import unittest

import audits
import clients
from audits import HERE, readings, verdict_of
from clients import lab

EXPECTED = json.loads((HERE / "expected.json").read_text())
# Peers that are only slow: for `./dev run`, not for each run of the tests.
SLOW = {"drip.example", "babble.example", "lame.example"}


def matches(said, expected):
    allowed = expected if isinstance(expected, list) else [expected]
    return any(said == each or said.split(":")[0] == each for each in allowed)


class AuditTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        cls.configuration = audits.configuration_file(cls)
        cls.all, cls.done = cls.audit(*(name for name in EXPECTED if name not in SLOW), more=("--active",))

    @classmethod
    def audit(cls, *targets, more=()):
        return audits.audit(cls.configuration, *targets, more=more)

    def test_every_domain_is_judged_rightly(self):
        wrong = []
        for domain, expected in EXPECTED.items():
            if domain in SLOW:
                continue
            for check, verdict in expected.items():
                said = verdict_of(self.all[domain], check)
                if not matches(said, verdict):
                    wrong.append(f"{domain} {check}: {said}, expected {verdict}")
        self.assertEqual(wrong, [], self.done.stderr)

    def test_exit_status_says_that_something_failed(self):
        self.assertEqual(self.done.returncode, 1, self.done.stderr)

    def test_a1_nothing_is_sent_to_special_addresses(self):
        self.assertEqual(lab("counter", "inside").strip(), "0")
        tags = {finding["tag"] for check in self.all["inside.example"]["checks"] for finding in check["findings"]}
        self.assertIn("MX_ADDRESS_SPECIAL_PURPOSE", tags)

    def test_ports_agree_with_nmap(self):
        for domain in ("well.example", "careless.example", "exim.example", "backup.example"):
            said = readings(self.all[domain], "port")
            for address in {re.search(r"\[(.*)\]", subject)[1] for subject in said}:
                theirs = clients.open_ports(address)
                ours = {int(subject.rpartition(":")[2]) for subject, value in said.items()
                        if f"[{address}]" in subject and value in ("open", "accepting")}
                self.assertEqual(ours, theirs, f"{domain} {address}")

    def test_capabilities_agree_with_swaks(self):
        for domain, address in (("well.example", clients.WELL), ("careless.example", clients.CARELESS)):
            theirs = clients.ehlo(address)
            ours = readings(self.all[domain], "starttls")
            subject = next(each for each in ours if each.endswith(f"[{address}]:25"))
            self.assertEqual(ours[subject] == "offered", "STARTTLS" in theirs, theirs)
            logins = readings(self.all[domain], "cleartext_login")
            self.assertEqual(logins[subject] == "yes", bool(re.search(r"250.AUTH.*(PLAIN|LOGIN)", theirs)), theirs)

    def test_certificates_agree_with_openssl(self):
        for domain, name in (("well.example", "mx1.well.example"), ("careless.example", "mail.careless.example")):
            theirs = "Verify return code: 0 (ok)" in clients.s_client(f"{name}:993")
            ours = readings(self.all[domain], "certificate")
            subject = next(each for each in ours if each.startswith(name) and each.endswith(":993"))
            self.assertEqual(ours[subject].startswith("trusted"), theirs, ours[subject])

    def test_listings_agree_with_dig(self):
        said = {row["name"]: row["value"] for row in self.all["careless.example"]["readings"]
                if row["name"].startswith("listed:") and f"[{clients.CARELESS}]" in row["subject"]}
        self.assertGreaterEqual(len(said), 5)
        for name, value in said.items():
            zone = name.partition(":")[2].replace("dq.", "lab-key-0451.dq.")  # The list that needs a key.
            theirs = bool(clients.listed(clients.CARELESS, zone))
            self.assertEqual(value == "listed", theirs, name)

    def test_reverse_names_agree_with_dig(self):
        for domain, address in (("well.example", clients.WELL), ("careless.example", clients.CARELESS)):
            ours = readings(self.all[domain], "ptr")
            subject = next(each for each in ours if each.endswith(f"[{address}]"))
            self.assertEqual(ours[subject] != "missing", bool(clients.dig("-x", address)), ours[subject])

    def test_d12_d13_broken_lists_are_named_and_not_counted(self):
        states = {one["dnsbl"]: one["state"] for one in self.all["well.example"]["dnsbls"]}
        for zone, state in (("wild", "wildcarding"), ("dead", "silent"), ("empty", "empty"),
                            ("quota", "blocked"), ("parked", "parked"), ("zen", "proven")):
            self.assertEqual(states[f"{zone}.bl.example"], state)

    def test_pop3_of_a_domain_a_subdomain_and_an_address_within_ten_seconds(self):
        for target in ("careless.example", "mail.careless.example", clients.CARELESS):
            began = time.monotonic()
            found, _done = self.audit(target, more=("--only", "pop3"))
            self.assertLess(time.monotonic() - began, 10)
            services = readings(found[target], "service")
            self.assertTrue(any(subject.endswith(":110") and value.startswith("Dovecot")
                                for subject, value in services.items()), services)

    def test_ok_from_something_else_is_not_pop3(self):
        found, _done = self.audit("fakepop.example", more=("--only", "pop3"))
        self.assertNotIn("open", readings(found["fakepop.example"], "port").values())

    def test_d9_a_dead_resolver_is_said_once_and_is_no_verdict(self):
        lab("flip", "stop-resolver")
        try:
            found, done = self.audit("well.example")
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("resolver", done.stderr)
            for check in found["well.example"]["checks"]:
                self.assertEqual((check["verdict"], check["reason"]), ("no_info", "resolver_unfit"))
        finally:
            lab("flip", "start-resolver")


if __name__ == "__main__":
    unittest.main(verbosity=2)
