"""The lab as it is after `up`, by independent clients. The behaviour of each host and zone is written here a second
time, by hand, so that an error in world.toml shows."""

import json
import time
import unittest

from clients import (
    CARELESS, HERE, WELL, clear, client, dig, ehlo, lab, listed, open_ports, open_ports_of, ports, s_client, status)


class Ports(unittest.TestCase):
    """Which ports answer, by nmap; both families of a host answer alike."""

    OPEN = {
        "10": {25, 143, 465, 587, 993, 995}, "11": {993, 995}, "12": {25, 465, 587}, "13": {25, 465, 587},
        "20": {25, 110, 143, 587, 993, 995}, "30": {25},
        "113::10": set(), "113::11": {25, 465, 587}, "113::13": set(), "113::20": {25, 465, 587},
        "113::30": {25, 465, 587, 993, 995}, "113::40": {25, 465, 587, 993, 995}, "113::41": {25, 465, 587},
        "113::51": {25}, "113::52": {25}, "113::53": {25}, "113::54": {25}, "113::55": {25, 110, 465, 587},
        "113::56": {25}, "113::57": {25, 143, 465, 587}, "113::58": {25, 110, 143}, "113::59": {25},
        "113::60": {25}, "113::61": {25}, "113::62": {25, 110, 465, 587, 995}, "113::63": {25}, "14": {25},
        "113::70": {25, 587}, "113::71": {25, 587}, "113::72": {25}, "113::73": {25}, "113::74": {25},
        "113::75": {25}, "113::76": {25}, "113::77": {25, 465, 587}, "113::78": {25}, "113::79": {25},
        "113::80": {25}, "113::81": {25}, "113::82": {25},
    }

    def test_each_host(self):
        for family, documentation in ((4, "203.0.113."), (6, "2001:db8:113::")):
            plain = "198.51.100." if family == 4 else "2001:db8::"
            expected = {documentation + short[5:] if short.startswith("113::") else plain + short: numbers
                        for short, numbers in self.OPEN.items()}
            self.assertEqual(open_ports_of(list(expected)), expected)

    def test_one_family_hosts(self):
        self.assertEqual(open_ports("203.0.113.42"), {25, 465, 587})
        self.assertEqual(open_ports("2001:db8:113::43"), {25, 465, 587})

    def test_closed_is_refused_and_silent_is_filtered(self):
        self.assertEqual(set(ports("203.0.113.13").values()), {"closed"})
        for address in ("203.0.113.12", "2001:db8:113::12", "192.0.2.1"):
            self.assertEqual(ports(address, "25,110"), {25: "filtered", 110: "filtered"}, address)
        self.assertEqual(ports("203.0.113.40", "110"), {110: "filtered"})

    def test_counter_counts_what_must_not_be(self):
        def count():
            return int(lab("counter", "inside"))
        before = count()
        ports(WELL)
        self.assertEqual(count(), before)
        for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"):
            before = count()
            family = f"[{address}]" if ":" in address else address
            client("curl", "-s", "--max-time", "1", f"telnet://{family}:25")
            self.assertGreater(count(), before, address)


