#!/usr/bin/python3
"""mailwatchctl as a client of the daemon: pages, commands and errors."""

import json
import os
import pwd
import shutil
import stat
import time
import unittest
from pathlib import Path

from control import NOBODY, NOT_DONE, WHEN, WRONG_CONFIGURATION, ControlTest
from harness import TOOL, configuration, run, wait

GROUP, GROUP_ID = "mailwatchd", 64999  # not used by any system


class Views(ControlTest):
    def setUp(self):
        super().setUp()
        self.watched = self.watch("one.example", "two.example")

    def test_status(self):
        text = self.text(self.watched, "status")
        for pattern in (r"(?m)^Targets +2$", r"(?m)^Resolver +ok$", r"(?m)^Pending changes$", r"(?m)^Next audits$",
                        r"(?m)^  one\.example +in \S+$"):
            self.assertRegex(text, pattern)
        found = self.json(self.watched, "status")
        self.assertEqual((found["targets"], found["rounds"], found["paused"]), (2, 0, []))
        self.assertEqual({each["target"] for each in found["due"]}, {"one.example", "two.example"})

    def test_targets_and_one_of_them(self):
        self.assertRegex(self.text(self.watched, "targets"), r"(?m)^one\.example +\d+ +weak +\d+ +settled +(now|\S+ ago) +in \S+$")
        first = self.json(self.watched, "targets")["targets"][0]
        self.assertEqual((first["target"], first["state"], first["pop3"]), ("one.example", "settled", "no_info"))
        self.assertIn("mx.one.example", self.text(self.watched, "show", "One.Example."))
        self.assertEqual(self.json(self.watched, "show", "two.example")["target"], "two.example")

    def test_what_check_prints_is_what_show_prints(self):
        shown = self.json(self.watched, "show", "one.example")
        self.assertEqual(set(shown), {*json.loads(run(
            TOOL, "check", "one.example", "--json", "--config", str(self.watched.file)).stdout)})

    def test_dnsbls_and_inventory_of_nothing(self):
        self.assertIn("no block lists are configured", self.text(self.watched, "dnsbl"))
        self.assertEqual(self.json(self.watched, "dnsbl"), {"dnsbls": []})
        self.assertIn("no mail service", self.text(self.watched, "inventory"))

    def test_report_into_a_file(self):
        file = self.folder / "report.html"
        self.assertEqual(self.text(self.watched, "report", "one.example", "--html", str(file)), "")
        self.assertIn("<!doctype html>", file.read_text().lower())
        self.assertIn("one.example", file.read_text())
        self.assertEqual([each.name for each in self.folder.glob("*.part")], [])
        error = self.refused(self.watched, NOT_DONE, "report", "one.example", "--html", "/nonexistent/x.html")
        self.assertIn("/nonexistent/x.html", error)

    def test_an_unknown_target_and_the_nearest_one(self):
        self.assertEqual(self.refused(self.watched, NOT_DONE, "show", "on.example"),
                         'mailwatchctl: no target "on.example"; did you mean "one.example"?\n')
        self.assertIn('list targets with "mailwatchctl targets"', self.refused(self.watched, NOT_DONE, "recheck", "192.0.2.1"))
        self.assertRegex(self.refused(self.watched, NOT_DONE, "show", "a..b"), r'^mailwatchctl: .*"a\.\.b"')
        done = self.watched.ask("show", "on.example", "--json")
        self.assertEqual(done.returncode, NOT_DONE)
        self.assertIn("one.example", json.loads(done.stdout)["error"])


class OnTcp(ControlTest):
    """The public pages are read only."""

    def test_pages(self):
        daemon = self.watch("one.example")
        for path, kind in (("/", "text/plain"), ("/targets/one.example", "text/plain"), ("/events", "text/plain"),
                           ("/api/v1/targets", "application/json"), ("/api/v1/events", "application/x-ndjson"),
                           ("/api/v1/targets/one.example", "application/json")):
            status, headers, text = daemon.get(path)
            self.assertEqual((status, headers["Content-Type"].partition(";")[0]), (200, kind), path)
            self.assertTrue(text or path.endswith("events"), path)
        self.assertEqual(json.loads(daemon.get("/api/v1/targets/one.example")[2])["target"], "one.example")
        self.assertEqual(daemon.get("/targets/none.example")[0], 404)
        self.assertEqual(daemon.get("/targets/")[0], 400)

    def test_pages_for_people_need_nothing_else(self):
        daemon = self.watch("one.example")
        for path in ("/", "/targets/one.example", "/events", "/status", "/dnsbl", "/inventory"):
            done = run("curl", "-s", "-H", "Accept: text/html", f"http://127.0.0.1:{daemon.port}{path}")
            self.assertTrue(done.stdout.lower().startswith("<!doctype html>"), path)
            self.assertNotRegex(done.stdout, r"<script|src=|https?://", path)
        self.assertIn('<a href="/targets/one.example">', run(
            "curl", "-s", "-H", "Accept: text/html", f"http://127.0.0.1:{daemon.port}/").stdout)

    def test_commands_are_not_there(self):
        daemon = self.watch("one.example")
        for path in ("/pause?target=one.example", "/resume?target=one.example", "/recheck?target=one.example",
                     "/reload", "/backup", "/check?target=one.example"):
            self.assertEqual(daemon.get(path, "POST")[0], 404, path)
            self.assertEqual(daemon.get(path)[0], 404, path)
        self.assertEqual(self.json(daemon, "status")["paused"], [])


