#!/usr/bin/python3
"""The power fails while the daemon writes (failure S2): what was acknowledged is there.

The state is on ext4, on a disk that keeps what was flushed and any part of the rest. MAILWATCHD_POWER_CUTS is the
number of cuts."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from harness import DEAD_RESOLVER, FOLDERS, Daemon, configuration, wait
from recorded_disk import NAME, Cuts, RecordedDisk, write_image

CUTS = int(os.environ.get("MAILWATCHD_POWER_CUTS", "200"))
STEPS = 60
DISK_BYTES = 24 << 20
TARGET = "example.org"


def command(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def acknowledged(log, cut):
    """The latest promises before the cut: the number of the last pause, and how many changes were shown."""
    pause, changes = 0, 0
    for entry in log[:cut]:
        if isinstance(entry, tuple) and entry[0] == "paused":
            pause = entry[1]
        elif isinstance(entry, tuple) and entry[0] == "changes":
            changes = entry[1]
    return pause, changes


class Recording:
    """A daemon that is told things for a while, and what its disk saw meanwhile."""

    def __init__(self, folder):
        image = folder / "empty"
        with open(image, "wb") as new:
            new.truncate(DISK_BYTES)
        command("mkfs.ext4", "-q", "-b", "4096", "-E", "nodiscard", str(image))
        self.disk = RecordedDisk(image.read_bytes())
        image.unlink()
        self.folder = folder
        self.served, self.mounted = folder / "served", folder / "state"
        self.served.mkdir()
        self.mounted.mkdir()
        self.disk.serve(self.served)
        wait((self.served / NAME).exists, "the disk")
        command("mount", "-o", "loop", str(self.served / NAME), str(self.mounted))
        try:
            self._record()
        finally:
            command("umount", str(self.mounted))
            command("umount", str(self.served))

    def text(self, weight):
        return configuration("PORT", [TARGET], DEAD_RESOLVER + f"[checks.dnsbl]\nweight = {weight}\n")

    def _record(self):
        daemon = Daemon(self.folder, self.text(1)).start().ready()
        try:
            wait(lambda: daemon.page().values("mailwatchd_check_inconclusive"), "a round")
            self.first = len(self.disk.log)
            for step in range(1, STEPS + 1):
                self._step(daemon, step)
            self.log = list(self.disk.log)
        finally:
            daemon.process.kill()
            daemon.close()

    def _step(self, daemon, step):
        if step % 3 == 0:
            daemon.write(self.text(step))
            before = self.changes(daemon)
            assert daemon.ask("reload").returncode == 0
            count = wait(lambda: self.changes(daemon) > before and self.changes(daemon), "the change of the rules")
            self.disk.mark(("changes", count))
            return
        for words in (["resume", TARGET], ["pause", TARGET, "--why", str(step)]):
            answer = daemon.ask(*words)
            assert answer.returncode == 0 or words[0] == "resume", answer.stderr
        self.disk.mark(("paused", step))

    @staticmethod
    def changes(daemon):
        return len(daemon.ask("events", "--json").stdout.splitlines())


class State:
    """What a disk holds after a cut."""

    def __init__(self, folder, image):
        mounted, self.copy = folder / "cut", folder / "copy"
        mounted.mkdir(exist_ok=True)
        shutil.rmtree(self.copy, ignore_errors=True)
        path = write_image(image, folder / "image")
        command("mount", "-o", "loop", str(path), str(mounted))
        try:
            shutil.copytree(mounted, self.copy, ignore=shutil.ignore_patterns("lost+found"))
        finally:
            command("umount", str(mounted))

    def read(self):
        """(number of the pause, None if it is not paused; number of changes)"""
        with sqlite3.connect(self.copy / "mailwatchd.db") as state:
            assert state.execute("pragma integrity_check").fetchone()[0] == "ok"
            assert state.execute("pragma foreign_key_check").fetchall() == []
            paused, why = state.execute("select paused, paused_why from target").fetchone()
            changes = state.execute("select count(*) from transition").fetchone()[0]
        state.close()
        return (int(why) if paused else None), changes


@unittest.skipUnless(os.geteuid() == 0, "only root can mount")
class PowerCut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="mailwatchd-power-", dir=FOLDERS)
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.recording = Recording(cls.folder)

    def setUp(self):
        self.random = random.Random(7)

    def cuts(self, count):
        first, last = self.recording.first, len(self.recording.log)
        return sorted(self.random.randrange(first, last + 1) for _ in range(count))

    def lost(self, image, cut):
        """What the state lacks after the cut; "" if nothing."""
        pause, changes = acknowledged(self.recording.log, cut)
        try:
            found = State(self.folder, image)
            paused, found_changes = found.read()
        except subprocess.CalledProcessError as why:
            return f"cut {cut}: {why}: {why.stderr.decode()}"
        except (sqlite3.DatabaseError, OSError, AssertionError, TypeError) as why:
            return f"cut {cut}: {why!r}"
        if found_changes < changes:
            return f"cut {cut}: {found_changes} changes of {changes}"
        # A later pause or resumption may have been under way.
        if paused is not None and paused < pause:
            return f"cut {cut}: paused as of {paused}, not {pause}"
        return ""

    def test_s2_what_was_acknowledged_is_there(self):
        cuts = Cuts(self.recording.disk.original, self.recording.log, self.random)
        for cut in self.cuts(CUTS):
            self.assertEqual(self.lost(cuts.image_at(cut), cut), "")
        writes = len(self.recording.log) - self.recording.first
        print(f"power cuts: {CUTS} during {writes} writes and flushes, nothing lost of"
              f" {acknowledged(self.recording.log, len(self.recording.log))}", file=sys.stderr)

    def test_s2_a_start_after_a_cut_is_no_damage(self):
        cuts = Cuts(self.recording.disk.original, self.recording.log, self.random)
        for cut in sorted(set(self.cuts(5))):
            State(self.folder, cuts.image_at(cut))
            after = self.folder / f"after-{cut}"
            after.mkdir()
            daemon = Daemon(after, self.recording.text(1), environment={"STATE_DIRECTORY": str(self.folder / "copy")})
            daemon.start()
            self.addCleanup(daemon.close)
            daemon.ready()
            self.assertNotIn("damaged", daemon.log())
            changes = [json.loads(line) for line in daemon.ask("events", "--json").stdout.splitlines()]
            self.assertGreaterEqual(len(changes), acknowledged(self.recording.log, cut)[1])
            self.assertEqual(len({each["id"] for each in changes}), len(changes))
            self.assertEqual(daemon.stop(), 0)

    def test_a_disk_that_ignores_flushes_is_noticed(self):
        """Otherwise the test above could not fail."""
        cuts = Cuts(self.recording.disk.original, self.recording.log, self.random, keeps_flushes=False)
        self.assertTrue(any(self.lost(cuts.image_at(cut), cut) for cut in self.cuts(10)))


if __name__ == "__main__":
    if os.geteuid() == 0 and "MAILWATCHD_POWER_NAMESPACE" not in os.environ:
        # Its mounts are its own.
        os.environ["MAILWATCHD_POWER_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, "-B", *sys.argv])
    unittest.main()
