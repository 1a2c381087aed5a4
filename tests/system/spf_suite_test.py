#!/usr/bin/python3
"""The public test suite of RFC 7208, all 203 cases: the evaluator alone, and the tool on a real DNS."""

import sys
import unittest

import spf_suite
from spf_driver import Evaluator


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


if __name__ == "__main__":
    if not spf_suite.FILE.exists():
        print(f"skipped: {spf_suite.FILE} is not there")
        sys.exit(77)
    unittest.main()
