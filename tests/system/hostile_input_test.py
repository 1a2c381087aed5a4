#!/usr/bin/python3
"""Input is never repeated raw: arguments, settings, paths and requests with control characters, bytes that are no UTF-8,
line feeds and controls of direction, on the terminal, in JSON, in HTML and in the log."""

import http.client
import os
import socket
import subprocess
import unittest
from urllib.parse import quote

from control import ControlTest
from harness import DAEMON, PATIENCE, TOOL, configuration

# Colours, a forged line, no UTF-8, right to left, C1 in UTF-8, markup.
HOSTILE = b"\x1b[31m\xff\r\nok\xe2\x80\xae\xc2\x9b<blink>\"'"


def raw(text):
    """The bytes that our own words never have."""
    return sorted({byte for byte in text if not 0x20 <= byte <= 0x7e and byte != 0x0a})


class Arguments(ControlTest):
    """No daemon is needed: the word is refused, and the message shows it escaped on one line."""

    def run_raw(self, *command):
        return subprocess.run([os.fsencode(each) for each in command], capture_output=True, timeout=PATIENCE, check=False,
                              env={"PATH": "/usr/bin", "MAILWATCHD_CONTROL": str(self.folder / "none.sock")})

    def test_of_every_command(self):
        not_named = ([TOOL, b"--" + HOSTILE], [TOOL, "status", "--control", HOSTILE * 20])
        for command in ([TOOL, HOSTILE], [TOOL, b"--" + HOSTILE], [TOOL, "check", HOSTILE], [TOOL, "explain", HOSTILE],
                        [TOOL, "check", b"--" + HOSTILE, "a.example"],
                        [TOOL, "check", "a.example", "--html", b"/nonexistent/" + HOSTILE],
                        [TOOL, "check", "a.example", "--config", b"/nonexistent/" + HOSTILE],
                        [TOOL, "check", "a.example", "--resolver", HOSTILE],
                        [TOOL, "check", "a.example", "--resolver", "127.0.0.1:1", "--only", HOSTILE],
                        [TOOL, "spf", "a.example", "--ip", HOSTILE], [TOOL, "restore", b"/nonexistent/" + HOSTILE],
                        [TOOL, "restore", "x", "--config", b"/nonexistent/" + HOSTILE],
                        [TOOL, "status", "--control", b"/nonexistent/" + HOSTILE],
                        [TOOL, "status", "--control", HOSTILE * 20], [TOOL, "status", HOSTILE],
                        [TOOL, "backup", b"/nonexistent/" + HOSTILE], [DAEMON, HOSTILE], [DAEMON, b"--" + HOSTILE],
                        [DAEMON, "--config", b"/nonexistent/" + HOSTILE],
                        [DAEMON, "--check-config", "--config", b"/nonexistent/" + HOSTILE]):
            with self.subTest(command=command):
                done = self.run_raw(*command)
                self.assertNotEqual(done.returncode, 0)
                self.assertEqual((done.stdout, raw(done.stderr)), (b"", []), done.stderr)
                self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)
                if command not in not_named:
                    self.assertIn(rb"\x1B[31m\xFF", done.stderr)

    def test_of_the_name_of_the_program(self):
        for binary in (TOOL, DAEMON):
            done = subprocess.run([HOSTILE, "--help"], executable=binary, capture_output=True, timeout=PATIENCE, check=True)
            self.assertEqual(raw(done.stdout + done.stderr), [])

    def test_of_spf(self):
        for more in ([], ["--json"]):
            for command in ([HOSTILE, "--ip", "192.0.2.1"], ["a.example", "--ip", "192.0.2.1", "--sender", HOSTILE],
                            ["a.example", "--ip", "192.0.2.1", "--helo", HOSTILE]):
                done = self.run_raw(TOOL, "spf", "--resolver", "127.0.0.1:1", *command, *more)
                self.assertEqual(raw(done.stdout + done.stderr), [], done.stdout)

    def test_of_a_configuration(self):
        folder = self.folder / os.fsdecode(b"\x1b[31m\xff")
        folder.mkdir()
        text = r'[daemon]' "\n" r'"\u001b\u202e" = 1' "\n" r'state_directory = "\u001b"' "\n" r'log_level = "\u202e"' "\n"
        for name, lines in (("keys.toml", text), ("targets.toml", r'targets = ["\u001b\u202e\n"]' "\n"),
                            ("files.toml", r'targets_files = ["\u001b/*", "\u202e"]' "\n"),
                            ("tls.toml", '[web.tls_server_config]\n' r'cert_file = "\u001b"' "\n" r'key_file = "\u202e"' "\n"),
                            ("users.toml", '[web.basic_auth_users]\n' r'"\u001b" = "x"' "\n"),
                            ("lists.toml", '[[dnsbl]]\n' r'name = "\u001b"' "\n" r'zone = "\u202e"' "\n"),
                            ("report.toml", r'[report]' "\n" r'organisation = "\u001b"' "\n" 'x = 1\n')):
            with self.subTest(name=name):
                (folder / name).write_text(lines)
                for command in ([DAEMON, "--check-config", "--config"], [TOOL, "check", "a.example", "--config"]):
                    done = self.run_raw(*command, folder / name)
                    self.assertEqual(raw(done.stdout + done.stderr), [], done.stderr)
                    if b"[31m" in done.stderr:
                        self.assertIn(rb"\x1B[31m\xFF/", done.stderr)


