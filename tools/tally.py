#!/usr/bin/python3
"""Adds up the JUnit files of several ctest runs into one closing line.

A test that both the dev and the release build ran counts twice: it ran twice.
"""

import sys
import xml.etree.ElementTree as ElementTree


def tally(paths):
    """(passed, failed, skipped, names of the failed)"""
    passed = skipped = 0
    failed = []
    for path in paths:
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            status, why = case.get("status"), case.find("skipped")
            if status == "run":
                passed += 1
            elif status == "disabled" or (why is not None and why.get("message").startswith("SKIP_")):
                skipped += 1  # It said so itself. A binary that was not built says so too: a failure.
            else:
                failed.append(f"{path}: {case.get('name')}")
    return passed, len(failed), skipped, failed


def main():
    passed, failed, skipped, names = tally(sys.argv[1:])
    for name in names:
        print(f"FAILED {name}")
    print(f"tests: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
