#!/usr/bin/python3
"""Block lists that fail their self-test (wildcarding, silent, refusing, empty) are ignored, and are named in the report
and in dnsbl_up (failures D12, D13). The key of a list is never shown."""

import json
import re
import unittest

from dns_stub import DnsStub
from harness import OWN_BLOCK, TOOL, SystemTest, configuration, free_port, own_address, run, wait

ADDRESS = own_address(0)  # Nothing listens there.
REVERSED = ".".join(reversed(ADDRESS.split(".")))
POINTS = ("2.0.0.127", "1.0.0.127", "213.2.0.192")
WELL = [f"well{i}.example" for i in range(5)]
SICK = {"world.example": "wildcarding", "silent.example": "silent", "blocked.example": "blocked",
        "empty.example": "empty"}
NOT_ASKED = {"off.example": "off", "dead.example": "retired", "part.example": "covered", "keyless.example": "no_credential"}
SECRET = "k3yOfNobody"
TABLES = (f"""
[probe]
allow_addresses = ["{OWN_BLOCK}"]
connect_timeout = "1s"
gap = "0s"
[resolver]
timeout = "200ms"
attempts = 1
[checks.mx_connection]
enabled = false
[checks.plaintext_auth]
enabled = false
[checks.pop3]
enabled = false
[checks.imap]
enabled = false
[checks.transport_tls]
enabled = false
"""
          + "".join(f'[[dnsbl]]\nname = "{name}"\n' for name in [*WELL, *SICK])
          + """
[[dnsbl]]
name = "keyed.example"
key = "a-key"
[[dnsbl]]
name = "keyless.example"
key = "no-key"
[[dnsbl]]
name = "off.example"
enabled = false
[[dnsbl]]
name = "dead.example"
retired = true
[[dnsbl]]
name = "part.example"
part_of = "well0.example"
""")


def records():
    """The healthy lists and the keyed one do not list our address; all others that answer do."""
    keyed = f"{SECRET.lower()}.keyed.example"
    given = {f"{POINTS[0]}.{dnsbl}": "127.0.0.2" for dnsbl in (*WELL, keyed, "silent.example", "part.example")}
    for point in POINTS:
        given[f"{point}.world.example"] = "127.0.0.2"
    given[f"{POINTS[0]}.blocked.example"] = "127.255.255.254"
    for dnsbl in (*SICK, *NOT_ASKED):
        given[f"{REVERSED}.{dnsbl}"] = "127.0.0.4"
    return {("list.test", "MX"): ["10 mx.list.test"], ("mx.list.test", "A"): [ADDRESS],
            **{(name, "A"): [answer] for name, answer in given.items()}}


class SickLists(SystemTest):
    def setUp(self):
        super().setUp()
        self.dns = DnsStub(records(), silent={f"{POINTS[2]}.silent.example"})
        self.addCleanup(self.dns.close)
        credentials = self.folder / "credentials"
        credentials.mkdir()
        (credentials / "a-key").write_text(SECRET)
        self.environment = {"CREDENTIALS_DIRECTORY": str(credentials)}

    def check(self, *more):
        file = self.file(configuration(free_port(), tables=TABLES))
        return run(TOOL, "check", "list.test", "--only", "dnsbl", "--config", str(file), "--resolver", self.dns.address,
                   *more, environment=self.environment)

    def test_none_makes_a_listing_and_all_are_named(self):
        done = self.check("--json")
        audit = json.loads(done.stdout)
        (dnsbl,) = audit["checks"]
        self.assertEqual((dnsbl["verdict"], dnsbl["score"]), ("passed", 100))
        self.assertEqual({finding["tag"] for finding in dnsbl["findings"]}, {"DNSBL_UNPROVEN"})
        named = {finding["subject"].removeprefix("dnsbl:"): finding["detail"].split(" ")[0]
                 for finding in dnsbl["findings"]}
        self.assertEqual(named, SICK)
        states = {row["dnsbl"]: row["state"] for row in audit["dnsbls"]}
        self.assertEqual(states, {**SICK, **NOT_ASKED, **dict.fromkeys([*WELL, "keyed.example"], "proven")})
        self.assertEqual([reading for reading in audit["readings"] if reading["value"] == "listed"], [])
        text = self.check().stdout
        self.assertIn("Block lists: 6 of 10 in use", text)
        for name, state in SICK.items():
            self.assertRegex(text.replace("\n  ", " "), rf"{re.escape(name)} \({state}\)")
        for name in NOT_ASKED:
            self.assertEqual([asked for asked, _ in self.dns.asked if asked.endswith(name)], [])

    def test_the_daemon_says_so_too(self):
        text = configuration(0, ["list.test"], TABLES, ["127.0.0.1:PORT"])
        text = text.replace("[resolver]", f'[resolver]\nservers = ["{self.dns.address}"]')
        daemon = self.daemon(text, environment=self.environment).ready()
        wait(lambda: daemon.page().value("mailwatchd_check_success", target="list.test", check="dnsbl") == 1, "a verdict")
        page = daemon.page()
        for dnsbl in (*WELL, "keyed.example"):
            self.assertEqual(page.value("mailwatchd_dnsbl_up", dnsbl=dnsbl), 1, dnsbl)
        for dnsbl in (*SICK, "dead.example"):
            self.assertEqual(page.value("mailwatchd_dnsbl_up", dnsbl=dnsbl), 0, dnsbl)
        for dnsbl in set(NOT_ASKED) - {"dead.example"}:
            self.assertIsNone(page.value("mailwatchd_dnsbl_up", dnsbl=dnsbl), dnsbl)
        self.assertEqual(page.values("mailwatchd_dnsbl_listed"), [])
        state = b"".join(file.read_bytes() for file in daemon.state.rglob("*") if file.is_file())
        for shown in (page.text, daemon.log(), state.decode("latin-1"), self.check("--json").stdout):
            self.assertNotIn(SECRET.lower(), shown.lower())


if __name__ == "__main__":
    unittest.main()