class Capabilities(unittest.TestCase):
    """What servers offer before and after TLS, by swaks and by hand."""

    def test_well_kept_smtp(self):
        plain = ehlo("mx1.well.example:25")
        self.assertIn("250-STARTTLS", plain)
        self.assertNotIn("AUTH", plain)
        self.assertNotIn("AUTH PLAIN", ehlo("mx1.well.example:587"))
        self.assertIn("<~  250-AUTH PLAIN LOGIN", ehlo("mx1.well.example:587", "-tls"))
        self.assertIn("<~  250-AUTH PLAIN LOGIN", ehlo("mx1.well.example:465", "--tls-on-connect"))

    def test_submission_demands_tls_and_auth(self):
        def rcpt(*flags):
            return client("swaks", "--server", "mx1.well.example:587", "--to", "postmaster@well.example",
                          "--from", "a@vantage.example", "--quit-after", "RCPT", *flags)
        self.assertIn("530 5.7.0 Must issue a STARTTLS", rcpt())
        self.assertIn("554 5.7.1", rcpt("-tls"))

    def test_careless_smtp(self):
        plain = ehlo("mail.careless.example:25")
        self.assertIn("250-AUTH PLAIN LOGIN", plain)
        self.assertIn("250-AUTH=PLAIN LOGIN", plain)
        self.assertNotIn("STARTTLS", plain)
        self.assertIn("250 2.1.5 Ok", client(
            "swaks", "--server", "mail.careless.example:587", "--to", "postmaster@careless.example",
            "--from", "a@vantage.example", "--quit-after", "RCPT"))

    def test_exim(self):
        plain = ehlo("mx.exim.example:25")
        self.assertIn("Exim", plain)
        self.assertIn("250-STARTTLS", plain)
        self.assertNotIn("AUTH", plain)

    def test_nobody_relays(self):
        for server in ("mx1.well.example", "mail.careless.example", "mx.exim.example"):
            said = client("swaks", "--server", server, "--to", "x@elsewhere.example", "--from",
                          "a@vantage.example", "--quit-after", "RCPT")
            self.assertRegex(said, r"<\*\* +5[05]\d", server)

    def test_imap(self):
        well = clear(WELL, 143, "a CAPABILITY\\r\\nb LOGOUT\\r\\n")
        self.assertRegex(well, r"\* CAPABILITY .*STARTTLS .*LOGINDISABLED")
        self.assertNotIn("AUTH=PLAIN", well)
        careless = clear(CARELESS, 143, "a CAPABILITY\\r\\nb LOGOUT\\r\\n")
        self.assertRegex(careless, r"\* CAPABILITY .*AUTH=PLAIN AUTH=LOGIN")
        self.assertNotIn("LOGINDISABLED", careless)

    def test_pop3(self):
        careless = clear(CARELESS, 110, "CAPA\\r\\nQUIT\\r\\n")
        self.assertIn("+OK Dovecot", careless)
        self.assertIn("USER\n", careless)
        self.assertIn("SASL PLAIN LOGIN", careless)


class Tls(unittest.TestCase):
    """Certificates, by openssl s_client."""

    def test_good_chains(self):
        starttls = {25: ["-starttls smtp"], 587: ["-starttls smtp"], 143: ["-starttls imap"]}
        for name, numbers in (("mx1.well.example", (25, 465, 587, 143, 993, 995)), ("mx.exim.example", (25,)),
                              ("box.well.example", (993, 995)), ("mx.shared.example", (25, 465, 993)),
                              ("mx.xn--mnchen-3ya.example", (25,)), ("mx.inject.example", ())):
            for port in numbers:
                with self.subTest(name=name, port=port):
                    said = s_client(f"{name}:{port}", *starttls.get(port, []))
                    self.assertIn("Verify return code: 0 (ok)", said)

    def test_careless_certificate(self):
        for port in (993, 995):
            said = s_client(f"mail.careless.example:{port}")
            self.assertIn("certificate has expired", said)
            self.assertIn("self-signed certificate", said)


