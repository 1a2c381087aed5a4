#!/usr/bin/python3
"""Adds up the JUnit files of several ctest runs, and those of GoogleTest programs, into one final line.

A test that both the dev and the release build ran counts twice. A GoogleTest program counts as one test of ctest in
addition to the tests that it contains.
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
            words = dict.fromkeys((case.get("classname"), case.get("name")))  # ctest repeats the name.
            name = ".".join(filter(None, words))
            if case.find("failure") is not None:
                failed.append(f"{path}: {name}")
            elif case.get("result") in ("skipped", "suppressed"):  # GoogleTest's terms.
                skipped += 1
            elif status == "run":
                passed += 1
            elif status == "disabled" or (why is not None and why.get("message").startswith("SKIP_")):
                skipped += 1  # The test says so itself. For a binary that was not built it is a failure.
            else:
                failed.append(f"{path}: {name}")
    return passed, len(failed), skipped, failed


def main():
    passed, failed, skipped, names = tally(sys.argv[1:])
    for name in names:
        print(f"FAILED {name}")
    print(f"tests: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
