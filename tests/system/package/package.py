"""What ./dev deb has built."""

import os
import shutil
from pathlib import Path

import roots
import world
from harness import SOURCE
from machine import Machine

BUILT = Path(os.environ.get("MAILWATCHD_DEB_DIR", SOURCE / "build/deb"))


def built_package():
    found = sorted(BUILT.glob("mailwatchd_*.deb"))
    if len(found) != 1:
        raise AssertionError(f"want one package in {BUILT}, found {len(found)}: ./dev deb makes it")
    return found[0]


def machine_with(package, on_cleanup):
    """A booted machine with the servers of the world and the package in /root; `on_cleanup` gets its `close`."""
    machine = Machine(roots.tree((*roots.MACHINE, *roots.SERVERS, *roots.depends(package))))
    on_cleanup(machine.close)
    world.furnish(machine)
    shutil.copy(package, machine.root / "root")
    machine.boot()
    return machine
