#!/usr/bin/python3
"""SIGHUP: a valid configuration is loaded, an invalid one changes nothing (failures F1, F4, Y2)."""

import re
import signal
import time
import unittest

from harness import DEAD_RESOLVER, SystemTest, configuration, wait

SIGHUPS = 200
CONFIG_OK = "mailwatchd_config_last_reload_successful"


def watching(*targets):
    return configuration("PORT", targets, DEAD_RESOLVER)


class Reload(SystemTest):
    def reload(self, daemon, text):
        """Reloads `text` and waits for the result in the log."""
        times = self.answers(daemon)
        daemon.write(text)
        daemon.send(signal.SIGHUP)
        wait(lambda: self.answers(daemon) > times, "an answer to SIGHUP")

    def answers(self, daemon):
        return len(re.findall(r"configuration (not )?reloaded", daemon.log()))

    def assert_state(self, daemon, targets, ok):
        page = daemon.page()
        self.assertEqual((page.value("mailwatchd_targets"), page.value(CONFIG_OK)), (targets, ok))

    def test_a_good_file_adds_and_removes_targets(self):
        daemon = self.daemon(watching()).ready()
        self.reload(daemon, watching("example.org", "192.0.2.1"))
        self.assert_state(daemon, 2, 1)
        lines = daemon.notifications.lines
        wait(lambda: lines[-1] == "STATUS=watching 2 targets", "the word to systemd, which is the last")
        self.assertEqual([line for line in lines if not line.startswith("MONOTONIC_USEC=")],
                         ["READY=1", "STATUS=watching 0 targets", "RELOADING=1", "READY=1",
                          "STATUS=watching 2 targets"])
        at = int(lines[lines.index("RELOADING=1") + 1].removeprefix("MONOTONIC_USEC="))
        self.assertAlmostEqual(at / 1e6, time.monotonic(), delta=60)
        wait(lambda: len({*re.findall(r'target="([^"]+)"', daemon.page().text)}) == 2, "series of both")
        self.reload(daemon, watching("192.0.2.1"))
        self.assert_state(daemon, 1, 1)
        self.assertNotIn('target="example.org"', daemon.page().text)
        self.assertEqual(daemon.stop(), 0)
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")

    def test_a_bad_file_keeps_the_old_one_and_says_where(self):
        daemon = self.daemon(watching("example.org")).ready()
        loaded = daemon.page().value("mailwatchd_config_last_reload_success_timestamp_seconds")
        self.reload(daemon, 'targets = ["a.example"]\n[daemon]\nintervall = 1\n[probe]\ngap = 2\n')
        self.assert_state(daemon, 1, 0)
        for place in ("3:1: daemon.intervall:", "5:7: probe.gap:"):
            self.assertIn(f"[error] {daemon.file}:{place}", daemon.log())
        wait(lambda: 'target="example.org"' in daemon.page().text, "series of the old target")
        self.assertNotIn("a.example", daemon.page().text)
        self.assertEqual(loaded, daemon.page().value("mailwatchd_config_last_reload_success_timestamp_seconds"))
        self.reload(daemon, watching("example.org", "a.example"))
        self.assert_state(daemon, 2, 1)
        self.assertEqual(daemon.notifications.lines[-1], "STATUS=watching 2 targets")

    def test_what_is_unwise_is_a_warning_here_too(self):
        daemon = self.daemon(watching()).ready()
        self.reload(daemon, watching() + '[schedule]\ninterval = "1m"\n')
        self.assertRegex(daemon.log(), r"\[warning\] \S+:\d+:\d+: schedule.interval: .*recommended minimum")

    def test_what_needs_a_restart_is_said(self):
        daemon = self.daemon(watching()).ready()
        moved = watching().replace("127.0.0.1:PORT", "127.0.0.2:PORT")
        for times in 1, 2:  # The warning is repeated.
            self.reload(daemon, moved)
            daemon.wait_log(r"\[warning\] daemon\.listen: changes take effect after a restart.*systemctl restart", times)
        self.assertEqual(daemon.get("/-/ready")[0], 200)

    def test_f4_a_target_is_removed_while_it_is_looked_at(self):
        daemon = self.daemon(watching(*(f"d{n}.example.org" for n in range(50)))).ready()
        wait(lambda: (daemon.page().value("mailwatchd_checks_running") or 0) >= 20, "rounds")
        self.reload(daemon, watching("example.org"))
        wait(lambda: 'target="example.org"' in daemon.page().text, "the round of what is left")
        daemon.wait_metric(0, "mailwatchd_checks_running")
        self.assertEqual({*re.findall(r'target="([^"]+)"', daemon.page().text)}, {"example.org"})
        self.assertEqual(daemon.stop(), 0)
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")

    def test_f1_files_that_parsers_fall_over(self):
        daemon = self.daemon(watching("example.org")).ready()
        for text in ("[\n", "[" * 50000, "a." * 20000 + "a=1\n", "#" * 8 * 1024 * 1024, "\0", "=", '"', "[[", "]"):
            self.reload(daemon, text)
            self.assert_state(daemon, 1, 0)
        self.reload(daemon, watching())
        self.assert_state(daemon, 0, 1)
        self.assertEqual(daemon.stop(), 0)

    def test_f1_what_is_no_file(self):
        daemon = self.daemon(watching("example.org")).ready()
        daemon.file.unlink()
        for make in (lambda: None, daemon.file.mkdir):
            make()
            times = self.answers(daemon)
            daemon.send(signal.SIGHUP)
            wait(lambda: self.answers(daemon) > times, "an answer to SIGHUP")
            self.assert_state(daemon, 1, 0)

    def test_y2_many_signals_are_one_reload_or_many_but_no_end(self):
        daemon = self.daemon(watching()).ready()
        for number in range(SIGHUPS):
            daemon.write(watching(*(f"d{n}.example.org" for n in range(number % 7))))
            daemon.send(signal.SIGHUP)
        daemon.write(watching("example.org", "example.net", "example.com"))
        daemon.send(signal.SIGHUP)
        daemon.wait_metric(3, "mailwatchd_targets")
        self.assertEqual(daemon.get("/-/healthy")[0], 200)
        self.assertEqual(daemon.stop(), 0)
        self.assertLessEqual(self.answers(daemon), SIGHUPS + 1)
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")

    def test_y2_sigterm_behind_many_sighups(self):
        daemon = self.daemon(watching("example.org")).ready()
        for _ in range(SIGHUPS):
            daemon.send(signal.SIGHUP)
        self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main()
