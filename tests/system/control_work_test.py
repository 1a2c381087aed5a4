#!/usr/bin/python3
"""Long-running requests: following changes, on-demand audits, doctor, backup and restore."""

import json
import os
import re
import select
import shutil
import sqlite3
import stat
import subprocess
import time
import unittest
from contextlib import closing
from pathlib import Path

from control import HOST, NOBODY, NOT_DONE, WHEN, WRONG_CONFIGURATION, ControlTest, Pop3
from harness import PATIENCE, TOOL, run, wait

FOLLOWERS_MAX = 8  # of one user
IN_USE = 75


class Followers(ControlTest):
    def test_m1_followers_do_not_block_the_control_socket(self):
        daemon = self.watch("one.example")
        command = [TOOL, "events", "--follow", "--control", str(daemon.control)]
        followers = []
        self.addCleanup(lambda: [(each.kill(), each.communicate()) for each in followers])
        for _ in range(40):
            followers.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        wait(lambda: sum(each.poll() is not None for each in followers) == 40 - FOLLOWERS_MAX, "the refusals")
        self.assertEqual(self.json(daemon, "status")["targets"], 1)
        self.text(daemon, "reload")
        refused = [each for each in followers if each.poll() is not None]
        self.assertEqual({each.returncode for each in refused}, {NOT_DONE})
        for each in refused:
            self.assertRegex(each.communicate()[1], "^mailwatchctl: .*try again")
        self.assertIn("end one of them", self.refused(daemon, NOT_DONE, "check", "one.example"))
        next(each for each in followers if each.poll() is None).kill()
        wait(lambda: daemon.ask("check", "one.example").returncode == 1, "a place")
        self.assertEqual(daemon.stop(), 0)


