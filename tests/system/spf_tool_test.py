#!/usr/bin/python3
"""The command line of mailwatchctl spf."""

import json
import unittest

from dns_stub import DnsStub
from harness import CLOSED, TOOL, SystemTest, run

COULD_NOT_ASK = 2
WRONG_CONFIGURATION = 78
RECORDS = {
    ("example.org", "TXT"): ["v=spf1 a:none.example.org include:spf.example.net -all exp=why.example.org"],
    ("why.example.org", "TXT"): ["%{i} may not send for %{d}\x1b[31m"],
    ("spf.example.net", "TXT"): ["v=spf1 ip4:198.51.100.0/24"],
    ("plain.example.org", "TXT"): ["v=spf1 -all exp=text.example.org"],
    ("text.example.org", "TXT"): ["%{i} may not send for %{d}, says %{h}"],
    ("user.example.org", "TXT"): ["v=spf1 exists:%{l}.users.example.org -all"],
    ("ann.users.example.org", "A"): ["127.0.0.2"],
    ("broken.example.org", "TXT"): ["v=spf1 ip4:192.0.2 -all"],
    ("halves.example.org", "TXT"): ["v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all"],
    ("turned.example.org", "TXT"): ["v=spf1 -ip6:::/0 -ip4:0.0.0.0/0 +all"],
    ("near.example.org", "TXT"): [" v=spf1 -all"],
}


class Spf(SystemTest):
    def setUp(self):
        super().setUp()
        self.dns = DnsStub(RECORDS)
        self.addCleanup(self.dns.close)

    def spf(self, *arguments):
        return run(TOOL, "spf", *arguments, "--resolver", self.dns.address)

    def json(self, *arguments):
        done = self.spf(*arguments, "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.count("\n"), 1)
        return json.loads(done.stdout)

    def test_a_sender_that_may(self):
        self.assertEqual(self.json("example.org", "--ip", "198.51.100.7"), {
            "domain": "example.org", "ip": "198.51.100.7", "sender": "", "helo": "example.org", "result": "pass",
            "mechanism": "include:spf.example.net", "record": "example.org", "lookups": 2, "void_lookups": 1,
            "explanation": "", "problem": ""})

    def test_a_sender_that_may_not_and_why(self):
        found = self.json("plain.example.org", "--ip", "2001:db8::1", "--helo", "mail.example.net")
        self.assertEqual((found["result"], found["mechanism"]), ("fail", "all"))
        self.assertTrue(found["explanation"].endswith(" may not send for plain.example.org, says mail.example.net"))

    def test_the_sender_decides_macros(self):
        for sender, result in (("ann@user.example.org", "pass"), ("bob@user.example.org", "fail")):
            found = self.json("user.example.org", "--ip", "192.0.2.1", "--sender", sender)
            self.assertEqual(found["result"], result)

    def test_words_of_the_standard_are_no_failure_of_ours(self):
        for domain, result in (("broken.example.org", "permerror"), ("nothing.example.net", "none"),
                               ("a..b", "none")):
            found = self.json(domain, "--ip", "192.0.2.1")
            self.assertEqual((found["result"], found["mechanism"]), (result, ""))
            self.assertNotEqual(found["problem"], "")

    def test_the_first_match_decides(self):
        for domain, address, result, mechanism in (
                ("halves.example.org", "203.0.113.9", "pass", "ip4:128.0.0.0/1"),
                ("halves.example.org", "2001:db8::9", "fail", "all"),
                ("turned.example.org", "203.0.113.9", "fail", "ip4:0.0.0.0/0"),
                ("turned.example.org", "2001:db8::9", "fail", "ip6:::/0")):
            found = self.json(domain, "--ip", address)
            self.assertEqual((found["result"], found["mechanism"]), (result, mechanism))

    def test_a_near_miss_is_named(self):
        found = self.json("near.example.org", "--ip", "192.0.2.1")
        self.assertEqual((found["result"], found["problem"]), (
            "none", 'near.example.org has no SPF record; " v=spf1 -all" is not one: it begins with a space'))

    def test_a_dead_resolver_is_temperror(self):
        done = run(TOOL, "spf", "example.org", "--ip", "192.0.2.1", "--json", "--resolver", CLOSED)
        self.assertEqual((done.returncode, json.loads(done.stdout)["result"]), (0, "temperror"))

    def test_text_for_people(self):
        done = self.spf("broken.example.org", "--ip", "192.0.2.1")
        self.assertRegex(done.stdout, r"^broken\.example\.org for 192\.0\.2\.1: permerror\n")
        self.assertIn('"ip4:192.0.2" at column 8', done.stdout)

    def test_hostile_text_stays_text(self):
        done = self.spf("example.org", "--ip", "192.0.2.1")
        self.assertNotIn("\x1b", done.stdout)
        self.assertNotIn("\x1b", self.spf("\x1b[31m.example.org", "--ip", "192.0.2.1").stdout)

    def test_mistakes_on_the_command_line(self):
        for arguments in (["example.org"], ["--ip", "192.0.2.1"], ["example.org", "--ip", "192.0.2.256"],
                          ["example.org", "--ip", "mail.example.org"]):
            with self.subTest(arguments):
                done = self.spf(*arguments)
                self.assertEqual((done.returncode, done.stdout), (COULD_NOT_ASK, ""))
                self.assertNotEqual(done.stderr, "")
        done = run(TOOL, "spf", "example.org", "--ip", "192.0.2.1", "--resolver", "nowhere")
        self.assertEqual(done.returncode, COULD_NOT_ASK)
        wrong = str(self.file("nonsense = 1\n"))
        done = self.spf("example.org", "--ip", "192.0.2.1", "--config", wrong)
        self.assertEqual(done.returncode, WRONG_CONFIGURATION)


if __name__ == "__main__":
    unittest.main()
