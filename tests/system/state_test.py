#!/usr/bin/python3
"""The state: damaged, of another version, in use, not writable (failures S5 to S8)."""

import os
import re
import resource
import signal
import sqlite3
import stat
import unittest
from pathlib import Path

from harness import DAEMON, DEAD_RESOLVER, Daemon, SystemTest, configuration, free_port, run

EXIT_IN_USE = 75
NOBODY = 65534
NAME = "mailwatchd.db"
SCHEMA = Path(__file__).parents[2] / "daemon/store/schema.h"


class Damaged(SystemTest):
    def recovered(self, content):
        """A daemon that finds `content` in place of its state."""
        (self.folder / "state").mkdir()
        (self.folder / "state" / NAME).write_bytes(content)
        daemon = self.daemon(configuration("PORT")).ready()
        self.assertRegex(daemon.log(), r"\[error\] the state was damaged and moved to \S+/mailwatchd\.db\.unsound-1")
        self.assertEqual((daemon.state / f"{NAME}.unsound-1").read_bytes(), content)
        self.assertEqual(daemon.stop(), 0)
        return daemon

    def test_s5_garbage_is_moved_aside_once(self):
        daemon = self.recovered(b"not a database" * 1000)
        daemon.log_file.unlink()
        daemon.start().ready()
        self.assertNotIn("the state was damaged", daemon.log())  # The new state is not damaged.
        self.assertEqual(daemon.stop(), 0)

    def test_s5_an_empty_file_was_a_database_once(self):
        self.recovered(b"")

    def test_s5_another_programs_database_is_left_alone(self):
        (self.folder / "state").mkdir()
        path = self.folder / "state" / NAME
        with sqlite3.connect(path) as other:
            other.execute("create table meta(something)")
            other.execute("insert into meta values('precious')")
            other.execute("pragma user_version = 1")
        other.close()
        before = path.read_bytes()
        daemon = self.daemon(configuration("PORT"))
        self.assertEqual(daemon.end(), (1, ""))
        self.assertRegex(daemon.log(), rf"\S+/{NAME}: a database, but without the tables of mailwatchd, and unchanged")
        self.assertEqual(path.read_bytes(), before)

    def test_s5_what_was_moved_aside_is_said_until_it_is_taken_away(self):
        daemon = self.recovered(b"not a database" * 1000)
        aside = daemon.state / f"{NAME}.unsound-1"
        daemon.log_file.unlink()
        daemon.start().ready()
        self.assertRegex(daemon.log(), rf"\[error\] a damaged state is in {aside}: restore a backup")
        self.assertIn("mailwatchd_state_moved_aside 1\n", daemon.get("/metrics")[2])
        self.assertIn(f"damagedstatewasmovedto{aside}", "".join(daemon.get("/status")[2].split()))
        aside.rename(self.folder / "kept")
        self.assertIn("mailwatchd_state_moved_aside 0\n", daemon.get("/metrics")[2])
        self.assertNotIn("a damaged state", daemon.get("/status")[2])
        self.assertEqual(daemon.stop(), 0)


class DamagedInUse(SystemTest):
    def test_s5_a_state_that_is_ruined_ends_the_daemon_and_the_next_start_begins_anew(self):
        """SQLite reads its file again after an I/O error, here because its journal may not grow."""
        daemon = self.daemon(configuration("PORT", tables=DEAD_RESOLVER),
                             launcher=["sh", "-c", 'trap "" XFSZ; exec "$@"', "sh"]).ready()
        limit = (daemon.state / f"{NAME}-wal").stat().st_size
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        daemon.write(configuration("PORT", tables=DEAD_RESOLVER + "[checks.dnsbl]\nweight = 50\n"))
        daemon.send(signal.SIGHUP)
        daemon.wait_log(r"\[error\] cannot write the state, retrying")
        (daemon.state / NAME).write_bytes(b"ruined" * 10000)
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.assertEqual(daemon.end(), (1, ""))
        said = rf"\[error\] the state was damaged in use and moved to \S+/{NAME}\.unsound-1; exiting with a failure"
        self.assertEqual(len(re.findall(said, daemon.log())), 1)
        daemon.log_file.unlink()
        daemon.start().ready()
        self.assertRegex(daemon.log(), r"\[error\] the state was damaged and moved to \S+unsound-1")
        self.assertEqual(daemon.stop(), 0)