@unittest.skipUnless(os.geteuid() == 0, "ports below 1024 are root's")
class Changes(ControlTest):
    def open_110(self, daemon):
        """Opens a port and waits for the change."""
        server = Pop3()
        self.addCleanup(server.close)
        time.sleep(1.1)  # Two observations in the same second count as one.
        self.text(daemon, "recheck", "one.example")
        return wait(lambda: daemon.ask("events").stdout, "the change")

    def test_events_and_inventory(self):
        daemon = self.watch("one.example")
        self.assertEqual(self.text(daemon, "events"), "")
        line = self.open_110(daemon)
        self.assertRegex(line, rf"^{WHEN}  one\.example: port 110 \(POP3\) on mx\.one\.example \[{re.escape(HOST)}\] is now open")
        event = self.json(daemon, "events")
        self.assertEqual((event["kind"], event["port"], event["targets"]), ("port_opened", 110, ["one.example"]))
        for arguments, count in ((("--since", "1h"), 1), (("--since", "2100-01-01"), 0), (("--target", "one.example"), 1),
                                 (("--target", "two.example"), 0), (("--since", "1h", "--target", "one.example"), 1)):
            self.assertEqual(self.text(daemon, "events", *arguments).count("\n"), count, arguments)
        self.assertIn("or a duration", self.refused(daemon, NOT_DONE, "events", "--since", "yesterday"))
        services = self.json(daemon, "inventory")["services"]
        self.assertEqual([(each["host"], each["address"], each["port"], each["software"], each["targets"])
                          for each in services], [("mx.one.example", HOST, 110, "Dovecot", 1)])

    def test_a_restored_state_tells_again_with_another_id(self):
        """Changes since the backup are reported again after a restore, with new ids."""
        daemon = self.watch("one.example")
        copy = self.folder / "copy.db"
        self.text(daemon, "backup", str(copy))
        self.open_110(daemon)
        newest = self.json(daemon, "events")["id"]
        self.assertEqual(daemon.stop(), 0)
        place = ("--config", str(daemon.file))
        done = daemon.ask("restore", str(copy), *place, environment={"STATE_DIRECTORY": str(daemon.state)})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        daemon.start().ready()
        self.assertEqual(self.text(daemon, "events"), "")
        self.text(daemon, "recheck", "one.example")
        again = wait(lambda: daemon.ask("events", "--json").stdout, "the change")
        self.assertEqual(json.loads(again)["kind"], "port_opened")
        self.assertNotEqual(json.loads(again)["id"], newest)
        self.assertNotRegex(daemon.log(), "telling again|damaged")

    def test_follow_across_a_new_event_and_the_daemons_end(self):
        daemon = self.watch("one.example")
        with subprocess.Popen([TOOL, "events", "--follow", "--json", "--control", str(daemon.control)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as following:
            self.addCleanup(following.kill)
            self.open_110(daemon)
            self.assertTrue(select.select([following.stdout], [], [], PATIENCE)[0], "the event never came")
            self.assertEqual(json.loads(following.stdout.readline())["kind"], "port_opened")
            self.assertIsNone(following.poll())
            self.assertEqual(daemon.stop(), 0)
            _, error = following.communicate(timeout=PATIENCE)
            self.assertEqual(following.returncode, NOT_DONE)
            self.assertIn("connection lost", error)
        daemon.start().ready()
        self.assertEqual(self.text(daemon, "events").count("\n"), 1)  # Delivered before, and not again.


class ThroughTheDaemon(ControlTest):
    """`check` uses the daemon if it answers."""

    def test_check(self):
        daemon = self.watch("one.example")
        done = daemon.ask("check", "2.example", "one.example", "--json", "--only", "pop3,mx_connection", "--strict")
        self.assertEqual((done.returncode, done.stderr), (1, ""), done.stdout)
        audits = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({audit["target"] for audit in audits}, {"2.example", "one.example"})
        self.assertEqual({each["check"] for each in audits[0]["checks"]}, {"pop3", "mx_connection"})
        text = self.failed(daemon, "check", "2.example")
        self.assertRegex(text, r"^2\.example +\d+ %")
        self.assertNotIn("\x1e", text)
        # On-demand audits are neither recorded nor reported.
        self.assertEqual(self.text(daemon, "events"), "")
        self.assertEqual(len(self.json(daemon, "targets")["targets"]), 1)
        self.assertNotIn("2.example", daemon.page().text)

    def test_pages(self):
        daemon = self.watch("one.example")
        folder = self.folder / "pages"
        folder.mkdir()
        done = daemon.ask("check", "2.example", "one.example", "--html", str(folder))
        self.assertEqual((done.returncode, done.stderr), (1, ""), done.stdout)
        self.assertEqual(done.stdout.split(), [f"{folder}/2.example.html", f"{folder}/one.example.html"])
        for target in "2.example", "one.example":
            page = (folder / f"{target}.html").read_text()
            self.assertTrue(page.lower().startswith("<!doctype html>"), page[:80])
            self.assertIn(target, page)
            self.assertNotIn("\x1e", page)

    def failed(self, daemon, *arguments):
        done = daemon.ask(*arguments)
        self.assertEqual((done.returncode, done.stderr), (1, ""), done.stdout)
        return done.stdout

    def test_refusals_are_those_of_the_tool(self):
        daemon = self.watch()
        for arguments, word in ((("a..b",), '"a..b"'), (("one.example", "--only", "spam"), '"spam"')):
            self.assertRegex(self.refused(daemon, NOT_DONE, "check", *arguments), rf"^mailwatchctl: .*{word}")

    def test_by_itself_where_it_is_told_what_to_use(self):
        daemon = self.watch("one.example")
        before = daemon.page().value("mailwatchd_http_requests_total", code="200")
        done = daemon.ask("check", "one.example", "--json", "--config", str(daemon.file))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(daemon.page().value("mailwatchd_http_requests_total", code="200"), before + 1)  # For the metrics page itself.

    def test_a_client_that_goes_away_ends_its_audit(self):
        daemon = self.watch()
        with subprocess.Popen([TOOL, "check", "2.example", "--control", str(daemon.control)],
                              stdout=subprocess.DEVNULL) as tool:
            time.sleep(0.2)
            tool.kill()
        self.assertEqual(self.json(daemon, "status")["targets"], 0)
        self.assertEqual(daemon.stop(), 0)
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")

    def test_the_daemons_end_ends_an_audit(self):
        daemon = self.watch()
        with subprocess.Popen([TOOL, "check", "2.example", "--control", str(daemon.control)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as tool:
            time.sleep(0.2)
            self.assertEqual(daemon.stop(), 0)
            tool.communicate(timeout=PATIENCE)
            self.assertEqual(tool.returncode, NOT_DONE)
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")

    def test_doctor(self):
        daemon = self.watch()
        done = daemon.ask("doctor")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertRegex(done.stdout, r"(?m)^resolver +ok: ")
        self.assertRegex(done.stdout, r"(?m)^clock +(ok|fail|unknown): ")
        self.assertEqual("fail: " in done.stdout, done.returncode == 1, done.stdout)
        found = json.loads(daemon.ask("doctor", "--json").stdout)
        self.assertIn("outbound 25", found)
        self.assertEqual(daemon.get("/doctor")[0], 404)  # It sends packets, so it is not public.

    def test_c9_a_jump_since_the_last_audit_shows(self):
        """The last audit is of years ago: as if the clock's battery had died since."""
        daemon = self.watch("one.example")
        self.assertEqual(daemon.stop(), 0)
        with closing(sqlite3.connect(daemon.state / "mailwatchd.db")) as state, state:
            state.execute("update target set last_round = ?", (int(time.time() - (1100 * 86400 + 3600)) * 1000,))
        daemon.start().ready()
        done = daemon.ask("doctor")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"(?m)^clock, history +fail: the last audit before this start was 1100d earlier")
        self.assertEqual(daemon.stop(), 0)


class Holds(ControlTest):
    def test_who_rejected_us_is_shown_until_when(self):
        daemon = self.watch("one.example")
        self.assertEqual(self.json(daemon, "status")["holds"], [])
        self.assertRegex(daemon.ask("doctor").stdout, r"(?m)^active tests +ok: ")
        self.assertEqual(daemon.stop(), 0)
        until = int(time.time() + 86400) * 1000
        with closing(sqlite3.connect(daemon.state / "mailwatchd.db")) as state, state:
            state.execute("insert into provider_backoff values('provider.example', ?)", (until,))
        daemon.start().ready()
        holds = self.json(daemon, "status")["holds"]
        self.assertEqual([each["provider"] for each in holds], ["provider.example"])
        self.assertRegex(holds[0]["until"], WHEN)
        self.assertRegex(daemon.ask("doctor").stdout,
                         rf"(?m)^active tests +fail: provider\.example on hold until {WHEN}; ")
        self.assertEqual(daemon.stop(), 0)


class Backup(ControlTest):
    def place(self, daemon):
        """Environment for the tool: the state directory, which the configuration does not set."""
        # LeakSanitizer traces the process, which fails after a change of user.
        return {"STATE_DIRECTORY": str(daemon.state), "ASAN_OPTIONS": "detect_leaks=0"}

    def restore(self, daemon, file, status=0):
        done = daemon.ask("restore", str(file), "--config", str(daemon.file), "--json", environment=self.place(daemon))
        self.assertEqual(done.returncode, status, done.stderr)
        return json.loads(done.stdout) if status == 0 else done.stderr

    def test_there_and_back(self):
        daemon = self.watch("one.example", "two.example")
        self.text(daemon, "pause", "two.example")
        copy = self.folder / "copy.db"
        copy.write_text("an older one")
        self.assertEqual(self.text(daemon, "backup", str(copy)), "")
        self.assertEqual(stat.S_IMODE(copy.stat().st_mode), 0o600)
        self.assertEqual(sorted(each.name for each in daemon.state.glob("*backup*")), [])
        audited = self.json(daemon, "show", "one.example")["at"]
        self.assertEqual(daemon.stop(), 0)
        for file in daemon.state.iterdir():
            file.unlink()
        done = daemon.ask("restore", str(copy), "--config", str(daemon.file), environment=self.place(daemon))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, rf"^restored {daemon.state}/mailwatchd\.db: 2 targets, last audit {WHEN}\n"
                         "changes since .*\n.*systemctl start mailwatchd\n$")
        daemon.start().ready()
        self.assertNotIn("damaged", daemon.log())
        self.assertEqual(self.json(daemon, "show", "one.example")["at"], audited)
        self.assertEqual([each["target"] for each in self.json(daemon, "status")["paused"]], ["two.example"])
        self.assertEqual(daemon.stop(), 0)

    def test_not_while_a_daemon_uses_the_state(self):
        daemon = self.watch("one.example")
        copy = self.folder / "copy.db"
        self.text(daemon, "backup", str(copy))
        self.assertEqual(self.restore(daemon, copy, IN_USE), f"mailwatchctl: {daemon.state}/mailwatchd.db is in use: "
                         "stop the daemon first (systemctl stop mailwatchd)\n")
        self.assertEqual([each.name for each in daemon.state.glob("*restore*")], [])
        self.assertEqual(self.json(daemon, "status")["targets"], 1)

    def test_restoring_what_cannot_be(self):
        daemon = self.watch()
        self.assertEqual(daemon.stop(), 0)
        state = daemon.state / "mailwatchd.db"
        before = state.read_bytes()
        for file, reason in ((self.file("hello"), "is not a mailwatchd backup"), (self.folder, "not a regular file"),
                             (self.folder / "none", "No such file or directory"), (state, "is the current state file")):
            error = self.restore(daemon, file, NOT_DONE)
            self.assertTrue(error.startswith(f"mailwatchctl: {file}") and reason in error, error)
        self.assertEqual(state.read_bytes(), before)
        wrong = self.file("[daemon]\nstate_directory = 1\n")
        self.assertEqual(daemon.ask("restore", str(state), "--config", str(wrong)).returncode, WRONG_CONFIGURATION)
        self.assertIn("start the daemon once to create it", daemon.ask(
            "restore", str(state), "--config", str(daemon.file), environment={"STATE_DIRECTORY": "/nonexistent"}).stderr)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_root_leaves_the_state_to_the_daemons_user(self):
        daemon = self.watch("one.example")
        copy = self.folder / "copy.db"
        self.text(daemon, "backup", str(copy))  # Readable by root only.
        self.assertEqual(daemon.stop(), 0)
        for path in (daemon.state, *daemon.state.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        (daemon.state / "mailwatchd.db.lock").unlink()
        self.folder.chmod(0o755)
        kept = self.restore(daemon, copy)["kept"]
        self.assertRegex(kept, rf"^{daemon.state}/mailwatchd\.db\.before-restore-\d{{8}}T\d{{6}}Z$")
        self.assertLessEqual({"mailwatchd.db", "mailwatchd.db.lock", os.path.basename(kept)},
                             {each.name for each in daemon.state.iterdir()})
        for path in daemon.state.iterdir():
            found = path.stat()
            self.assertEqual((found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)), (NOBODY, NOBODY, 0o600), path)
        tool = self.folder / "mailwatchctl"
        shutil.copy(TOOL, tool)
        os.chown(daemon.state, 0, 0)
        done = run(str(tool), "restore", kept, "--config", str(daemon.file), environment=self.place(daemon), user=NOBODY)
        self.assertEqual((done.returncode, done.stderr),
                         (NOT_DONE, f"mailwatchctl: {daemon.state} belongs to root: run this as root (sudo) or as that user\n"))

    def test_where_it_cannot_be_written(self):
        daemon = self.watch()
        self.assertIn("/nonexistent/", self.refused(daemon, NOT_DONE, "backup", "/nonexistent/copy.db"))
        (self.folder / "taken").mkdir()
        self.assertIn("taken", self.refused(daemon, NOT_DONE, "backup", str(self.folder / "taken")))
        self.assertEqual([each.name for each in self.folder.glob(".*")], [])

    def test_what_is_no_regular_file_is_written_to(self):
        daemon = self.watch("one.example")
        kept = self.file("precious", "copy.db.part")
        for arguments in (("backup", "/dev/null"), ("report", "one.example", "--html", "/dev/null"),
                          ("check", "one.example", "--html", "/dev/null")):
            done = daemon.ask(*arguments)
            self.assertEqual((done.stdout, done.stderr), ("", ""), arguments)
            self.assertTrue(Path("/dev/null").is_char_device(), arguments)
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
            self.text(daemon, "backup", str(pipe))
            self.assertTrue(reader.stdout.read().startswith(b"SQLite format 3\0"))
        self.assertTrue(pipe.is_fifo())
        page = self.text(daemon, "report", "one.example", "--html", "/dev/stdout")
        self.assertTrue(page.lower().startswith("<!doctype html>"), page[:80])
        log = self.folder / "log.html"
        log.write_text("first\n")
        with log.open("a") as appended:
            subprocess.run([TOOL, "report", "one.example", "--html", "/dev/stdout", "--control", str(daemon.control)],
                           stdout=appended, check=True, timeout=PATIENCE)
        self.assertEqual(log.read_text(), "first\n" + page)
        self.text(daemon, "backup", str(self.folder / "copy.db"))
        self.assertEqual(kept.read_text(), "precious")
        self.assertEqual([each.name for each in self.folder.glob(".*")], [])


if __name__ == "__main__":
    unittest.main()
