#!/usr/bin/python3
"""mailwatchctl dnsbl --test: tests every list, with its key if it has one; never shows the key."""

import json
import re
import unittest

from dns_stub import DnsStub
from harness import CLOSED, TOOL, SystemTest, configuration, free_port, run

ALL_PROVEN = 0
SOME_NOT = 1
COULD_NOT_TEST = 2
CONFIG = 78
POINTS = {"listed": "2.0.0.127", "clear": "1.0.0.127", "control": "213.2.0.192"}
V6_LISTED = "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
SECRET = "k3yOfNobody"

DNSBLS = """
[resolver]
timeout = "200ms"
attempts = 1
[[dnsbl]]
name = "good.example"
class = "serious"
families = ["ipv4", "ipv6"]
[[dnsbl]]
name = "part.example"
part_of = "good.example"
[[dnsbl]]
name = "world.example"
[[dnsbl]]
name = "empty.example"
class = "policy"
[[dnsbl]]
name = "blocked.example"
[[dnsbl]]
name = "parked.example"
[[dnsbl]]
name = "silent.example"
[[dnsbl]]
name = "keyed.example"
key = "good-key"
[[dnsbl]]
name = "keyless.example"
key = "absent-key"
[[dnsbl]]
name = "off.example"
enabled = false
note = "nobody vouches for it"
[[dnsbl]]
name = "dead.example"
retired = true
[[source]]
name = "dbl.example"
kind = "domain"
test_name = "dbltest.example"
[[source]]
name = "rep.example"
test_point = false
"""


def records():
    """Answers of the lists; all other names are NXDOMAIN."""
    given = {f"{V6_LISTED}.good.example": "127.0.0.2", "dbltest.example.dbl.example": "127.0.1.2"}
    for dnsbl in ("good.example", "part.example", f"{SECRET.lower()}.keyed.example", "off.example", "silent.example"):
        given[f"{POINTS['listed']}.{dnsbl}"] = "127.0.0.2"
    for point in POINTS.values():
        given[f"{point}.world.example"] = "127.0.0.2"
        given[f"{point}.parked.example"] = "203.0.113.7"
    given[f"{POINTS['listed']}.blocked.example"] = "127.255.255.254"
    return {(name, "A"): [answer] for name, answer in given.items()}


STATES = {("good.example", "IPv4"): "proven", ("good.example", "IPv6"): "proven", ("part.example", "IPv4"): "proven",
          ("world.example", "IPv4"): "wildcarding", ("empty.example", "IPv4"): "empty",
          ("blocked.example", "IPv4"): "blocked", ("parked.example", "IPv4"): "parked",
          ("silent.example", "IPv4"): "silent", ("keyed.example", "IPv4"): "proven",
          ("keyless.example", "IPv4"): "no_credential", ("off.example", "IPv4"): "proven",
          ("dead.example", "IPv4"): "empty", ("dbl.example", "names"): "proven", ("rep.example", "IPv4"): "proven"}


class Dnsbl(SystemTest):
    def setUp(self):
        super().setUp()
        self.dns = DnsStub(records(), silent={f"{POINTS['control']}.silent.example"})
        self.addCleanup(self.dns.close)
        credentials = self.folder / "credentials"
        credentials.mkdir()
        (credentials / "good-key").write_text(SECRET + "\n")
        self.environment = {"CREDENTIALS_DIRECTORY": str(credentials)}

    def prove(self, *more, tables=DNSBLS):
        file = self.file(configuration(free_port(), tables=tables), "lists.toml")
        return run(TOOL, "dnsbl", "--test", "--config", str(file), "--resolver", self.dns.address, *more,
                   environment=self.environment)

    def test_says_of_each_what_it_is(self):
        done = self.prove("--json")
        self.assertEqual((done.returncode, done.stderr), (SOME_NOT, ""))
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({(row["dnsbl"], row["asked"]): row["state"] for row in rows}, STATES)
        by_name = {row["dnsbl"]: row for row in rows}
        self.assertEqual(set(rows[0]), {"dnsbl", "class", "asked", "use", "state", "evidence", "note"})
        self.assertEqual([by_name[name]["use"] for name in ("good.example", "off.example", "dead.example")],
                         ["on", "off", "retired"])
        self.assertEqual(by_name["good.example"]["class"], "serious")
        self.assertIsNone(by_name["rep.example"]["class"])
        self.assertEqual(by_name["parked.example"]["evidence"], "203.0.113.7")
        self.assertEqual(by_name["off.example"]["note"], "nobody vouches for it")

    def test_the_key_is_in_the_question_and_nowhere_else(self):
        for arguments in ((), ("--json",)):
            done = self.prove(*arguments)
            self.assertNotIn(SECRET.lower(), (done.stdout + done.stderr).lower())
        asked = {name for name, _ in self.dns.asked}
        self.assertIn(f"{POINTS['listed']}.{SECRET.lower()}.keyed.example", asked)
        self.assertEqual([name for name in asked if re.search(r"\d\.keyed\.example$", name)], [])
        self.assertEqual([name for name in asked if name.endswith("keyless.example")], [])
        # A list of names is never queried with an address.
        self.assertEqual([name for name in asked if re.search(r"\d\.dbl\.example$", name)], [])

    def test_the_table_fits_a_terminal(self):
        text = self.prove().stdout
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        for heading in ("In use", "Off", "Retired"):
            self.assertRegex(text, rf"(?m)^{heading}$")
        self.assertRegex(text, r"(?m)^world\.example +minor +IPv4 +wildcarding +127\.0\.0\.2$")
        self.assertIn("6 of 12 lists in use passed their self-test.", text)
        self.assertNotIn("\x1b", text)

    def test_all_proven(self):
        done = self.prove(tables='[[dnsbl]]\nname = "good.example"\n[[dnsbl]]\nname = "dead.example"\nretired = true\n')
        self.assertEqual(done.returncode, ALL_PROVEN, done.stdout)

    def test_what_is_wrong(self):
        file = str(self.file(configuration(free_port(), tables=DNSBLS), "lists.toml"))
        dead = run(TOOL, "dnsbl", "--test", "--config", file, "--resolver", CLOSED)
        self.assertEqual((dead.returncode, dead.stdout), (COULD_NOT_TEST, ""))
        self.assertIn("the DNS resolver does not work", dead.stderr)
        wrong = self.prove(tables='[[dnsbl]]\nname = "a.example"\nkey = "../shadow"\n')
        self.assertEqual((wrong.returncode, wrong.stdout), (CONFIG, ""))
        self.assertRegex(wrong.stderr, r"lists\.toml:\d+:\d+: dnsbl\.key: ")

    def test_a_rewriting_resolver_is_found_out(self):
        class Rewriting(DnsStub):
            def _look_up(self, name, kind):
                records, name = super()._look_up(name, kind)
                self._names.add(name)
                return records, name

            def _of(self, name, kind):
                return super()._of(name, kind) or (["203.0.113.80"] if kind == 1 else [])

        self.dns = Rewriting(records())
        self.addCleanup(self.dns.close)
        done = self.prove()
        self.assertEqual((done.returncode, done.stdout), (COULD_NOT_TEST, ""))


if __name__ == "__main__":
    unittest.main()
