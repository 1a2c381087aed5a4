#!/usr/bin/python3
"""What many open sessions cost: memory above idle, the time of a scrape meanwhile, and the time to end.

    many_sessions.py [SESSIONS [silent|greets|drips|endless]]

Each target is a loopback address of a network namespace, where one process answers on port 25 of all of them. Needs
root. MAILWATCHD_BIN_DIR is the folder of the build; measure on a quiet machine."""

import os
import resource
import selectors
import signal
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
# pylint: disable=wrong-import-position
from dns_stub import DnsStub  # noqa: E402
from harness import Daemon, wait  # noqa: E402

SCRAPES = 200
CONFIGURATION = """targets = [{targets}]
[daemon]
listen = ["127.0.0.1:PORT"]
catalogue = false
[probe]
max_hosts = 4096
allow_addresses = ["127.0.0.0/8"]
active = "off"
helo_name = "probe.example"
[schedule]
max_running = 4096
[resolver]
servers = ["{resolver}"]
"""
GREETINGS = {"silent": b"", "greets": b"220 mx ESMTP\r\n", "drips": b"2", "endless": b"220-x\r\n" * 500}


class Peers:
    """Accepts on port 25 of every address, and says something: once, every second or as fast as it is read."""

    def __init__(self, how):
        self.live, self._how = set(), how
        self._listener = socket.create_server(("0.0.0.0", 25), backlog=4096)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        selector = selectors.DefaultSelector()
        selector.register(self._listener, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select(1):
                if key.fileobj is self._listener:
                    peer, _ = self._listener.accept()
                    peer.setblocking(False)
                    self.live.add(peer)
                    self._say(peer)
                    selector.register(peer, selectors.EVENT_READ)
                elif not self._hear(key.fileobj):
                    selector.unregister(key.fileobj)
                    self.live.discard(key.fileobj)
            if self._how in ("drips", "endless"):
                for peer in list(self.live):
                    self._say(peer)

    def _say(self, peer):
        try:
            peer.send(GREETINGS[self._how])
        except OSError:
            pass

    @staticmethod
    def _hear(peer):
        try:
            return peer.recv(4096) != b""
        except OSError:
            return False


def rss(daemon):
    status = Path(f"/proc/{daemon.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def scrapes(daemon):
    times = []
    for _ in range(SCRAPES):
        begun = time.monotonic()
        assert daemon.get("/metrics")[0] == 200
        times.append(1000 * (time.monotonic() - begun))
        time.sleep(0.02)
    return sorted(times)


def measure(sessions, how):
    resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))
    resolver, peers = DnsStub(), Peers(how)
    targets = ", ".join(f'"127.1.{i // 250}.{i % 250 + 1}"' for i in range(sessions))
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(folder, CONFIGURATION.format(targets=targets, resolver=resolver.address))
        daemon.start().ready()
        idle = rss(daemon)
        most = 0
        try:
            wait(lambda: len(peers.live) >= sessions, f"{sessions} sessions", patience=25)
        except AssertionError:
            most = len(peers.live)
        open_sessions, times, above = most or sessions, scrapes(daemon), rss(daemon) - idle
        begun = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        status, _ = daemon.end(60)
        print(f"{open_sessions} sessions ({how}): {above:.0f} MiB above {idle:.0f};"
              f" scrape: median {times[len(times) // 2]:.0f} ms, p99 {times[int(len(times) * 0.99)]:.0f} ms;"
              f" ended with {status} after {time.monotonic() - begun:.1f} s")
        daemon.close()


if __name__ == "__main__":
    if "MAILWATCHD_NAMESPACE" not in os.environ:
        os.environ["MAILWATCHD_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh", sys.executable, "-B",
                              *sys.argv])
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else "silent")