class Versions(SystemTest):
    def test_s6_a_newer_schema_is_refused_and_left_alone(self):
        daemon = self.daemon().ready()
        self.assertEqual(daemon.stop(), 0)
        path = daemon.state / NAME
        with sqlite3.connect(path) as newer:
            newer.execute("pragma user_version = 999")
        newer.close()
        before = path.read_bytes()
        daemon.start()
        self.assertEqual(daemon.end(), (1, ""))
        self.assertIn("written by a newer version (schema 999)", daemon.log())
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual([found.name for found in daemon.state.glob("*unsound*")], [])

    def older(self, schema):
        """A state as an earlier version made it, without a write-ahead log."""
        path = self.folder / "state" / NAME
        path.parent.mkdir()
        steps = re.findall(r'R"sql\((.*?)\)sql"', SCHEMA.read_text(), re.S)
        with sqlite3.connect(path) as older:
            for step in steps[:schema]:
                older.executescript(step)
            older.execute("insert into meta values('install_id', '0123456789abcdef0123456789abcdef')")
            older.execute(f"pragma user_version = {schema}")
        older.close()
        return path, len(steps)

    def test_s6_an_older_schema_is_brought_up_to_date(self):
        path, newest = self.older(3)
        daemon = self.daemon(configuration("PORT", ["example.org"])).ready()
        self.assertNotIn("damaged", daemon.log())
        self.assertEqual(daemon.stop(), 0)
        with sqlite3.connect(path) as now:
            self.assertEqual(now.execute("pragma user_version").fetchone()[0], newest)
            self.assertEqual(now.execute("select value from meta where key = 'install_id'").fetchone()[0],
                             "0123456789abcdef" * 2)
        now.close()

    def test_e5_an_upgrade_without_space_changes_nothing(self):
        """No file may grow: as on a full disk, but the journal of the service still can be written."""
        path, _ = self.older(3)
        before = path.read_bytes()
        limited = ["sh", "-c", 'trap "" XFSZ; exec prlimit --fsize=20000 "$@"', "sh"]
        daemon = self.daemon(configuration("PORT"), launcher=limited)
        self.assertEqual(daemon.end(), (1, ""))
        self.assertRegex(daemon.log(), rf"\[error\] \S+/{NAME}: upgrading it failed, and the file is unchanged: .*"
                                       "; correct this, then start again")
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual([found.name for found in daemon.state.glob("*unsound*")], [])


class InUse(SystemTest):
    def test_s7_the_second_daemon_ends_with_75(self):
        first = self.daemon().ready()
        file = self.file(configuration(free_port()))
        second = run(DAEMON, "--config", str(file), environment={"STATE_DIRECTORY": str(first.state)})
        self.assertEqual(second.returncode, EXIT_IN_USE)
        self.assertIn(f"{first.state}/{NAME}: in use by another daemon", second.stderr)
        self.assertEqual(first.get("/-/ready")[0], 200)
        self.assertEqual(first.stop(), 0)

    def test_s7_a_killed_daemon_holds_nothing(self):
        daemon = self.daemon().ready()
        daemon.process.kill()
        daemon.end()
        daemon.start().ready()
        self.assertEqual(daemon.stop(), 0)


class NotWritable(SystemTest):
    def refused(self, *reasons):
        """The daemon exits with 1 and logs the path and the reason."""
        daemon = self.daemon()
        self.assertEqual(daemon.end(), (1, ""))
        log = daemon.log().replace(str(self.folder), "HERE")
        for reason in reasons:
            self.assertIn(reason, log)
        self.assertNotIn("READY=1", daemon.notifications.lines)

    def test_s8_a_file_in_place_of_the_directory(self):
        (self.folder / "state").write_text("")
        self.refused("HERE/state", "Not a directory")

    def test_s8_a_directory_in_place_of_the_file(self):
        (self.folder / "state" / NAME).mkdir(parents=True)
        self.refused(f"HERE/state/{NAME}", "Is a directory")

    def test_s8_a_link_is_not_followed(self):
        (self.folder / "state").mkdir()
        elsewhere = self.folder / "elsewhere"
        elsewhere.write_text("precious")
        (self.folder / "state" / NAME).symlink_to(elsewhere)
        self.refused(f"HERE/state/{NAME}", "Too many levels of symbolic links")
        self.assertEqual(elsewhere.read_text(), "precious")

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_s8_a_directory_of_somebody_else(self):
        state = self.folder / "state"
        state.mkdir(mode=0o700)
        self.folder.chmod(0o755)
        done = run(DAEMON, "--config", str(self.file(configuration(free_port()))), user=NOBODY,
                   environment={"STATE_DIRECTORY": str(state)})
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(f"{state}/{NAME}.lock: Permission denied", done.stderr)

    def test_s8_only_we_may_read_it(self):
        daemon = Daemon(self.folder)
        self.addCleanup(daemon.close)
        daemon.start().ready()
        for path in daemon.state.iterdir():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)


if __name__ == "__main__":
    unittest.main()
