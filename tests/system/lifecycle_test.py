#!/usr/bin/python3
"""Start and stop under systemd (failures Y1, Y2, S10, M6)."""

import resource
import signal
import socket
import subprocess
import time
import unittest

from dns_stub import DnsStub
from harness import CHECKS, DEAD_RESOLVER, PATIENCE, SOURCE, TOOL, SystemTest, configuration, wait

TARGETS = ("example.org", "192.0.2.25")


class Start(SystemTest):
    def test_the_shipped_file_starts_with_no_targets(self):
        shipped = (SOURCE / "etc/mailwatchd.toml").read_text()
        ours = shipped.replace("#[daemon]", "[daemon]").replace(
            '#listen = ["127.0.0.1:10325", "[::1]:10325"]', 'listen = ["127.0.0.1:PORT"]')
        self.assertIn("\nlisten", ours)
        (self.folder / "domains.d").mkdir()
        daemon = self.daemon(ours).ready()
        page = daemon.page()
        self.assertEqual(page.value("mailwatchd_targets"), 0)
        self.assertEqual(page.value("mailwatchd_config_last_reload_successful"), 1)
        self.assertEqual(page.values("mailwatchd_check_inconclusive"), [])
        self.assertAlmostEqual(page.value("process_start_time_seconds"), time.time(), delta=60)
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(daemon.notifications.lines,
                         ["READY=1", "STATUS=watching 0 targets", "STOPPING=1"])
        self.assertNotRegex(daemon.log(), r"\[(warning|error)\]|Sanitizer|runtime error")

    def test_ready_comes_only_when_it_listens(self):
        daemon = self.daemon()
        wait(lambda: daemon.notifications.lines, "a notification")
        self.assertEqual(daemon.get("/-/ready")[0], 200)
        self.assertEqual(daemon.notifications.lines[0], "READY=1")

    def test_a_port_in_use_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            daemon = self.daemon(configuration(port))
            self.assertEqual(daemon.end(), (1, ""))
        self.assertIn(f"listen on 127.0.0.1:{port}: Address already in use", daemon.log())
        self.assertNotIn("READY=1", daemon.notifications.lines)

    def test_the_log_has_no_colours_where_no_terminal_is(self):
        daemon = self.daemon().ready()
        self.assertEqual(daemon.stop(), 0)
        self.assertNotIn("\x1b", daemon.log())


class Watchdog(SystemTest):
    def test_y1_pings_twice_an_interval(self):
        daemon = self.daemon(environment={"WATCHDOG_USEC": "500000"})
        daemon.ready()
        began, before = time.monotonic(), daemon.notifications.lines.count("WATCHDOG=1")
        wait(lambda: daemon.notifications.lines.count("WATCHDOG=1") >= before + 6, "six pings")
        self.assertGreater(time.monotonic() - began, 1.0)  # Not more often than requested.

    def test_y1_a_watchdog_of_another_process_is_not_ours(self):
        daemon = self.daemon(environment={"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"}).ready()
        self.assertEqual(daemon.stop(), 0)
        self.assertNotIn("WATCHDOG=1", daemon.notifications.lines)


