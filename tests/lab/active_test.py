#!/usr/bin/python3
"""MAIL and RCPT: the verdicts for servers that enforce, relay, refuse and defer, agreement with nmap, and our
commands in the servers' logs (failures A2, A3, A7)."""

import time
import unittest
from collections import Counter
from pathlib import Path

import audits
import clients
from audits import score_of, tags, verdict_of
from clients import lab
from sessions import POLITE, RCPT_MAX, SESSIONS_MAX, Logs

FOREIGN = "mailwatchd-probe@vantage.example"
FAST = ("--only", "open_relay", "--only", "spf_enforcement")
OWN = {  # target: (spf_enforcement, open_relay)
    "strict.example": ("passed", "passed"),
    "lax.example": ("no_info:tagging_possible", "passed"),
    "grey.example": ("no_info:deferred", "passed"),
    "rejects.example": ("no_info:refused_us", "passed"),
    "aloof.example": ("no_info:refused_us", "passed"),
    # A server rejected us, so we back off: its other address is not probed, for the same reason.
    "picky.example": ("no_info:prober_identity", "no_info:prober_identity"),
    "blocks.example": ("no_info:refused_us", "no_info:refused_us"),
    "relay.example": ("no_info:tagging_possible", "failed"),
    "stock.example": ("no_info:tagging_possible", "passed"),
    "sealed.example": ("no_info:tagging_possible", "failed"),
    "percent.example": ("no_info:tagging_possible", "passed"),
    "secondary.example": ("no_info:tagging_possible", "passed"),
    "catchall.example": ("no_info:tagging_possible", "passed"),
    "exim.example": ("no_info:tagging_possible", "passed"),
    # Its peer says 250 to everything, the impossible recipient included.
    "inject.example": ("no_info:tagging_possible", "no_info:not_trusted"),
    # Our own: E would be its own mailbox, and its host is in our network.
    "vantage.example": ("no_info:prober_trusted", "no_info:not_configured"),
}
STRANGERS = {"hosted.example": "mx.provider.example"}
# Case -> its envelope as nmap writes it, for a server named S at address I; D is the foreign domain.
CASES = {
    "null_sender": ("", "u@D"), "third_party": ("u@D", "u@D"), "sender_at_name": ("u@S", "u@D"),
    "sender_at_literal": ("u@[I]", "u@D"), "percent_at_literal": ("u@[I]", "u%D@[I]"),
    "percent_at_name": ("u@[I]", "u%D@S"), "quoted": ("u@[I]", '"u@D"'), "percent_quoted": ("u@[I]", '"u%D"'),
    "double_at_literal": ("u@[I]", "u@D@[I]"), "quoted_at_literal": ("u@[I]", '"u@D"@[I]'),
    "double_at_name": ("u@[I]", "u@D@S"), "route_through_literal": ("u@[I]", "@[I]:u@D"),
    "route_through_name": ("u@[I]", "@S:u@D"), "bang_path": ("u@[I]", "D!u"),
    "bang_path_at_literal": ("u@[I]", "D!u@[I]"), "bang_path_at_name": ("u@[I]", "D!u@S"),
}
AMBIGUOUS = {"quoted", "percent_quoted", "bang_path"}
RELAYS = {"mx.relay.example": "203.0.113.76", "mx.percent.example": "203.0.113.80",
          "mx.catchall.example": "203.0.113.81", "mx2.secondary.example": "203.0.113.78",
          "mx.strict.example": "203.0.113.70", "mx.lax.example": "203.0.113.71"}
# Exim refuses address literals, nmap's sender in most cases, and ends its session at the fourth.
EXIM = {"mx.percent.example", "mx.catchall.example"}


def envelope(case, name, address):
    """nmap's envelope as sent to the server."""
    parts = {"u": FOREIGN.partition("@")[0], "D": FOREIGN.partition("@")[2], "S": name, "I": address}
    return tuple("".join(parts.get(letter, letter) for letter in text) for text in CASES[case])


