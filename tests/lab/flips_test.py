#!/usr/bin/python3
"""The lab's flips, there and back, and two labs side by side."""

import sys

from selftest import main
from test_flips import Flips, SideBySide  # noqa: F401

if __name__ == "__main__":
    sys.exit(main())
