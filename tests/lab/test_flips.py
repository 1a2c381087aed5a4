"""Every flip, there and back, and two labs in parallel, by independent clients."""

import os
import re
import unittest
from pathlib import Path

from clients import (
    TWO, WELL, CARELESS, alive, clear, client, dig, ehlo, lab, listed, open_ports, ports, rcpt, s_client, status)


class Flips(unittest.TestCase):
    """Each flip takes effect immediately, may be repeated, and can be undone."""

    def flip(self, *words):
        lab("flip", *words)
        lab("flip", *words)

    def there_and_back(self, there, back, look, after):
        before = look()
        self.assertNotEqual(before, after)
        self.flip(*there)
        self.assertEqual(look(), after)
        self.flip(*back)
        self.assertEqual(look(), before)

    def test_port_110_refused_then_open(self):
        self.there_and_back(["open-110"], ["close-110"], lambda: ports(WELL, "110")[110], "open")
        self.flip("open-110", "mx.shared.example")
        self.assertIn("+OK Dovecot", clear("203.0.113.30", 110, "QUIT\\r\\n"))
        self.assertNotIn("SASL PLAIN", clear("203.0.113.30", 110, "CAPA\\r\\nQUIT\\r\\n"))
        self.assertEqual(ports("2001:db8:113::30", "110")[110], "open")
        self.flip("close-110", "mx.shared.example")
        self.assertEqual(ports("203.0.113.30", "110")[110], "closed")

    def test_port_143(self):
        self.there_and_back(["close-143"], ["open-143"], lambda: ports(WELL, "143")[143], "closed")

    def test_port_110_dropped_then_open(self):
        self.there_and_back(["open-110-dropped"], ["close-110-dropped"],
                            lambda: ports("203.0.113.40", "110")[110], "open")

    def test_walls(self):
        def look():
            return ports(WELL, "25")[25]
        self.there_and_back(["close-25"], ["open-25"], look, "closed")
        self.there_and_back(["drop-25", WELL], ["open-25", WELL], look, "filtered")
        self.there_and_back(["close-port", "2001:db8::20", "993"], ["open-port", "2001:db8::20", "993"],
                            lambda: ports("2001:db8::20", "993")[993], "closed")
        self.there_and_back(["drop-port", CARELESS, "995"], ["open-port", CARELESS, "995"],
                            lambda: ports(CARELESS, "995")[995], "filtered")
        for way, after in (("drop-25", "filtered"), ("drop", "filtered"), ("reset-25", "closed"), ("reset", "closed"),
                           ("prohibit", "filtered")):
            self.there_and_back(["outbound", way], ["outbound", "open"], look, after)
        self.there_and_back(["outbound", "proxy"], ["outbound", "open"], lambda: ports("192.0.2.7", "25")[25], "open")

    def test_listing(self):
        self.there_and_back(["list", WELL, "minor.bl.example", "127.0.0.9"], ["delist", WELL, "minor.bl.example"],
                            lambda: listed(WELL, "minor.bl.example"), ["127.0.0.9"])
        six = "0.1.0.0" + ".0" * 20 + ".8.b.d.0.1.0.0.2.zen.bl.example"
        self.there_and_back(["list", "2001:db8::10", "zen.bl.example"], ["delist", "2001:db8::10", "zen.bl.example"],
                            lambda: dig(six), ["127.0.0.2"])

    def test_zone_modes(self):
        for mode, after in (("wild", ["127.0.0.2"]), ("quota", ["127.255.255.254"]), ("parked", ["198.51.100.99"])):
            self.there_and_back(["zone", "zen.bl.example", mode], ["zone", "zen.bl.example", "well"],
                                lambda: listed("127.0.0.1", "zen.bl.example"), after)
        for mode in ("empty", "dead"):
            self.flip("zone", "zen.bl.example", mode)
            self.assertNotEqual(listed("127.0.0.2", "zen.bl.example"), ["127.0.0.2"], mode)
        self.flip("zone", "zen.bl.example", "well")
        self.assertEqual(listed("127.0.0.2", "zen.bl.example"), ["127.0.0.2"])

    def test_names(self):
        mx = ["10 mx1.well.example.", "20 mx2.well.example."]
        self.there_and_back(["mx-add", "well.example", "mx3.well.example"],
                            ["mx-remove", "well.example", "mx3.well.example"],
                            lambda: dig("well.example", "MX"), [*mx, "30 mx3.well.example."])
        self.there_and_back(["mx-remove", "well.example", "mx2.well.example"], ["mx-restore", "well.example"],
                            lambda: dig("well.example", "MX"), mx[:1])
        self.assertRegex(client("dig", "+dnssec", "well.example", "MX"), r"flags: [^;]* ad")
        self.there_and_back(["change-spf", "well.example", "v=spf1 ?all"], ["restore-spf", "well.example"],
                            lambda: dig("well.example", "TXT"), ['"v=spf1 ?all"'])
        self.there_and_back(["change-ptr", "mx1.well.example", "other.provider.example"],
                            ["restore-ptr", "mx1.well.example"],
                            lambda: client("dig", "+short", "-x", WELL).split(), ["other.provider.example."])
        self.there_and_back(["change-ptr", "mx1.well.example", "none"], ["restore-ptr", "mx1.well.example"],
                            lambda: client("dig", "+short", "-x", "2001:db8::10").split(), [])

    def test_starttls(self):
        for server, host in (("postfix-well", "mx1.well.example"), ("exim", "mx.exim.example")):
            self.there_and_back(["drop-starttls", server], ["offer-starttls", server],
                                lambda host=host: "STARTTLS" in ehlo(f"{host}:25"), False)
        self.there_and_back(["offer-starttls", "postfix-careless"], ["drop-starttls", "postfix-careless"],
                            lambda: "STARTTLS" in ehlo("mail.careless.example:25"), True)

    def test_certificates(self):
        for server, where, flags in (("postfix-well", "mx1.well.example:465", []),
                                     ("dovecot-well", "mx1.well.example:993", []),
                                     ("exim", "mx.exim.example:25", ["-starttls smtp"])):
            def serial():
                said = s_client(where, *flags)
                pem = said[said.index("-----BEGIN"):said.index("-----END")]
                return pem, "Verify return code: 0 (ok)" in said
            first, good = serial()
            self.assertTrue(good, server)
            lab("flip", "renew-certificate", server)
            second, good = serial()
            self.assertTrue(good and first != second, server)
            lab("flip", "expire-certificate", server)
            self.assertFalse(serial()[1], server)
            lab("flip", "renew-certificate", server)
            self.assertTrue(serial()[1], server)

    def test_relay(self):
        for host in ("mail.careless.example", "mx.lax.example"):
            self.there_and_back(["open-relay", host], ["close-relay", host],
                                lambda host=host: rcpt(host, "a@vantage.example", "x@elsewhere.example")[:3], "250")

    def test_enforcement(self):
        self.there_and_back(
            ["stop-enforcing"], ["enforce-spf"],
            lambda: rcpt("mx.strict.example", "postmaster@well.example", "postmaster@strict.example")[:3], "250")

    def test_submission_without_auth(self):
        self.there_and_back(
            ["drop-auth-587"], ["demand-auth-587"],
            lambda: rcpt("mx.strict.example:587", "a@vantage.example", "postmaster@strict.example")[:3], "250")

    def test_resolver(self):
        def look():
            return dig("well.example", "MX")[:1] == ["10 mx1.well.example."]
        self.there_and_back(["stop-resolver"], ["start-resolver"], look, False)
        self.there_and_back(["hang-resolver"], ["start-resolver"], look, False)
        self.there_and_back(["empty-resolver"], ["start-resolver"], lambda: (status("well.example", "MX"), look()),
                            ("NOERROR", False))
        self.there_and_back(["lying-resolver"], ["start-resolver"], lambda: dig("nobody.nowhere"), ["203.0.113.80"])

    def test_route(self):
        self.there_and_back(["cut-ipv6"], ["mend-ipv6"],
                            lambda: bool(dig("well.example", "MX", "@2001:db8::53")[0].startswith("10")), False)

    def test_link(self):
        def source():
            return re.findall(r"src (\S+)", client("ip", "route", "get", WELL))
        self.there_and_back(["link-down"], ["link-up"], source, [])
        self.there_and_back(["other-address"], ["link-up"], source, ["198.51.100.251"])
        self.assertEqual(ports(WELL, "25")[25], "open")

    def test_loss(self):
        def lost():
            said = client("ping", "-q", "-n", "-f", "-c", "1000", "-W", "1", WELL)
            return float(re.search(r"([\d.]+)% packet loss", said)[1])
        self.assertEqual(lost(), 0)
        self.flip("loss", "20")
        # Both directions: 1 - 0.8² = 36 %, with a margin of five standard deviations of a thousand packets.
        self.assertAlmostEqual(lost(), 36, delta=8)
        self.flip("loss", "0")
        self.assertEqual(lost(), 0)

    def test_reset(self):
        for words in (["open-110"], ["close-25"], ["loss", "50"], ["list", WELL, "zen.bl.example"], ["hang-resolver"]):
            lab("flip", *words)
        self.flip("reset")
        self.assertEqual(ports(WELL, "25,110"), {25: "open", 110: "closed"})
        self.assertEqual(listed(WELL, "zen.bl.example"), [])

    def test_mistakes_are_told(self):
        for words, message in ((["nonsense"], "no such flip"), (["list"], "usage: flip list"),
                            (["open-110", "mx.exim.example"], "has no Dovecot"), (["loss", "x"], "percentage"),
                            (["close-25", "nowhere"], "neither a host"), (["zone", "x", "wild"], "not a list of the lab")):
            self.assertIn(message, lab("flip", *words, check=False))