class Commands(ControlTest):
    def test_a_pause_survives_a_restart(self):
        daemon = self.watch("one.example", "two.example")
        self.assertEqual(self.text(daemon, "pause", "one.example", "--why", "moving house \x1b[31m"),
                         "one.example is paused; it is not audited until it is resumed\n")
        self.assertIn("is already paused", self.refused(daemon, NOT_DONE, "pause", "one.example"))
        self.assertIn("resume it first", self.refused(daemon, NOT_DONE, "recheck", "one.example"))
        self.assertEqual(daemon.stop(), 0)
        daemon.start().ready()
        found = self.json(daemon, "status")
        self.assertEqual([(each["target"], each["why"]) for each in found["paused"]],
                         [("one.example", r"moving house \x1B[31m")])
        self.assertEqual([each["target"] for each in found["due"]], ["two.example"])
        self.assertNotIn("\x1b", self.text(daemon, "status"))
        self.assertRegex(self.text(daemon, "resume", "one.example"), rf"^one\.example is resumed; next audit {WHEN}\n$")
        self.assertIn("is not paused", self.refused(daemon, NOT_DONE, "resume", "one.example"))
        self.assertEqual(self.json(daemon, "status")["paused"], [])
        self.assertEqual(daemon.stop(), 0)

    def test_recheck_looks_anew(self):
        daemon = self.watch("one.example")
        before = self.json(daemon, "targets")["targets"][0]["last_audit"]
        time.sleep(1.1)
        self.assertIn("auditing one.example now", self.text(daemon, "recheck", "one.example"))
        wait(lambda: self.json(daemon, "targets")["targets"][0]["last_audit"] > before, "another audit")

    def test_reload(self):
        daemon = self.watch("one.example")
        good = daemon.file.read_text()
        daemon.write(good.replace('["one.example"]', '["one.example", "two.example"]'))
        self.assertIn("configuration reloaded: watching 2 targets\n", self.text(daemon, "reload"))
        daemon.write(good.replace("catalogue", 'log_level = "debug"\ncatalogue'))
        warning = "daemon.log_level: changes take effect after a restart"
        self.assertIn(f"\nwarning: {warning}", self.text(daemon, "reload"))
        self.assertIn(warning, self.json(daemon, "reload")["warnings"][-1]["what"])
        daemon.write(good.replace('["one.example"]', '["one.example", "two.example"]'))
        self.assertNotIn("after a restart", self.text(daemon, "reload"))
        daemon.write("targets = []\n[daemon]\nlisten_on = 1\n")
        error = self.refused(daemon, WRONG_CONFIGURATION, "reload")
        self.assertTrue(error.startswith(f"{daemon.file}:3:1: daemon.listen_on: unknown key"), error)
        self.assertTrue(error.endswith("configuration not reloaded: the previous one stays active\n"), error)
        done = daemon.ask("reload", "--json")
        self.assertEqual(done.returncode, WRONG_CONFIGURATION)
        problem = json.loads(done.stdout)["problems"][0]
        self.assertEqual((problem["line"], problem["column"], problem["key"]), (3, 1, "daemon.listen_on"))
        self.assertEqual(self.json(daemon, "status")["targets"], 2)


