"""How the servers decide about senders and recipients, and what the name service says about both: by swaks, nmap,
dig and python3-spf."""

import unittest

from clients import client, dig, queued, rcpt, relay_combinations

OURS = "postmaster@vantage.example"      # SPF passes for the probe's address
FORGED = "postmaster@well.example"       # SPF fails for it
FOREIGN = "mailwatchd-probe@vantage.example"


class Ways(unittest.TestCase):
    """Each way of a host, identified by a text that only it sends."""

    def said(self, pattern, *words):
        self.assertRegex(rcpt(*words), f"^{pattern}", words)

    def test_spf(self):
        for sender, strict in ((OURS, "250 "), (FORGED, r"550 5\.7\.23 .*SPF fail")):
            self.said(strict, "mx.strict.example", sender, "postmaster@strict.example")
            self.said("250 ", "mx.lax.example", sender, "postmaster@lax.example")
        self.said("250 ", "mx.strict.example", "postmaster@spf-soft.example", "postmaster@strict.example")
        self.said("550 5.7.23", "203.0.113.70", FORGED, "postmaster@strict.example")

    def test_refusals_of_everybody(self):
        self.said("450 4.2.0 .*Greylisted", "mx.grey.example", OURS, "postmaster@grey.example")
        self.said("554 5.7.1 .*Client host rejected", "mx.rejects.example", OURS, "postmaster@rejects.example")
        self.said("554 5.7.1 .*Sender address rejected", "mx.aloof.example", OURS, "postmaster@aloof.example")
        self.said("554 5.7.1 .*Helo command rejected", "mx.picky.example", OURS, "postmaster@picky.example")
        self.said("554 5.7.1 .*blocked using wild.bl.example", "mx.blocks.example", OURS, "postmaster@blocks.example")

    def test_relays(self):
        self.said("250 ", "mx.relay.example", OURS, FOREIGN)
        self.said("554 5.7.1 .*Relay access denied", "mx.strict.example", OURS, FOREIGN)
        self.said("454 4.7.1 .*Relay access denied", "mx.stock.example", OURS, FOREIGN)
        self.said("530 5.7.0 .*STARTTLS", "mx.sealed.example", OURS, FOREIGN)
        self.said("250 ", "mx.sealed.example", OURS, FOREIGN, "-tls")
        self.said("250 ", "mx.percent.example", OURS, "x%vantage.example@percent.example")
        self.said("550 relay not permitted", "mx.percent.example", OURS, FOREIGN)
        self.said("250 ", "mx.catchall.example", OURS, "anybody@catchall.example")
        self.said("550 relay not permitted", "mx.catchall.example", OURS, FOREIGN)
        self.said("550 ", "mx.catchall.example", OURS, "x%vantage.example@catchall.example")
        self.said("550 5.1.1", "mx1.secondary.example", OURS, "anybody@secondary.example")
        self.said("250 ", "mx2.secondary.example", OURS, "anybody@secondary.example")
        self.said("554 5.7.1 .*Relay access denied", "mx2.secondary.example", OURS, FOREIGN)

    def test_submission(self):
        self.said("530 5.7.0 .*Authentication required", "mx.strict.example:587", OURS, FOREIGN)
        self.said("530 5.7.0 .*Authentication required", "mx.strict.example:587", OURS, FOREIGN, "-tls")
        self.said("250 ", "mx.lax.example:587", OURS, "postmaster@lax.example")
        self.said("250 ", "mx.lax.example:587", OURS, FOREIGN)

    def test_nmap_on_relaying(self):
        self.assertEqual(len(relay_combinations("mx.relay.example")), 16)
        # Exim refuses nmap's sender at an address literal, as Debian ships it, and ends the session at the fourth.
        for name in ("mx.percent.example", "mx.catchall.example"):
            self.assertEqual(relay_combinations(name), [], name)
        for name in ("mx.strict.example", "mx.lax.example", "mx2.secondary.example", "mx.grey.example",
                     "mx1.well.example", "mail.careless.example"):
            self.assertEqual(relay_combinations(name), [], name)