class Names(unittest.TestCase):
    """Zones and validation, by dig."""

    def test_validation(self):
        self.assertRegex(client("dig", "+dnssec", "well.example", "MX"), r"flags: [^;]* ad")
        self.assertRegex(client("dig", "+dnssec", "nxdomain.example", "MX"), r"flags: [^;]* ad")
        self.assertNotRegex(client("dig", "+dnssec", "exim.example", "MX"), r"flags: [^;]* ad")
        self.assertEqual(status("bogus.example", "MX"), "SERVFAIL")
        self.assertEqual(status("bogus.example", "MX", "+cd"), "NOERROR")
        self.assertEqual(status("nxdomain.example", "MX"), "NXDOMAIN")
        self.assertEqual(status("nomail.example", "MX"), "NOERROR")
        self.assertEqual(dig("nomail.example", "MX"), [])
        self.assertEqual(status("zen.spamhaus.org"), "NXDOMAIN")
        self.assertNotEqual(status("lame.example", "MX"), "NOERROR")

    def test_mx_sets(self):
        self.assertEqual(dig("well.example", "MX"), ["10 mx1.well.example.", "20 mx2.well.example."])
        self.assertEqual(dig("nullmx.example", "MX"), ["0 ."])
        self.assertEqual(dig("implicit.example", "MX"), [])
        self.assertEqual(dig("implicit.example"), ["203.0.113.20"])
        self.assertEqual(dig("literal.example", "MX"), ["10 198.51.100.10."])
        self.assertEqual(dig("alias.cname.example"), [WELL, "mx1.well.example."])
        for number in (1, 150, 300):
            self.assertEqual(dig(f"d{number:03}.shared.example", "MX"), ["10 mx.shared.example."])
        self.assertEqual(dig("d301.shared.example", "MX"), [])

    def test_services(self):
        self.assertEqual(dig("_imaps._tcp.well.example", "SRV"), ["0 1 993 box.well.example."])
        self.assertEqual(dig("_pop3s._tcp.well.example", "SRV"), ["0 1 995 box.well.example."])
        self.assertEqual(dig("_submission._tcp.well.example", "SRV"), ["0 1 587 mx1.well.example."])

    def test_inside(self):
        self.assertEqual(len(dig("inside.example", "MX")), 5)
        for name, kind, address in (("loopback4", "A", "127.0.0.1"), ("private4", "A", "10.0.0.1"),
                                    ("loopback6", "AAAA", "::1"), ("mapped", "AAAA", "::ffff:10.0.0.1"),
                                    ("metadata", "A", "169.254.169.254")):
            self.assertEqual(dig(f"{name}.inside.example", kind), [address])

    def test_reverse(self):
        for address, name in ((WELL, "mx1.well.example."), ("2001:db8::10", "mx1.well.example."),
                              ("198.51.100.30", "pool-30.provider.example."),
                              ("203.0.113.11", "relay-11.provider.example."),
                              ("203.0.113.30", "mx.shared.example."),
                              ("198.51.100.250", "probe.vantage.example.")):
            self.assertEqual(client("dig", "+short", "-x", address).split(), [name], address)
        self.assertEqual(client("dig", "+short", "-x", CARELESS).split(), [])
        self.assertEqual(dig("pool-30.provider.example"), ["198.51.100.31"])
        self.assertEqual(dig("relay-11.provider.example"), ["203.0.113.11"])


class Lists(unittest.TestCase):
    """Block lists, by dig."""

    HEALTHY = ("zen", "spam", "bots", "policy", "minor", "four")

    def test_points_of_rfc_5782(self):
        zero = ".".join("0" * 20)
        for zone in self.HEALTHY:
            self.assertEqual(listed("127.0.0.2", f"{zone}.bl.example"), ["127.0.0.2"], zone)
            self.assertEqual(listed("127.0.0.1", f"{zone}.bl.example"), [], zone)
            if zone != "four":
                mapped = f"0.0.0.0.0.0.f.7.f.f.f.f.{zero}.{zone}.bl.example"
                self.assertEqual(dig("2." + mapped[2:]), ["127.0.0.2"], zone)
                self.assertEqual(dig("1." + mapped[2:]), [], zone)
        self.assertEqual(dig("test.dbl.bl.example"), ["127.0.0.2"])
        self.assertEqual(dig("invalid.dbl.bl.example"), [])
        self.assertEqual(dig("careless.example.dbl.bl.example"), ["127.0.1.2"])

    def test_zones_out_of_order(self):
        for zone, answer in (("wild", "127.0.0.2"), ("quota", "127.255.255.254"), ("parked", "198.51.100.99")):
            for address in ("127.0.0.1", "127.0.0.2", WELL):
                self.assertEqual(listed(address, f"{zone}.bl.example"), [answer], zone)
        self.assertEqual(listed("127.0.0.2", "empty.bl.example"), [])
        self.assertNotEqual(status("2.0.0.127.dead.bl.example"), "NOERROR")

    def test_listings(self):
        self.assertEqual(listed(CARELESS, "zen.bl.example"), ["127.0.0.10", "127.0.0.2", "127.0.0.4"])
        found = [zone for zone in self.HEALTHY if listed(CARELESS, f"{zone}.bl.example")]
        self.assertEqual(found, ["zen", "spam", "bots", "policy"])
        self.assertIn(f"zen.bl.example/why?{CARELESS}", dig("20.100.51.198.zen.bl.example", "TXT")[0])
        self.assertEqual(sum(bool(listed(WELL, f"{zone}.bl.example")) for zone in self.HEALTHY), 0)