class Accept(ControlTest):
    """An acknowledged finding is shown as such and still counts."""

    def setUp(self):
        super().setUp()
        self.watched = self.watch("one.example", "two.example")
        audit = self.json(self.watched, "show", "one.example")
        finding = next(each for check in audit["checks"] for each in check["findings"])
        self.tag, self.subject = finding["tag"], finding["subject"]

    def judged(self):
        """Score and verdicts of one.example, and the acknowledgements of its findings with our tag."""
        audit = self.json(self.watched, "show", "one.example")
        findings = [each for check in audit["checks"] for each in check["findings"] if each["tag"] == self.tag]
        return (audit["score"], [each["verdict"] for each in audit["checks"]]), [each["acknowledged"] for each in findings]

    def acknowledge(self, *arguments):
        return self.text(self.watched, "acknowledge", "one.example", self.tag.lower(), *arguments)

    def listed(self):
        return [(each["target"], each["finding"], each["subject"], each["by"], each["why"])
                for each in self.json(self.watched, "status")["acknowledged"]]

    def test_it_is_shown_and_changes_no_verdict_also_after_a_restart(self):
        before, acknowledged = self.judged()
        self.assertEqual({*acknowledged}, {None})
        who = pwd.getpwuid(os.geteuid()).pw_name
        self.assertRegex(self.acknowledge("--until", "30d", "--why", "moving \x1b[31mhouse"),
                         rf"^{self.tag} of one\.example: acknowledged by {who} on [-\d]+, until {WHEN}: moving \\x1B\[31mhouse; ")
        self.assertEqual(self.watched.stop(), 0)
        self.watched.start().ready()
        after, acknowledged = self.judged()
        self.assertEqual(after, before)
        self.assertEqual({(each["by"], each["why"]) for each in acknowledged}, {(who, r"moving \x1B[31mhouse")})
        self.assertEqual(self.listed(), [("one.example", self.tag, "", who, r"moving \x1B[31mhouse")])
        self.assertRegex(self.text(self.watched, "status"), rf"(?m)^Acknowledged findings\n.*\n  one\.example +{self.tag} +- +{who} +in 29d")
        self.assertIn(f"acknowledged by {who}", self.text(self.watched, "show", "one.example"))
        page = self.folder / "page.html"
        self.text(self.watched, "report", "one.example", "--html", str(page))
        self.assertIn(f"acknowledged by {who}", page.read_text())
        time.sleep(1.1)
        times = self.json(self.watched, "targets")["targets"][0]["last_audit"]
        self.text(self.watched, "recheck", "one.example")
        wait(lambda: self.json(self.watched, "targets")["targets"][0]["last_audit"] > times, "another audit")
        self.assertEqual(len(self.listed()), 1)
        self.assertEqual(self.acknowledge("--undo"), f"{self.tag} of one.example is no longer acknowledged\n")
        self.assertEqual((self.listed(), {*self.judged()[1]}), ([], {None}))
        self.assertIn("is not acknowledged", self.refused(self.watched, NOT_DONE, "acknowledge", "one.example", self.tag, "--undo"))

    def test_at_one_place_and_until_it_lapses(self):
        self.acknowledge("--subject", self.subject, "--until", "2s")
        self.assertEqual([each[2] for each in self.listed()], [self.subject])
        wait(lambda: not self.listed(), "the lapse")
        self.assertEqual({*self.judged()[1]}, {None})
        self.assertNotIn("acknowledged by", self.text(self.watched, "show", "one.example"))

    def test_what_cannot_be_accepted(self):
        for arguments, reason in (
                (("on.example", self.tag), 'no target "on.example"; did you mean "one.example"?'),
                (("one.example", self.tag + "X"), f'unknown finding "{self.tag}X"; did you mean "{self.tag}"?'),
                (("one.example", "POP3_CLEARTEXT_LOGIN"), "one.example does not have the finding POP3_CLEARTEXT_LOGIN; "
                                                          '"mailwatchctl show one.example" lists its findings'),
                (("one.example", self.tag, "--subject", "x"), f'one.example does not have {self.tag} at "x", only at '),
                (("one.example", self.tag, "--until", "yesterday"), "until: expected a future date "),
                (("one.example", self.tag, "--until", "2020-01-01"), "until: expected a future date ")):
            error = self.refused(self.watched, NOT_DONE, "acknowledge", *arguments)
            self.assertTrue(error.startswith(f"mailwatchctl: {reason}"), error)
        self.assertEqual(self.listed(), [])
        self.assertEqual(self.watched.get(f"/acknowledge?target=one.example&finding={self.tag}", "POST")[0], 404)