class End(SystemTest):
    def test_y2_sigint_is_as_good(self):
        self.assertEqual(self.daemon().ready().stop(signal.SIGINT), 0)

    def test_y2_sigterm_in_a_round_that_waits_for_the_resolver(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            servers = f'[resolver]\nservers = ["127.0.0.1:{silent.getsockname()[1]}"]\ntimeout = "1m"\n'
            text = configuration("PORT", [f"d{n}.example.org" for n in range(20)], servers)
            daemon = self.daemon(text, environment={"WATCHDOG_USEC": "500000"}).ready()
            wait(lambda: (daemon.page().value("mailwatchd_checks_running") or 0) >= 20, "all running")
            self.assertEqual(daemon.stop(), 0)
        self.assertNotIn("did not stop in time", daemon.log())
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")

    def test_y2_a_log_that_nobody_reads_any_more(self):
        daemon = self.daemon(launcher=["bash", "-c", 'exec 2> >(read -r line); exec "$@"', "bash"]).ready()
        for _ in range(3):
            daemon.send(signal.SIGHUP)  # Each reload is logged.
            time.sleep(0.2)
        self.assertIsNotNone(daemon.page().value("mailwatchd_targets"))
        self.assertEqual(daemon.stop(), 0)

    def test_y2_sigterm_with_clients_that_hang(self):
        daemon = self.daemon().ready()
        clients = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(10)]
        for client in clients:
            self.addCleanup(client.close)
            client.sendall(b"GET /metr")
        self.assertEqual(daemon.stop(), 0)

    def test_y2_a_look_that_was_broken_off_says_nothing(self):
        dns = DnsStub()
        self.addCleanup(dns.close)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            servers = '[resolver]\nservers = ["{}"]\ntimeout = "1m"\n'
            daemon = self.daemon(configuration("PORT", TARGETS, servers.format(
                f"127.0.0.1:{silent.getsockname()[1]}"))).ready()
            wait(lambda: (daemon.page().value("mailwatchd_checks_running") or 0) > 0, "a round")
            self.assertEqual(daemon.stop(), 0)
            daemon.write(configuration("PORT", TARGETS, servers.format(dns.address)))
            daemon.start().ready()
            page = daemon.page()
            self.assertEqual(page.values("mailwatchd_check_inconclusive"), [])
            self.assertEqual(page.values("mailwatchd_prober_healthy"), [])
            daemon.wait_metric(1, "mailwatchd_prober_healthy", what="resolver")
            self.assertEqual(sum(daemon.page().values("mailwatchd_changes_total")), 0)


class Once(SystemTest):
    def test_without_targets_it_ends_at_once(self):
        daemon = self.daemon(arguments=["--once"])
        self.assertEqual(daemon.end(), (0, ""))
        self.assertNotIn("watching", daemon.log(), "who stops never gets ready")
        self.assertNotIn("READY=1", daemon.notifications.lines)

    def test_it_ends_after_the_first_round_and_prints_it(self):
        text = configuration("PORT", TARGETS, DEAD_RESOLVER)
        daemon = self.daemon(text, arguments=["--once", "--print"])
        status, output = daemon.end()
        self.assertEqual(status, 0, daemon.log())
        for target in TARGETS:
            self.assertIn(f"\n{target} ", "\n" + output)
        self.assertIn("our resolver is not suitable", output)
        self.assertNotIn("\x1b", output)
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")


class DeadResolver(SystemTest):
    def inconclusive(self, page):
        return {check for check in CHECKS for target in TARGETS[:1] if page.value(
            "mailwatchd_check_inconclusive", target=target, check=check, reason="resolver_unfit") == 1}

    def test_m6_says_so_and_remembers_it_after_a_kill(self):
        text = configuration("PORT", TARGETS, DEAD_RESOLVER)
        daemon = self.daemon(text).ready()
        wait(lambda: self.inconclusive(daemon.page()) == set(CHECKS), "resolver_unfit everywhere")
        page = daemon.page()
        # Its value changes after one confirmation, a minute later; the scenarios test that.
        self.assertIsNotNone(page.value("mailwatchd_prober_healthy", what="resolver"))
        self.assertEqual(page.values("mailwatchd_check_success"), [])
        self.assertEqual(page.values("mailwatchd_target_score_ratio"), [])
        self.assertEqual(sum(page.values("mailwatchd_changes_total")), 0)
        runs = [key for key in page.series if "last_run_timestamp" in key and 'target="example.org"' in key]
        self.assertEqual(len(runs), len(CHECKS))
        daemon.send(signal.SIGKILL)
        self.assertEqual(daemon.end()[0], -signal.SIGKILL)
        daemon.start().ready()
        again = daemon.page()  # The state is loaded before READY=1.
        self.assertEqual({key: again.series.get(key) for key in runs}, {key: page.series[key] for key in runs})
        self.assertEqual(daemon.stop(), 0)
        self.assertNotIn("moved", daemon.log())


if __name__ == "__main__":
    unittest.main()