class Requests(ControlTest):
    """Of a daemon: on its control socket and over HTTP."""

    def ask_raw(self, daemon, method, path, accept, local):
        if local:
            connection = http.client.HTTPConnection("localhost", timeout=PATIENCE)
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(str(daemon.control))
        else:
            connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=PATIENCE)
        self.addCleanup(connection.close)
        connection.request(method, path, headers={"Accept": accept})
        response = connection.getresponse()
        return response.status, response.read()

    def test_of_every_kind(self):
        daemon = self.watch("one.example", tables=r'[report]' "\n" r'organisation = "A\u001b\u202eB"' "\n")
        text = quote(HOSTILE)
        one = "target=one.example"
        asked = [("GET", f"/targets/{text}"), ("GET", f"/api/v1/targets/{text}"), ("GET", f"/{text}"),
                 ("GET", f"/events?since={text}"), ("GET", f"/events?target={text}&after={text}"), ("GET", f"/status?width={text}"),
                 ("GET", "/targets/one.example")]
        local = [("POST", f"/{verb}?target={text}") for verb in ("recheck", "pause", "resume", "acknowledge", "check")]
        local += [("POST", f"/check?{one}&only={text}"), ("POST", f"/pause?{one}&why={text}"),
                  ("POST", f"/acknowledge?{one}&finding={text}"), ("GET", "/status"), ("POST", f"/resume?{one}")]
        for is_local, all_of_them in ((False, asked), (True, asked + local)):
            for accept in ("text/plain", "application/json", "text/html"):
                for method, path in all_of_them:
                    with self.subTest(path=path, accept=accept, local=is_local):
                        status, body = self.ask_raw(daemon, method, path, accept, is_local)
                        self.assertLess(status, 500, body)
                        page = body.decode()
                        self.assertFalse([each for each in page if ord(each) < 0x20 and each != "\n"], body)
                        for bad in ("\x7f", "\x9b", "\u202e", "\ufffd", *(["<blink>"] if page.startswith("<") else [])):
                            self.assertNotIn(bad, page)
        for refused in (("show", HOSTILE), ("pause", HOSTILE), ("acknowledge", "one.example", HOSTILE),
                        ("events", "--since", HOSTILE), ("check", HOSTILE), ("report", HOSTILE),
                        ("check", "one.example", "--only", HOSTILE)):
            for more in ([], ["--json"]):
                done = subprocess.run([TOOL, *refused, *more], capture_output=True, timeout=PATIENCE, check=False,
                                      env={"MAILWATCHD_CONTROL": str(daemon.control)})
                self.assertEqual(raw(done.stdout + done.stderr), [], done.stderr)
        daemon.write(configuration("PORT", ["one.example"], r'state_directory = "\u001b\u202e"' "\n" 'targets_files = 1\n'))
        done = daemon.ask("reload")
        self.assertEqual(raw(done.stderr.encode()), [], done.stderr)
        self.assertEqual(raw(daemon.log_file.read_bytes()), [], daemon.log())


if __name__ == "__main__":
    unittest.main()