class Spf(unittest.TestCase):
    """Each record has the meaning given in world.toml, as python3-spf reads it."""

    def verdict(self, address, domain):
        return client("/usr/bin/python3", "-c", f"import spf; print(spf.check2(i='{address}', h='x.example', "
                      f"s='postmaster@{domain}')[0])").strip()

    def test_the_prober(self):
        for address in ("198.51.100.250", "2001:db8:1::250"):
            self.assertEqual(self.verdict(address, "vantage.example"), "pass")
            self.assertEqual(self.verdict(address, "probe.vantage.example"), "pass")
            self.assertEqual(self.verdict(address, "well.example"), "fail")
            self.assertEqual(client("dig", "+short", "-x", address).split(), ["probe.vantage.example."])
        self.assertEqual(dig("vantage.example", "MX"), ["10 mx.vantage.example."])

    def test_records(self):
        stranger = {"soft": "softfail", "neutral": "neutral", "end": "neutral", "ptr": "fail", "near": "fail",
                    "old": "fail", "none": "none", "many": "permerror", "two": "permerror", "typo": "permerror",
                    "loop": "permerror", "void": "permerror"}
        for domain, expected in stranger.items():
            self.assertEqual(self.verdict("198.51.100.250", f"spf-{domain}.example"), expected, domain)
        self.assertEqual(len(dig("spf-two.example", "TXT")), 2)
        self.assertEqual(dig("spf-old.example", "SPF"), ['"v=spf1 mx -all"'])
        self.assertEqual(dig("spf-near.example", "SPF"), [])


class Sources(unittest.TestCase):
    """Graded sources, keyed lists and routes, by dig."""

    def test_figures(self):
        for name, answer in (("10.100.51.198.rep", "127.0.0.19"), ("20.100.51.198.rep", "127.0.0.10"),
                             ("10.100.51.198.score", "127.0.4.98"), ("10.100.51.198.wl", "127.0.5.2"),
                             ("2.0.0.127.wl", "127.0.10.0"), ("20.100.51.198.sbl", "127.0.0.2"),
                             ("20.100.51.198.xbl", "127.0.0.4"), ("20.100.51.198.lab-key-0451.dq", "127.0.0.2")):
            self.assertEqual(dig(f"{name}.bl.example"), [answer], name)
        for name in ("2.0.0.127.rep", "2.0.0.127.score", "30.100.51.198.rep", "20.100.51.198.dq"):
            self.assertEqual(dig(f"{name}.bl.example"), [], name)
        zero = ".".join("0" * 20)
        self.assertEqual(dig(f"2.0.0.0.0.0.f.7.f.f.f.f.{zero}.six.bl.example"), ["127.0.0.2"])

    def test_routes(self):
        self.assertEqual(dig("10.100.51.198.origin.asn.example", "TXT"),
                         ['"64500 | 198.51.100.0/24 | NL | ripencc | 2010-07-01"'])
        six = "0.1.0.0" + ".0" * 20 + ".8.b.d.0.1.0.0.2"
        self.assertEqual(dig(f"{six}.origin6.asn.example", "TXT"),
                         ['"64500 | 2001:db8::/32 | NL | ripencc | 2012-03-04"'])
        self.assertIn("LAB-POOL", dig("AS64501.asn.example", "TXT")[0])


class Queues(unittest.TestCase):
    """An accepted message stays where it is counted."""

    def test_a_message_is_counted(self):
        before = queued()
        for server in ("mx.relay.example", "mx.percent.example", "mail.careless.example"):
            recipient = f"postmaster@{server.partition('.')[2]}"
            client("swaks", "--server", server, "--from", OURS, "--to", recipient)
        self.assertEqual(queued(), before + 3)
