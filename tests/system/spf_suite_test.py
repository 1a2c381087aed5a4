#!/usr/bin/python3
"""The public test suite of RFC 7208, all 203 cases: with the evaluator alone, and with the tool and a DNS server."""

import json
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

import spf_suite
from dns_stub import DnsStub
from harness import TOOL, SystemTest, run
from spf_driver import Evaluator

# Long enough for a busy machine, short enough for the cases without a DNS answer.
PATIENT = """
[daemon]
catalogue = false
[resolver]
timeout = "1s"
attempts = 2
"""
AT_ONCE = 6  # processes


class InMemory(unittest.TestCase):
    def test_every_case(self):
        evaluator = Evaluator()
        self.addCleanup(evaluator.close)
        passed = 0
        for zone in spf_suite.zones():
            evaluator.set_zone(zone.records, zone.silent)
            for case in zone.cases:
                with self.subTest(case.name):
                    found = evaluator.evaluate(case.client, case.domain, case.sender, case.helo)
                    self.assertIn(found.result, case.results, found)
                    if case.explanation is not None:
                        self.assertEqual(found.explanation, case.explanation, found)
                    passed += 1
        print(f"rfc7208-tests in memory: {passed} of {spf_suite.CASES}")
        self.assertEqual(passed, spf_suite.CASES)


class OverTheWire(SystemTest):
    """mailwatchctl spf with a name server that has the zones of the suite."""

    def evaluate(self, case, resolver, config):
        done = run(TOOL, "spf", case.domain, "--ip", case.client, "--sender", case.sender, "--helo", case.helo,
                   "--json", "--config", config, "--resolver", resolver, patience=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""), case)
        return case, json.loads(done.stdout)

    def test_every_case(self):
        config = str(self.file(PATIENT))
        passed = 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            calls = []
            for zone in spf_suite.zones():
                dns = DnsStub(zone.records, zone.silent)
                self.addCleanup(dns.close)
                calls += [pool.submit(self.evaluate, case, dns.address, config) for case in zone.cases]
            for call in calls:
                case, found = call.result()
                with self.subTest(case.name):
                    self.assertIn(found["result"], case.results, found)
                    if case.explanation is not None:
                        self.assertEqual(found["explanation"], case.explanation, found)
                    passed += 1
        print(f"rfc7208-tests over the wire: {passed} of {spf_suite.CASES}")
        self.assertEqual(passed, spf_suite.CASES)


if __name__ == "__main__":
    if not spf_suite.FILE.exists():
        print(f"skipped: {spf_suite.FILE} is not there")
        sys.exit(77)
    unittest.main()
