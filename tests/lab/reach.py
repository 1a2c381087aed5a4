"""Waits until ports behave as expected, as seen by a client in the probe's namespace.

Run with a JSON list of {"name", "address", "port", "expect"} on standard input. `expect` is one of a greeting's
protocol (smtp, pop3, imap, or smtps, pop3s, imaps inside TLS), `accepts`, `refused` or `silent`, ["has"|"lacks", TEXT]
for the answer to EHLO, ["certificate", its SHA-256], ["rcpt", SENDER, RECIPIENT, DIGIT] with the first digit of the
answer to RCPT. Gives up when no further expectation has been met for as many seconds as the argument says: a slow
machine makes progress, a broken server does not. Prints the expectations that were not met; exits with 1 then.
"""

import hashlib
import json
import socket
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor

GREETINGS = {"smtp": b"220 ", "pop3": b"+OK", "imap": b"* OK"}
STEP = 2.0  # seconds for one try: everything here is one veth pair away


def try_once(want):
    """What the port does now, in the terms of `expect`."""
    expect = want["expect"]
    try:
        with socket.create_connection((want["address"], want["port"]), STEP) as raw:
            if expect == "accepts":
                return "accepts"
            if expect in ("smtps", "imaps", "pop3s"):
                return expect if _greets(_tls(raw), GREETINGS[expect[:-1]]) else "another greeting"
            if isinstance(expect, list):
                return QUESTIONS[expect[0]](raw, expect)
            return expect if _greets(raw, GREETINGS.get(expect, b"")) else "another greeting"
    except ConnectionRefusedError:
        return "refused"
    except TimeoutError:
        return "silent"
    except OSError as error:
        return f"error {error}"


def _tls(raw):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(raw)


def _greets(stream, word):
    return stream.recv(512).startswith(word)


def _certificate(raw, expect):
    if raw.getpeername()[1] == 25:
        _converse(raw, b"EHLO probe.vantage.example")
        _converse(raw, b"STARTTLS", greeted=True)
    found = hashlib.sha256(_tls(raw).getpeercert(binary_form=True)).hexdigest()
    return expect if found == expect[1] else "another certificate"


def _ehlo(raw, expect):
    said = _converse(raw, b"EHLO probe.vantage.example")
    raw.sendall(b"QUIT\r\n")
    has = expect[1].encode() in said
    return expect if has == (expect[0] == "has") else f"EHLO said {said!r}"


def _rcpt(raw, expect):
    _converse(raw, b"EHLO probe.vantage.example")
    _converse(raw, f"MAIL FROM:<{expect[1]}>".encode(), greeted=True)
    said = _converse(raw, f"RCPT TO:<{expect[2]}>".encode(), greeted=True)
    raw.sendall(b"QUIT\r\n")
    return [*expect[:3], said[:1].decode()]


QUESTIONS = {"has": _ehlo, "lacks": _ehlo, "certificate": _certificate, "rcpt": _rcpt}


def _converse(raw, command, greeted=False):
    """Reads the greeting if it has not come yet, sends a command, returns the whole reply."""
    if not greeted:
        _reply(raw)
    raw.sendall(command + b"\r\n")
    return _reply(raw)


def _reply(raw):
    said = b""
    while not said.endswith(b"\n") or said.splitlines()[-1][3:4] != b" ":
        chunk = raw.recv(4096)
        if not chunk:
            raise OSError("closed in the middle of a reply")
        said += chunk
    return said


def main():
    patience = float(sys.argv[1])
    waiting = json.load(sys.stdin)
    deadline = time.monotonic() + patience
    while waiting:
        with ThreadPoolExecutor(max_workers=16) as pool:
            seen = list(zip(waiting, pool.map(try_once, waiting)))
        met = sum(found == want["expect"] for want, found in seen)
        if met > 0:
            deadline = time.monotonic() + patience
        late = time.monotonic() > deadline
        if late:
            for want, found in seen:
                if found != want["expect"]:
                    print(f"{want['name']} at {want['address']} port {want['port']}: "
                          f"expected {want['expect']}, found {found}")
        waiting = [want for want, found in seen if found != want["expect"]]
        if late:
            return 1 if waiting else 0
        time.sleep(0.05 if waiting else 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
