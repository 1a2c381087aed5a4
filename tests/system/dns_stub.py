"""A DNS server on loopback that knows what it is told: a resolver for the audits of these tests.

Names that it was told exist; every other name does not. UDP only, answers are short.
"""

import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "NS": 2, "PTR": 12, "MX": 15, "AAAA": 28}
NXDOMAIN = 3
TTL = 60

# What the daemon asks for to see whether its resolver is well.
CANARY = {("example.org", "NS"): ["ns.example.org"], ("iana.org", "NS"): ["ns.example.org"]}


class DnsStub:
    """Answers from {(name, type): [text]}; `address` is for resolver.servers. `close` it."""

    def __init__(self, records=None):
        self._records = {**CANARY, **(records or {})}
        self._names = {name for name, _ in self._records}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.asked = []  # (name, type as a number), in the order they came
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self):
        while True:
            query, peer = self._socket.recvfrom(4096)
            if not query:
                return
            self._socket.sendto(self._answer(query), peer)

    def _answer(self, query):
        name, end = _read_name(query)
        (kind,) = struct.unpack_from("!H", query, end)
        self.asked.append((name, kind))
        texts = [text for (known, word), values in self._records.items()
                 if known == name and TYPES[word] == kind for text in values]
        rcode = 0 if name in self._names else NXDOMAIN
        head = query[:2] + struct.pack("!5H", 0x8180 | rcode, 1, len(texts), 0, 0)
        return head + query[12:end + 4] + b"".join(_record(kind, text) for text in texts)


def _read_name(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
        at += 1 + query[at]
    return ".".join(labels), at + 1


def _wire_name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def _record(kind, text):
    """One record about the name that was asked for."""
    if kind in (TYPES["A"], TYPES["AAAA"]):
        data = ipaddress.ip_address(text).packed
    elif kind == TYPES["MX"]:
        preference, host = text.split()
        data = struct.pack("!H", int(preference)) + _wire_name(host)
    else:
        data = _wire_name(text)
    return struct.pack("!HHHIH", 0xC00C, kind, 1, TTL, len(data)) + data
