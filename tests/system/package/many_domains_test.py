#!/usr/bin/python3
"""2,000 domains on one host, and a port of it opens: one entry, by the journal that Debian runs.

Every domain's verdict changes with it. sd_journal_sendv refuses an entry of more than some 500 fields (IOV_MAX,
two vectors each): what an entry says of its consequences is bounded, and nothing else is lost.
"""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import world
from harness import Page, wait
from package import built_package, machine_with

DOMAINS = [f"d{number:04}.example.org" for number in range(2000)]
PATIENCE = 1200.0  # seconds: a first audit of all targets on two shared cores
PORT_OPENED = "8475dc17477a40319dbf6bd419dda4e8"

SETTINGS = f"""
[probe]
source_address = "{world.PROBER}"
gap = "0s"
port_gap = "0s"
session_interval = "0s"
[schedule]
jitter = "0s"
confirm_ports = ["1s", "1s"]
"""

# Correct: POP3 over TLS only. Wrong: port 110 as well, with unencrypted logins.
POP3S_ONLY = """
protocols = imap pop3
listen = *
service pop3-login {
  inet_listener pop3 {
    port = 0
  }
}
"""
POP3_IN_CLEAR = """
protocols = imap pop3
listen = *
protocol pop3 {
  disable_plaintext_auth = no
}
"""


class ManyDomains(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine_with(built_package(), cls.addClassCleanup)
        zone = "".join(f'{name}. MX 10 mx\n{name}. TXT "v=spf1 mx -all"\n' for name in DOMAINS)
        cls.machine.write("/etc/knot/example.org.zone", world.EXAMPLE + zone)
        cls.serve(POP3S_ONLY)
        cls.machine.run("knotc", "zone-reload", "example.org")
        cls.machine.shell(f"DEBIAN_FRONTEND=noninteractive apt-get install -y /root/{built_package().name}")
        main = cls.machine.root / "etc/mailwatchd/mailwatchd.toml"
        main.write_text(main.read_text() + SETTINGS)
        cls.machine.write("/etc/mailwatchd/domains.d/all.txt", "\n".join(DOMAINS) + "\n")
        cls.machine.run("systemctl", "restart", "mailwatchd")

    @classmethod
    def serve(cls, dovecot):
        cls.machine.write("/etc/dovecot/local.conf", dovecot)
        cls.machine.run("systemctl", "restart", "dovecot")

    def page(self):
        return Page(self.machine.says("curl", "-fsS", "http://127.0.0.1:10325/metrics"))

    def all_are_judged(self):
        return len(self.page().values("mailwatchd_target_score_ratio")) == len(DOMAINS)

    def entries(self):
        lines = self.machine.says("journalctl", "--no-pager", "--all", "-o", "json", f"MESSAGE_ID={PORT_OPENED}")
        return [json.loads(line) for line in lines.splitlines()]

    def test_e1_a_change_that_2000_domains_share_is_one_entry_and_delivered(self):
        wait(self.all_are_judged, "the first audits", PATIENCE, 2.0)
        self.assertEqual(self.entries(), [])

        self.serve(POP3_IN_CLEAR)
        self.machine.run("mailwatchctl", "recheck", DOMAINS[0])
        entries = wait(self.entries, "the entry", PATIENCE)

        self.assertEqual(len(entries), 1)
        entry = entries[0]
        self.assertEqual(entry["MAILWATCHD_TARGETS_TOTAL"], "2000")
        self.assertGreaterEqual(int(entry["MAILWATCHD_CONSEQUENCES_TOTAL"]), 2000)
        self.assertEqual(len(entry["MAILWATCHD_TARGET"]), 10)
        self.assertEqual(len(entry["MAILWATCHD_CONSEQUENCE"]), 10)
        wait(lambda: self.page().value("mailwatchd_events_undelivered") == 0, "all to be delivered")
        self.assertEqual(self.page().value("mailwatchd_event_delivery_failures_total"), 0)
        event = json.loads(self.machine.says("mailwatchctl", "events", "--json", "--since", "1h").splitlines()[-1])
        self.assertEqual(event["id"], entry["MAILWATCHD_EVENT_ID"])


if __name__ == "__main__":
    unittest.main()