class SideBySide(unittest.TestCase):
    """Two labs do not disturb each other, and `down` leaves nothing."""

    def test_two_labs(self):
        lab("up", lab_id=TWO)
        lab("flip", "open-110", lab_id=TWO)
        lab("flip", "list", WELL, "zen.bl.example", lab_id=TWO)
        self.assertEqual(ports(WELL, "110", lab_id=TWO), {110: "open"})
        self.assertEqual(ports(WELL, "110"), {110: "closed"})
        self.assertEqual(listed(WELL, "zen.bl.example", lab_id=TWO), ["127.0.0.2"])
        self.assertEqual(listed(WELL, "zen.bl.example"), [])
        lab("up", lab_id=TWO)
        self.assertEqual(ports(WELL, "110", lab_id=TWO), {110: "closed"})
        pids = [line.split("pid ")[1].split()[0] for line in lab("status", lab_id=TWO).splitlines()]
        lab("down", lab_id=TWO)
        self.assertEqual([pid for pid in pids if alive(pid)], [])
        self.assertFalse(Path("/run/mailwatchd-lab", TWO).exists())
        self.assertEqual([name for name in os.listdir("/run/netns") if f"-{TWO}-" in name], [])
        self.assertFalse(Path(f"/etc/netns/mw-{TWO}-p").exists())
        self.assertNotIn(TWO, Path("/proc/self/mounts").read_text())
        self.assertEqual(len(open_ports(WELL)), 6)

    def test_a_lab_that_is_not_up_says_so(self):
        self.assertIn("run `lab up` first", lab("exec", "--", "true", lab_id=f"{TWO}c", check=False))
