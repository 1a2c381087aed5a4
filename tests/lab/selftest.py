"""Verifies the lab with independent clients. Run as `lab selftest [Class.test …]`; world_test.py and flips_test.py
are its two halves, which ctest runs in parallel."""

import sys
import unittest

from clients import lab
from test_flips import Flips, SideBySide  # noqa: F401  (found by unittest in the module that runs)
from test_ways import Queues, Sources, Spf, Ways  # noqa: F401
from test_world import Capabilities, Lists, Names, Peers, Ports, Promises, Tls  # noqa: F401


def main():
    """One lab for all tests of the running module, always removed afterwards."""
    try:
        lab("up")
        result = unittest.main(exit=False, verbosity=2).result
    finally:
        lab("down")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
