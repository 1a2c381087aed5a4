"""What ./dev deb has built."""

import os
from pathlib import Path

from harness import SOURCE

BUILT = Path(os.environ.get("MAILWATCHD_DEB_DIR", SOURCE / "build/deb"))


def built_package():
    found = sorted(BUILT.glob("mailwatchd_*.deb"))
    if len(found) != 1:
        raise AssertionError(f"want one package in {BUILT}, found {len(found)}: ./dev deb makes it")
    return found[0]
