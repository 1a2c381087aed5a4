"""A daemon with a small DNS world, and mailwatchctl as its client."""

import json
import socket
import threading

from dns_stub import DnsStub
from harness import OWN_BLOCK, SystemTest, configuration, own_address, wait

NOT_DONE, WRONG_CONFIGURATION = 2, 78
NOBODY = 65534
HOST = own_address(0)
RECORDS = {("one.example", "MX"): ["10 mx.one.example"], ("mx.one.example", "A"): [HOST],
           ("two.example", "MX"): ["10 mx.one.example"], ("2.example", "MX"): ["10 mx.one.example"]}
TABLES = f"""
[probe]
helo_name = "probe.example"
allow_addresses = ["{OWN_BLOCK}"]
connect_timeout = "2s"
greeting_timeout = "1s"
session_timeout = "5s"
gap = "0s"
port_gap = "0s"
session_interval = "0s"
[schedule]
confirm_ports = ["1s", "1s", "1s"]
confirm_dns = ["1s", "1s"]
"""
WHEN = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


class Pop3:
    """A POP3 server on port 110 of our host. Call `close`."""

    def __init__(self):
        self._server = socket.create_server((HOST, 110))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        try:
            while True:
                client = self._server.accept()[0]
                with client:
                    client.sendall(b"+OK Dovecot ready.\r\n")
                    while line := client.recv(1024):
                        client.sendall(b"+OK\r\nUSER\r\n.\r\n" if line.startswith(b"CAPA") else b"+OK bye\r\n")
                        if line.startswith(b"QUIT"):
                            break
        except OSError:
            pass  # Closed.

    def close(self):
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


class ControlTest(SystemTest):
    def watch(self, *targets, tables="", **more):
        """A daemon that has audited each target once."""
        dns = DnsStub(RECORDS)
        self.addCleanup(dns.close)
        resolver = f'[resolver]\nservers = ["{dns.address}"]\n'
        daemon = self.daemon(configuration("PORT", targets, TABLES + resolver + tables), **more).ready()
        wait(lambda: all(each["last_audit"] for each in self.json(daemon, "targets")["targets"]), "the first rounds")
        return daemon

    def json(self, daemon, *arguments):
        done = daemon.ask(*arguments, "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return json.loads(done.stdout)

    def text(self, daemon, *arguments):
        done = daemon.ask(*arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def refused(self, daemon, status, *arguments, **more):
        done = daemon.ask(*arguments, **more)
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        return done.stderr