class Peers(unittest.TestCase):
    """The scripted peers behave as named."""

    def test_words(self):
        for address, port, commands, pattern in (
                ("203.0.113.54", 25, "EHLO x\\r\\n", r"^HTTP/1.1 400"),
                ("203.0.113.55", 110, "CAPA\\r\\n", r"^\+OK hello\nyou said: CAPA"),
                ("203.0.113.56", 25, "QUIT\\r\\n", r"^421 "),
                ("203.0.113.59", 25, "QUIT\\r\\n", r"^554 "),
                ("203.0.113.57", 143, "a LOGOUT\\r\\n", r"^\* PREAUTH "),
                ("203.0.113.62", 995, "QUIT\\r\\n", r"^\+OK POP3 ready"),
                ("2001:db8:113::61", 25, "", r"^220-.*\n220-"),
                ("203.0.113.60", 25, "", r"^2$"),
                ("203.0.113.52", 25, "", r"^$"),
                ("203.0.113.58", 25, "EHLO x\\r\\nSTARTTLS\\r\\n", r"Go ahead\n250-injected"),
                ("203.0.113.58", 110, "STLS\\r\\n", r"Begin TLS\n\+OK\nUSER"),
                ("203.0.113.58", 143, "a STARTTLS\\r\\n", r"a OK Begin TLS\n\* CAPABILITY")):
            with self.subTest(address=address, port=port):
                self.assertRegex(clear(address, port, commands), pattern)

    def test_tls_on_110(self):
        self.assertIn("+OK POP3 ready", s_client("mx.swapped.example:110"))

    def test_endless_banner_has_no_newline(self):
        said = client("sh", "-c", "timeout 5 curl -s --max-time 2 telnet://203.0.113.53:25 | head -c 1000000")
        self.assertEqual(set(said), {"A"})
        self.assertEqual(len(said), 1000000)

    def test_slow_greeting(self):
        before = time.monotonic()
        said = client("swaks", "--server", "203.0.113.51", "--to", "x@slow.example", "--quit-after", "BANNER",
                      "--timeout", "60")
        self.assertIn("220 mx.peer.example", said)
        self.assertGreater(time.monotonic() - before, 34)


class Promises(unittest.TestCase):
    """The tables that other tests use agree with the lab."""

    def test_expected_verdicts(self):
        words = r"passed|failed|no_info(:[a-z_]+)?"
        table = json.loads((HERE / "expected.json").read_text())
        self.assertGreaterEqual(len(table), 10)
        for target, checks in table.items():
            for check, verdicts in checks.items():
                for verdict in [verdicts] if isinstance(verdicts, str) else verdicts:
                    self.assertRegex(verdict, f"^({words})$", f"{target} {check}")

    def test_configuration_names_the_authority(self):
        self.assertIn(f'ca_file = "{lab("ca").strip()}"', lab("config"))
