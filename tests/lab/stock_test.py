#!/usr/bin/python3
"""Mail servers as Debian installs them, each in a Debian of its own: which verdicts an audit reaches (ADR 0031)."""

import json
import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import configuration
import stock
import world as worlds
from audits import BIN, tags, verdict_of

CHECKS = ("mx_connection", "reverse_dns", "dnsbl", "spf_record", "spf_enforcement", "open_relay", "plaintext_auth",
          "pop3", "imap", "reputation", "transport_tls")
# Facts about the world (docs/verdicts.md, Reasons); other reasons are inconclusive.
CONCLUSIVE = {"no_service", "no_mail", "not_applicable", "not_authorised", "not_configured", "tagging_possible",
              "disabled", "no_such_domain", "no_mail_host"}
ALWAYS = dict.fromkeys(("reverse_dns", "dnsbl", "spf_record", "reputation"), "passed")
NONE = "no_info:no_service"
TAGGING = "no_info:tagging_possible"
NOT_CONFIGURED = "no_info:not_configured"
# Nothing answers the prober: debconf's default is a server for its own host only, or there is no MTA.
LOCAL = {**ALWAYS, "mx_connection": "failed",
         **dict.fromkeys(("spf_enforcement", "open_relay", "plaintext_auth", "pop3", "imap", "transport_tls"), NONE)}
PUBLIC = {**ALWAYS, "mx_connection": "passed", "spf_enforcement": TAGGING, "open_relay": "passed",
          "plaintext_auth": "passed", "pop3": NONE, "imap": NONE, "transport_tls": "passed"}
# Logins are accepted without TLS.
CLEAR = dict.fromkeys(("pop3", "imap", "transport_tls"), "failed")
EXPECTED = {
    "exim": LOCAL,
    "exim-public": PUBLIC,
    "postfix": PUBLIC,
    "opensmtpd": LOCAL,
    "opensmtpd-public": {**PUBLIC, "transport_tls": "failed"},
    "sendmail": LOCAL,
    # Its list of aliases is empty, so it has no postmaster (550 5.1.1 User unknown), who is the recipient of the test.
    "sendmail-public": {**PUBLIC, "transport_tls": "failed", "spf_enforcement": NOT_CONFIGURED},
    # It has no postmaster either until somebody sets the alias.
    "courier": {**PUBLIC, **CLEAR, "spf_enforcement": NOT_CONFIGURED},
    "courier-public": {**PUBLIC, **CLEAR},
    "cyrus": {**LOCAL, **CLEAR},
    "dovecot": {**LOCAL, "pop3": "passed", "imap": "passed", "transport_tls": "passed"},
}
# Courier delays its refusals: its series take a quarter of an hour.
SLOW = {"courier", "courier-public"}
# postfix-sni is not as installed, and its domain is not in mydestination: only its certificates are judged.
AUDITED = [name for name in stock.STOCK if name in EXPECTED
           and (name not in SLOW or os.environ.get("MAILWATCHD_STOCK") == "all")]


class StockTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        lab_id = f"stock{os.getpid()}"
        cache = Path(os.environ.get("MAILWATCHD_LAB_CACHE", "/var/cache/mailwatchd-lab"))
        cls.lab = stock.StockLab(lab_id, Path("/run/mailwatchd-lab", lab_id), cache)
        cls.addClassCleanup(cls.lab.down)
        cls.lab.up()
        cls.all, cls.said = cls.audit(*AUDITED)

    @classmethod
    def audit(cls, *names, only=(), probe=""):
        """Product -> its JSON, with what was said on standard error; `probe` is added to [probe]."""
        text = (worlds.HERE / "mailwatchd.toml").read_text()
        text = text.replace("/run/mailwatchd-lab/lab/", f"{cls.lab.state}/").replace("[probe]\n", f"[probe]\n{probe}\n")
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(configuration.changed(text, targets=map(stock.domain, stock.STOCK)))
            file.flush()
            done = subprocess.run(
                cls.lab.network.inside(cls.lab.network.probe, BIN / "mailwatchctl", "check", "--json", "--active",
                                       "--config", file.name, *(part for check in only for part in ("--only", check)),
                                       *map(stock.domain, names)),
                env={**os.environ, "CREDENTIALS_DIRECTORY": str(cls.lab.credentials)},
                text=True, capture_output=True, check=False, timeout=2400)
        found = {one["target"]: one for one in map(json.loads, done.stdout.splitlines())}
        return {name: found[stock.domain(name)] for name in names}, done.stderr

    def verdicts(self, name):
        return {check: verdict_of(self.all[name], check) for check in CHECKS}

    def test_verdicts(self):
        print("\n" + table({name: self.verdicts(name) for name in AUDITED}))
        for name in AUDITED:
            with self.subTest(name):
                self.assertEqual(self.verdicts(name), EXPECTED[name], self.said)

    def test_every_verdict_concludes(self):
        open_ones = {(name, check) for name in AUDITED for check, verdict in self.verdicts(name).items()
                     if verdict.startswith("no_info") and verdict.partition(":")[2] not in CONCLUSIVE}
        self.assertEqual(open_ones, set())

    def test_each_name_is_judged_by_the_certificate_that_it_is_shown(self):
        found, said = self.audit("postfix-sni", "sni", only=("transport_tls",))
        days = {}
        for name, one in found.items():
            self.assertEqual(tags(one, "transport_tls"), {"MX_CERTIFICATE_UNTRUSTED"}, f"{name}: {said}")
            ends = {row["value"] for check in one["checks"] for row in check["measurements"]
                    if row["name"] == "tls_certificate_not_after_timestamp_seconds"}
            days[name] = {round((end - time.time()) / 86400) for end in ends}
        self.assertEqual(days, {"postfix-sni": {30}, "sni": {60}})

    def test_a_recipient_that_exists_gets_a_verdict(self):
        found, said = self.audit("sendmail-public", only=("spf_enforcement",), probe='probe_recipient = "root"')
        self.assertEqual(verdict_of(found["sendmail-public"], "spf_enforcement"), TAGGING, said)


def table(verdicts):
    """A line per product, a column per check."""
    rows = [["", *CHECKS], *([name, *(said[check].removeprefix("no_info:") for check in CHECKS)]
                             for name, said in verdicts.items())]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")  # The servers outlive the objects that started them.