class NoAnswer(ControlTest):
    def test_not_running(self):
        done = run(TOOL, "status", "--control", str(self.folder / "control.sock"))
        self.assertEqual((done.returncode, done.stdout), (NOT_DONE, ""))
        self.assertRegex(done.stderr, r"^mailwatchctl: mailwatchd does not answer at \S+/control\.sock \(No such file or "
                         r"directory\): .*\"systemctl status mailwatchd\" .*\"journalctl -u mailwatchd\"")

    def test_the_socket_goes_with_the_daemon_and_a_dead_ones_is_replaced(self):
        daemon = self.watch()
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(daemon.control.exists())
        daemon.start().ready()
        daemon.process.kill()
        daemon.end()
        self.assertTrue(daemon.control.is_socket())
        self.assertIn("mailwatchd does not answer", self.refused(daemon, NOT_DONE, "status"))
        daemon.start().ready()
        self.assertEqual(self.json(daemon, "status")["targets"], 0)
        self.assertEqual(daemon.stop(), 0)

    def test_a_socket_that_was_asked_for_must_be_there(self):
        daemon = self.daemon(configuration("PORT", tables='control = "/nonexistent/control.sock"\n'))
        self.assertEqual(daemon.end(), (1, ""))
        self.assertIn("listen on /nonexistent/control.sock: No such file or directory", daemon.log())

    def test_none_is_possible(self):
        daemon = self.daemon(configuration("PORT", tables='control = ""\n')).ready()
        self.assertFalse(daemon.control.exists())
        self.assertNotIn("warning", daemon.log())

    def test_version(self):
        self.assertRegex(run(TOOL, "--version").stdout, r"^mailwatchctl \d+\.\d+")


@unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
class TheGroup(ControlTest):
    """A group file of our own in a private mount namespace."""

    def among(self, members):
        """Starts a daemon that sees a group mailwatchd, as its clients do."""
        groups = self.file(f"{Path('/etc/group').read_text()}{GROUP}:x:{GROUP_ID}:{members}\n", "group")
        self.mounted = ("unshare", "--mount", "sh", "-ec", 'mount --bind "$0" /etc/group; exec "$@"', str(groups))
        self.folder.chmod(0o755)
        self.tool = self.folder / "mailwatchctl"
        shutil.copy(TOOL, self.tool)
        self.socket = self.folder / "run" / "control.sock"
        self.socket.parent.mkdir(mode=0o755)
        self.daemon(launcher=self.mounted, environment={"RUNTIME_DIRECTORY": str(self.socket.parent)}).ready()

    def ask_as_nobody(self, groups):
        return run(*self.mounted, "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", groups, str(self.tool), "status",
                   "--control", str(self.socket))

    def assert_refused(self, done, reason):
        self.assertEqual((done.returncode, done.stdout), (NOT_DONE, ""))
        self.assertEqual(done.stderr.partition("control.sock: ")[2], reason + "\n")
        self.assertTrue(done.stderr.startswith("mailwatchctl: no permission to connect to mailwatchd at "), done.stderr)

    def test_who_is_in_it_may_ask_and_nobody_else(self):
        self.among("")
        found = self.socket.stat()
        self.assertEqual((stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid), (0o660, 0, GROUP_ID))
        for folder_mode in (0o755, 0o750):  # In the second others cannot even see the socket's group.
            self.socket.parent.chmod(folder_mode)
            os.chown(self.socket.parent, -1, GROUP_ID)
            done = self.ask_as_nobody(f"--groups={GROUP_ID}")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("Targets", done.stdout)
            self.assert_refused(self.ask_as_nobody("--clear-groups"), "nobody is not in the group mailwatchd: use sudo, "
                                'or run "adduser nobody mailwatchd" and log in again')

    def test_a_login_that_is_older_than_the_membership(self):
        self.among("nobody")
        self.assert_refused(self.ask_as_nobody("--clear-groups"),
                            "nobody joined the group mailwatchd after this login: log in again or use sudo")

    def test_without_the_group_it_is_roots_alone(self):
        daemon = self.watch()
        self.folder.chmod(0o755)
        tool = self.folder / "mailwatchctl"
        shutil.copy(TOOL, tool)
        done = run(str(tool), "status", "--control", str(daemon.control), user=NOBODY, group=NOBODY, extra_groups=[])
        self.assert_refused(done, "use sudo")


class Widths(ControlTest):
    def test_lines_fit(self):
        long = "a-rather-long-name-of-a-domain." * 4 + "example"
        daemon = self.watch("one.example", long)
        for width in (80, 120):
            for path in ("/status", "/targets", "/dnsbl", "/inventory"):
                text = daemon.get(f"{path}?width={width}")[2]
                for line in text.splitlines():
                    self.assertLessEqual(len(line), width, f"{path}: {line}")
        self.assertIn(f"\n{long} ", self.text(daemon, "targets"))  # Not cut in a pipe, so that grep finds it.


if __name__ == "__main__":
    unittest.main()
