#!/usr/bin/python3
"""The metrics page and the other public pages, from loopback (failures M1, M2, Y3)."""

import resource
import shutil
import socket
import subprocess
import time
import unittest

from harness import DEAD_RESOLVER, PATIENCE, Page, SystemTest, configuration, has_ipv6, is_vptr_checked, wait

SLOW_CLIENTS = 200
CPU_SHARE_MAX = 0.3  # of one core; a busy loop would use all of it


class Routes(SystemTest):
    def setUp(self):
        super().setUp()
        self.served = self.daemon().ready()

    def test_what_there_is(self):
        for path, body in (("/-/healthy", "mailwatchd is healthy.\n"), ("/-/ready", "mailwatchd is ready.\n")):
            status, headers, text = self.served.get(path)
            self.assertEqual((status, headers["Content-Type"], text), (200, "text/plain; charset=utf-8", body))
        status, headers, text = self.served.get("/metrics")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"), headers)
        self.assertIn("\nmailwatchd_build_info{", text)

    def test_head_is_get_without_the_body(self):
        for path in ("/-/healthy", "/metrics"):
            status, headers, text = self.served.get(path, "HEAD")
            self.assertEqual((status, text), (200, ""))
            self.assertEqual(headers["Content-Type"], self.served.get(path)[1]["Content-Type"])

    def test_what_there_is_not(self):
        for path in ("/metrics/", "//metrics", "/Metrics", "/metrics/../metrics", "/-/reload", "/-/quit",
                     "/probe?target=192.0.2.1", "/etc/passwd", "*"):
            self.assertEqual(self.served.get(path)[0], 404, path)

    def test_other_methods_are_refused_by_name(self):
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            for path in ("/metrics", "/-/healthy", "/-/ready"):
                status, headers, _ = self.served.get(path, method)
                self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"), f"{method} {path}")

    def test_m2_a_query_starts_nothing(self):
        status, _, text = self.served.get("/metrics?target=192.0.2.1")
        self.assertEqual(status, 200)
        self.assertNotIn("192.0.2.1", text)

    def test_it_counts_what_it_answers(self):
        self.served.get("/nothing")
        self.assertEqual(self.served.page().value("mailwatchd_http_requests_total", code="404"), 1)


class Listening(SystemTest):
    @unittest.skipUnless(has_ipv6(), "no IPv6 loopback here")
    def test_both_loopbacks(self):
        daemon = self.daemon(configuration("PORT", listen=["127.0.0.1:PORT", "[::1]:PORT"])).ready()
        for host in ("127.0.0.1", "::1"):
            self.assertEqual(daemon.get("/-/ready", host=host)[0], 200)

    def test_m2_nobody_else(self):
        daemon = self.daemon().ready()
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", daemon.port), 5)


class Names(SystemTest):
    """Requests that name the server by a name of somebody else."""

    def status(self, daemon, host, path="/-/healthy", expect_host=True):
        with socket.create_connection(("127.0.0.1", daemon.port), PATIENCE) as client:
            field = f"Host: {host}\r\n" if expect_host else ""
            client.sendall(f"GET {path} HTTP/1.1\r\n{field}Connection: close\r\n\r\n".encode("latin-1"))
            answer = b"".join(iter(lambda: client.recv(65536), b"")).decode()
        return int(answer.split()[1]), answer.partition("\r\n\r\n")[2]

    def test_m2_only_those_that_are_ours(self):
        daemon = self.daemon(configuration("PORT", tables='[probe]\nhelo_name = "probe.example"\n')).ready()
        for host in ("127.0.0.1", f"localhost:{daemon.port}", "[::1]", "probe.example", socket.gethostname(), "192.0.2.1:80"):
            self.assertEqual(self.status(daemon, host)[0], 200, host)
        for path in ("/-/healthy", "/metrics", "/none"):
            status, body = self.status(daemon, "evil.example", path)
            self.assertEqual(status, 421)
            self.assertIn('"evil.example": add it to "hosts" in the table [web] of mailwatchd.toml', body)
        self.assertEqual(self.status(daemon, "127.0.0.1", "http://evil.example/metrics")[0], 421)
        self.assertEqual(self.status(daemon, "", expect_host=False)[0], 400)
        daemon.write(configuration("PORT", tables='[web]\nhosts = ["Monitor.example.", "evil.example"]\n'))
        self.assertEqual(daemon.ask("reload").returncode, 0)
        for host in ("monitor.example", "evil.example"):
            self.assertEqual(self.status(daemon, host)[0], 200, host)
        self.assertEqual(self.status(daemon, "probe.example")[0], 421)
        daemon.write(configuration("PORT", tables='[web]\nhosts = ["a b"]\n'))
        self.assertIn("web.hosts: not a domain name", daemon.ask("reload").stderr)
        self.assertEqual(self.status(daemon, "evil.example")[0], 200)


