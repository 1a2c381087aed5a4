"""A DNS server on loopback with given records: the resolver for these tests.

Names without a record do not exist. UDP only; answers are short.
"""

import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SPF": 99}
NXDOMAIN = 3
TTL = 60
LINKS_MAX = 12  # CNAMEs in one answer

# Names that the daemon queries to test its resolver.
CANARY = {("example.org", "NS"): ["ns.example.org"], ("iana.org", "NS"): ["ns.example.org"]}


class DnsStub:
    """Answers from {(name, type): [value]}; `address` is for resolver.servers. Call `close`.

    Values are strings; for MX "10 mx.example.org"; for TXT and SPF also bytes, the raw character strings.
    For `silent` names, queries without a record get no answer.
    """

    def __init__(self, records=None, silent=()):
        self._records = {**CANARY, **(records or {})}
        self._silent = set(silent)
        self._names = {name for name, _ in self._records}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.asked = []  # (name, type as a number), in order
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
            answer = self._answer(query)
            if answer:
                self._socket.sendto(answer, peer)

    def _answer(self, query):
        name, end = _read_name(query)
        (kind,) = struct.unpack_from("!H", query, end)
        self.asked.append((name, kind))
        records, name = self._look_up(name, kind)
        if name in self._silent and not self._of(name, kind):
            return None
        rcode = 0 if name in self._names else NXDOMAIN
        head = query[:2] + struct.pack("!5H", 0x8180 | rcode, 1, len(records), 0, 0)
        return head + query[12:end + 4] + b"".join(records)

    def _of(self, name, kind):
        return next((values for (known, word), values in self._records.items()
                     if known == name and TYPES[word] == kind), [])

    def _look_up(self, name, kind):
        """The CNAMEs and the records at their end, and the final name."""
        records = []
        while not self._of(name, kind) and self._of(name, TYPES["CNAME"]) and len(records) < LINKS_MAX:
            (target,) = self._of(name, TYPES["CNAME"])
            records.append(_record(name, TYPES["CNAME"], target))
            name = target.lower()
        return records + [_record(name, kind, value) for value in self._of(name, kind)], name


def _read_name(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += 1 + query[at]
    return ".".join(labels), at + 1


def _wire_name(text):
    if not text:
        return b"\0"
    return b"".join(bytes([len(label)]) + label.encode("latin-1") for label in text.split(".")) + b"\0"


def _strings(value):
    """A text as a sequence of character strings."""
    raw = value.encode("latin-1")
    return [raw[at:at + 255] for at in range(0, max(len(raw), 1), 255)]


def _data(kind, value):
    if kind in (TYPES["A"], TYPES["AAAA"]):
        return ipaddress.ip_address(value).packed
    if kind == TYPES["MX"]:
        preference, host = (value if isinstance(value, tuple) else (value.split() + [""])[:2])
        return struct.pack("!H", int(preference)) + _wire_name(host)
    if kind in (TYPES["TXT"], TYPES["SPF"]):
        parts = value if isinstance(value, list) else _strings(value)
        return b"".join(bytes([len(part)]) + part for part in parts or [b""])  # At least one.
    return _wire_name(value)


def _record(name, kind, value):
    data = _data(kind, value)
    return _wire_name(name) + struct.pack("!HHIH", kind, 1, TTL, len(data)) + data
