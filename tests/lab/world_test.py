#!/usr/bin/python3
"""The lab as it is after `up`."""

import sys

from selftest import main
from test_ways import Queues, Sources, Spf, Ways  # noqa: F401
from test_world import Capabilities, Lists, Names, Peers, Ports, Promises, Tls  # noqa: F401

if __name__ == "__main__":
    sys.exit(main())