@unittest.skipUnless(shutil.which("promtool"), "promtool (package prometheus) is not installed")
class Promtool(SystemTest):
    def lint(self, text):
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_clean_with_targets_before_and_after_their_first_round(self):
        daemon = self.daemon(configuration("PORT", ["example.org", "2001:db8::25"], DEAD_RESOLVER)).ready()
        self.lint(daemon.page().text)
        page = wait(lambda: (lambda page: page if page.values("mailwatchd_check_inconclusive") else None)(
            daemon.page()), "the first round")
        self.lint(page.text)


class SlowClients(SystemTest):
    def hang(self, daemon):
        """Starts requests that never end."""
        clients = []
        self.leave = lambda: [client.close() for client in clients]
        self.addCleanup(self.leave)
        for _ in range(SLOW_CLIENTS):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", daemon.port))
            clients.append(client)
        time.sleep(0.2)
        for client in clients:
            try:
                client.send(b"GET /metr")
            except OSError:
                pass  # Disconnected already.

    def scrape(self, daemon):
        """The page, or None while the server is full and answers 503."""
        self.assertIsNone(daemon.process.poll(), daemon.log())
        try:
            status, _, text = daemon.get("/metrics")
        except OSError:
            return None
        return Page(text) if status == 200 else None

    def busy_share(self, daemon, seconds=2.0):
        began, before = time.monotonic(), daemon.cpu_seconds()
        time.sleep(seconds)
        return (daemon.cpu_seconds() - before) / (time.monotonic() - began)

    def crowd(self, descriptors):
        """A daemon with too many clients; it must not use much CPU time."""
        daemon = self.daemon(launcher=["prlimit", f"--nofile={descriptors}"]).ready()
        self.assertEqual(daemon.page().value("process_max_fds"), descriptors)
        self.hang(daemon)
        self.assertLess(self.busy_share(daemon), CPU_SHARE_MAX)
        return daemon

    def end(self, daemon):
        page = wait(lambda: self.scrape(daemon), "a scrape")
        self.assertLessEqual(page.value("process_open_fds"), page.value("process_max_fds"))
        self.assertEqual(daemon.stop(), 0)
        self.assertNotRegex(daemon.log(), "Sanitizer|runtime error")

    def test_y3_sixty_four_descriptors(self):
        self.end(self.crowd(64))

    @unittest.skipIf(is_vptr_checked(), "UBSan's vptr check needs a free descriptor for every look (pipe(2))")
    def test_y3_fewer_descriptors_than_connections(self):
        daemon = self.crowd(32)
        refusals = daemon.log().count("accept: Too many open files")
        self.assertEqual(refusals, 1)  # Logged once, not per client.
        self.leave()
        self.end(daemon)

    def test_m1_a_scrape_is_answered_soon(self):
        daemon = self.daemon().ready()
        self.hang(daemon)
        began = time.monotonic()
        wait(lambda: self.scrape(daemon), "a scrape")
        self.assertLess(time.monotonic() - began, 5.0)  # Shorter than the timeout of the slow clients.


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    unittest.main()
