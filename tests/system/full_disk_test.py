#!/usr/bin/python3
"""A file system without a free byte: auditing continues in memory, and nothing is lost afterwards (failure S3)."""

import os
import sqlite3
import time
import unittest
from pathlib import Path

from harness import DEAD_RESOLVER, SystemTest, configuration, wait

TARGETS = ["example.org", "example.net"]
# The daemon's state directory is a file system of its own, in a mount namespace of its own.
ON_SMALL_DISK = ("unshare", "--mount", "sh", "-ec", 'mount -t tmpfs -o size=4m,mode=0700 state "$STATE_DIRECTORY"'
                                                    '; exec "$@"', "sh")


@unittest.skipUnless(os.geteuid() == 0, "only root can mount")
class FullDisk(SystemTest):
    def setUp(self):
        super().setUp()
        (self.folder / "state").mkdir()
        self.watched = self.daemon(configuration("PORT", TARGETS, DEAD_RESOLVER), launcher=ON_SMALL_DISK).ready()
        wait(lambda: self.watched.page().values("mailwatchd_check_inconclusive"), "a round")
        inside = Path(f"/proc/{self.watched.process.pid}/root")
        self.ballast = inside / str(self.watched.state).lstrip("/") / "ballast"

    def fill(self):
        with open(self.ballast, "wb", buffering=0) as ballast:
            with self.assertRaises(OSError):
                while True:
                    ballast.write(bytes(4096))

    def last_round(self):
        return self.watched.page().values("mailwatchd_check_last_run_timestamp_seconds")

    def test_s3_audits_continue_and_everything_is_stored_afterwards(self):
        daemon = self.watched
        self.fill()
        before = self.last_round()
        answer = daemon.ask("pause", TARGETS[0])
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("this is lost if mailwatchd ends now, because it cannot write the state: ", answer.stdout)
        wait(lambda: time.time() >= max(before) + 1, "another second")
        self.assertEqual(daemon.ask("recheck", TARGETS[1]).returncode, 0)
        wait(lambda: self.last_round() != before, "an audit that only memory knows")
        self.assertEqual(daemon.page().value("mailwatchd_state_writable"), 0)
        status = " ".join(daemon.ask("status").stdout.split())
        self.assertRegex(status, r"cannot write the state: .*full.*; results since \S+ are in memory only")
        self.assertEqual(daemon.log().count("cannot write the state, retrying"), 1)

        self.ballast.unlink()
        wait(lambda: daemon.page().value("mailwatchd_state_writable") == 1, "a write")
        self.assertRegex(daemon.log(), r"the state can be written again: \d+ commits written")
        self.assertNotIn("cannot write", daemon.ask("status").stdout)
        copy = self.folder / "copy.db"
        self.assertEqual(daemon.ask("backup", str(copy)).returncode, 0)
        with sqlite3.connect(copy) as stored:
            self.assertEqual(stored.execute("select count(*) from target where paused").fetchone()[0], 1)
        stored.close()
        self.assertEqual(daemon.stop(), 0)

    def test_s3_y2_a_stop_is_in_time_and_says_what_it_costs(self):
        daemon = self.watched
        self.fill()
        for target in TARGETS:
            self.assertEqual(daemon.ask("pause", target).returncode, 0)
        self.assertEqual(daemon.stop(), 0)
        self.assertNotIn("did not stop in time", daemon.log())
        self.assertNotIn("Sanitizer", daemon.log())
        self.assertIn("could not be written: what they hold is found again after the start", daemon.log())


if __name__ == "__main__":
    unittest.main()