def accepted(one, name, address):
    """The cases that our report says the server accepted."""
    subject = f"{name}[{address}]:25"
    return {row["name"].partition(":")[2] for row in one["readings"]
            if row["name"].startswith("relay:") and row["subject"] == subject and row["value"] == "accepted"}


class ActiveTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        lab("up")
        cls.configuration = audits.configuration_file(cls)
        cls.logs = Logs(f"/run/mailwatchd-lab/{clients.ONE}")
        cls.all, cls.done = audits.audit(cls.configuration, *OWN, *STRANGERS, more=("--active", *FAST))
        time.sleep(1)  # Wait for the last session's log line.
        cls.heard = cls.logs.sessions()
        cls.exim = Path(f"/run/mailwatchd-lab/{clients.ONE}/mail/exim/var/log/exim4/mainlog").read_text()

    def active_sessions(self, host):
        """For a host of postfix-ways."""
        return [one for one in self.heard if one.host == host and one.is_active()]

    def test_verdicts(self):
        said = {target: (verdict_of(self.all[target], "spf_enforcement"), verdict_of(self.all[target], "open_relay"))
                for target in OWN}
        self.assertEqual(said, OWN, self.done.stderr)

    def test_an_open_relay_is_critical(self):
        self.assertIn("RELAY_ACCEPTED", tags(self.all["relay.example"], "open_relay"))
        self.assertIn("RELAY_ACCEPTED", tags(self.all["percent.example"], "open_relay"))
        for target in ("catchall.example", "secondary.example", "strict.example"):
            self.assertNotIn("RELAY_ACCEPTED", tags(self.all[target], "open_relay"), target)
        self.assertIn("RELAY_ACCEPTED_AMBIGUOUSLY", tags(self.all["catchall.example"], "open_relay"))
        for target in ("relay.example", "percent.example"):
            self.assertLessEqual(score_of(self.all[target], "open_relay"), 20, target)

    def test_exim_keeps_its_patience(self):
        for target in ("percent.example", "catchall.example", "exim.example"):
            self.assertNotIn("RELAY_TEST_CUT_SHORT", tags(self.all[target], "open_relay"), target)
            self.assertIn("RELAY_CASES_UNASKED", tags(self.all[target], "open_relay"), target)
        address = RELAYS["mx.percent.example"]
        self.assertEqual(accepted(self.all["percent.example"], "mx.percent.example", address) - AMBIGUOUS,
                         {"percent_at_domain"})
        self.assertNotIn("too many syntax or protocol errors", self.exim)

    def test_agreement_with_nmap(self):
        print(f"\n{'host':<24} {'nmap':<44} {'ours of those 16':<44} ours of 22")
        for name, address in RELAYS.items():
            theirs = set(clients.relay_combinations(name, FOREIGN))
            target = name.partition(".")[2]
            ours = accepted(self.all[target], name, address)
            theirs_by_case = {case for case in CASES if envelope(case, name, address) in theirs}
            shown = [", ".join(sorted(cases)) if len(cases) < 4 else f"{len(cases)} cases"
                     for cases in (theirs_by_case, ours & set(CASES), ours)]
            print(f"{name:<24} {shown[0] or 'none':<44} {shown[1] or 'none':<44} {shown[2] or 'none'}")
            self.assertEqual(len(theirs), len(theirs_by_case), f"{name}: nmap tried {theirs}")
            if name in EXIM:
                self.assertLessEqual(theirs_by_case, ours, name)
            else:
                self.assertEqual(ours & set(CASES), theirs_by_case, name)

    def test_nothing_but_polite_commands(self):
        self.assertTrue(self.heard)
        said = sum((one.commands for one in self.heard), Counter())
        self.assertLessEqual(set(+said), POLITE)
        self.assertEqual(clients.queued(), 0)

    def test_limits_of_a_session_and_of_a_round(self):
        self.assertEqual([one for one in self.heard if one.commands["rcpt"] > RCPT_MAX], [])
        rounds = Counter((one.server, one.host, one.family) for one in self.heard
                         if one.is_active() and (one.host or one.server == "exim"))
        self.assertIn(("postfix-ways", "mx.relay.example", 4), rounds)
        self.assertIn(("exim", "203.0.113.80", 4), rounds)
        self.assertEqual({where: number for where, number in rounds.items() if number > SESSIONS_MAX}, {})

    def test_a_strangers_host_hears_no_mail(self):
        for target, host in STRANGERS.items():
            self.assertEqual(verdict_of(self.all[target], "open_relay"), "no_info:not_authorised")
            self.assertEqual(verdict_of(self.all[target], "spf_enforcement"), "no_info:not_authorised")
            self.assertEqual(self.active_sessions(host), [])
            self.assertTrue([one for one in self.heard if one.host == host])

    def test_a_server_that_sends_us_away_is_left_alone(self):
        self.assertLessEqual(max(Counter(
            one.family for one in self.active_sessions("mx.blocks.example")).values(), default=0), 1)

    def test_starttls_injection_is_found_where_it_works_and_nowhere_else(self):
        """Python's streams keep what was read before TLS: the peers of inject.example are vulnerable as they are."""
        probing = audits.configuration_file(
            type(self), lambda text: text + "\n[checks.transport_tls]\nprobe_injection = true\n")
        only = ("--active", "--only", "transport_tls")
        sound = ("well.example", "strict.example", "exim.example", "careless.example")
        found, done = audits.audit(probing, "inject.example", *sound, *STRANGERS, more=only)
        self.assertEqual({target: "STARTTLS_INJECTION" in tags(one, "transport_tls") for target, one in found.items()},
                         {"inject.example": True} | {target: False for target in (*sound, *STRANGERS)}, done.stderr)
        ports = {finding["subject"].rpartition(":")[2] for check in found["inject.example"]["checks"]
                 for finding in check["findings"] if finding["tag"] == "STARTTLS_INJECTION"}
        self.assertEqual(ports, {"25", "110", "143"})

    def test_an_audit_is_passive_unless_asked(self):
        self.logs.forget()
        found, _done = audits.audit(self.configuration, "strict.example", more=FAST)
        time.sleep(1)
        self.assertEqual(verdict_of(found["strict.example"], "open_relay"), "no_info:not_authorised")
        self.assertEqual([one for one in self.logs.sessions() if one.is_active()], [])

    def test_submission_without_auth_is_proved(self):
        found, _done = audits.audit(self.configuration, "lax.example", "strict.example",
                                    more=("--active", "--only", "mx_connection"))
        self.assertIn("SUBMISSION_WITHOUT_LOGIN", tags(found["lax.example"], "mx_connection"))
        self.assertEqual(score_of(found["lax.example"], "mx_connection"), 80)
        self.assertIn("SUBMISSION_DEMANDS_LOGIN", tags(found["strict.example"], "mx_connection"))
        self.assertEqual(score_of(found["strict.example"], "mx_connection"), 100)

    def test_acceptance_is_a_verdict_where_nothing_is_tagged_later(self):
        file = audits.configuration_file(
            type(self), lambda text: text.replace("[probe]\n", "[probe]\nspf_no_content_filter = true\n", 1))
        found, _done = audits.audit(file, "lax.example", more=("--active", "--only", "spf_enforcement"))
        self.assertEqual(verdict_of(found["lax.example"], "spf_enforcement"), "failed")

    def test_flips_show(self):
        for there, back, check, after in (
                (["stop-enforcing"], ["enforce-spf"], "spf_enforcement", "no_info:tagging_possible"),
                (["open-relay", "mx.strict.example"], ["enforce-spf"], "open_relay", "failed")):
            lab("flip", *there)
            try:
                found, _done = audits.audit(self.configuration, "strict.example", more=("--active", "--only", check))
                self.assertEqual(verdict_of(found["strict.example"], check), after)
            finally:
                lab("flip", *back)


if __name__ == "__main__":
    unittest.main(verbosity=2)
