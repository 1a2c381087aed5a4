#!/usr/bin/python3
"""The command line of mailwatchctl check: errors, refused addresses, colours and progress."""

import json
import os
import pty
import re
import select
import socket
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from dns_stub import DnsStub
from harness import CHECKS, CLOSED, DAEMON, PATIENCE, TOOL, SystemTest, configuration, free_port, own_address, run

SOMETHING_FAILED = 1
COULD_NOT_AUDIT = 2
OF_THE_DOMAIN = {"spf_record"}  # Need no host.
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TRAP, ALLOWED, CLOSED_HOST = map(own_address, range(3))
ALLOWING = f"""
[probe]
allow_addresses = ["{ALLOWED}", "{CLOSED_HOST}"]
greeting_timeout = "1s"
session_timeout = "5s"
gap = "0s"
"""
RECORDS = {("trap.example", "MX"): ["10 mx.trap.example"], ("mx.trap.example", "A"): [TRAP],
           ("trap.example", "TXT"): ["v=spf1 -all"],
           ("closed.example", "MX"): ["10 mx.closed.example"], ("mx.closed.example", "A"): [CLOSED_HOST]}


def check(*arguments, **more):
    return run(TOOL, "check", *arguments, **more)


def together(*calls):
    """Runs calls in parallel and returns their results."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def visits(servers):
    """Number of connections to these servers."""
    count = 0
    for server in servers:
        server.setblocking(False)
        try:
            while True:
                server.accept()[0].close()
                count += 1
        except BlockingIOError:
            pass
    return count


def on_terminal(command, environment=None):
    """(exit status, output to a terminal)"""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs,
                               env={**os.environ, "TERM": "xterm", **(environment or {})})
    os.close(theirs)
    sent, end = b"", time.monotonic() + PATIENCE
    try:
        while time.monotonic() < end:
            if not select.select([ours], [], [], 0.1)[0]:
                continue
            sent += os.read(ours, 65536)
    except OSError:
        pass  # EIO: the other end is closed.
    finally:
        os.close(ours)
        if time.monotonic() >= end:
            process.kill()
    return process.wait(), sent.decode()


class Refusals(SystemTest):
    def complaint(self, *arguments):
        done = check(*arguments)
        self.assertEqual((done.returncode, done.stdout), (COULD_NOT_AUDIT, ""), done.stderr)
        return done.stderr

    def test_what_is_no_target(self):
        for target in ("a..b", "exa mple.org", "example.org/24", "x" * 300, "http://example.org",
                       "user@example.org", "", "192.0.2.256", "[::1", "\x1b[31m"):
            with self.subTest(target):
                text = self.complaint(target)
                self.assertRegex(text, r"^mailwatchctl: .+\n$")
                self.assertNotIn("\x1b", text)
                self.assertLess(len(text), 600)

    def test_one_bad_target_among_good_ones_is_named(self):
        self.assertIn('"a..b"', self.complaint("example.org", "a..b"))

    def test_an_unknown_check_lists_those_there_are(self):
        text = self.complaint("example.org", "--only", "pop3,spam")
        self.assertIn('"spam"', text)
        for name in CHECKS:
            self.assertIn(name, text)

    def test_a_bad_resolver(self):
        for resolver in ("nope", "127.0.0.1:0", "127.0.0.1:65536", "::1:53:53:x", "[::1", ""):
            with self.subTest(resolver):
                text = self.complaint("example.org", f"--resolver={resolver}")
                self.assertIn("resolver", text)

    def test_a_resolver_that_is_not_there(self):
        # An option before the targets must not take them as its values.
        done = check("--only", "pop3,imap", "example.org", "--resolver", CLOSED)
        self.assertEqual(done.returncode, COULD_NOT_AUDIT)
        self.assertIn("the DNS resolver does not work", done.stderr)
        self.assertEqual(done.stdout.count("our resolver is not suitable"), 2)


class SpecialPurpose(SystemTest):
    """Nothing is sent to such an address: a server there gets no connection."""

    def setUp(self):
        super().setUp()
        self.dns = DnsStub(RECORDS)
        self.addCleanup(self.dns.close)

    def listen(self, address):
        """Servers on mail ports; skips the test without permission for these ports."""
        servers = []
        for port in (25, 110, 143):
            try:
                servers.append(socket.create_server((address, port)))
            except OSError as error:
                self.skipTest(f"port {port} of {address}: {error}")
            self.addCleanup(servers[-1].close)
        return servers

    def audit(self, *targets, tables=""):
        file = self.file(configuration(free_port(), tables=tables), f"{targets[0]}.toml")
        done = check(*targets, "--json", "--strict", "--config", str(file), "--resolver", self.dns.address)
        return done, [json.loads(line) for line in done.stdout.splitlines()]

    def test_is_refused_without_a_packet_and_says_so(self):
        refused, allowed = self.listen(TRAP), self.listen(ALLOWED)
        targets = [TRAP, "trap.example", "127.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254"]
        (done, audits), (other, _) = together(
            lambda: self.audit(*targets), lambda: self.audit(ALLOWED, tables=ALLOWING))
        self.assertEqual(visits(refused), 0)
        self.assertGreater(visits(allowed), 0)  # Otherwise the line above proves nothing.
        self.assertEqual(done.returncode, COULD_NOT_AUDIT)
        self.assertRegex(done.stderr, r"\Amailwatchctl: \S+: nothing was audited: special-purpose address, not connected\n\Z")
        self.assertEqual(other.stderr, "")
        self.assertEqual({audit["target"] for audit in audits}, set(targets))
        for audit in audits:
            self.assertEqual([each["check"] for each in audit["checks"]], CHECKS)
            reasons = {each["reason"] for each in audit["checks"] if each["check"] not in OF_THE_DOMAIN}
            self.assertEqual(reasons, {"address_refused"})
            self.assertIn("MX_ADDRESS_SPECIAL_PURPOSE",
                          [finding["tag"] for finding in audit["checks"][0]["findings"]])


class Looks(SystemTest):
    """Colours and progress appear on terminals only."""

    def test_of_an_audit(self):
        dns = DnsStub(RECORDS)
        self.addCleanup(dns.close)
        file = str(self.file(configuration(free_port(), tables=ALLOWING)))
        command = [TOOL, "check", "closed.example", "--config", file, "--resolver", dns.address]
        (status, coloured), (_, plain), piped = together(
            lambda: on_terminal(command, {"NO_COLOR": ""}),  # Empty means not set.
            lambda: on_terminal(command, {"NO_COLOR": "1"}), lambda: run(*command))
        self.assertEqual((status, piped.returncode, piped.stderr), (SOMETHING_FAILED, SOMETHING_FAILED, ""))
        progress = r"\r\x1b\[Kclosed\.example: \d+ of \d+ observations"
        self.assertRegex(coloured, COLOUR)
        self.assertRegex(coloured, progress)
        self.assertNotRegex(plain, COLOUR)
        self.assertRegex(plain, progress)
        for text in (coloured, plain):
            self.assertNotIn("observations", text.rpartition("\x1b[K")[2])  # The progress line is removed.
        self.assertNotRegex(piped.stdout, r"[\x1b\r]|observations")
        self.assertRegex(piped.stdout, r"(?m)^  MX connection +FAILED")

    def test_of_the_daemons_log(self):
        file = str(self.file(configuration(free_port())))
        state = {"STATE_DIRECTORY": str(self.folder / "state")}
        command = [DAEMON, "--once", "--config", file]
        self.assertRegex(on_terminal(command, state)[1], COLOUR)
        self.assertNotRegex(on_terminal(command, {**state, "NO_COLOR": "1"})[1], COLOUR)


if __name__ == "__main__":
    unittest.main()
