"""Scripted peers that are wrong in one way each. Started in the servers' namespace with a JSON list of [address,
port, behaviour] and a certificate. The P rows of docs/failures.md explain each."""

import asyncio
import json
import ssl
import sys

GREETING_DELAY = 35.0  # seconds: beyond the first patience of 30, within the confirming 300
MX_NAME = b"mx.peer.example"
TLS = None


async def slow(reader, writer):
    """Greets after 35 s, then is an ordinary server (P3)."""
    await asyncio.sleep(GREETING_DELAY)
    await smtp(reader, writer, b"220 " + MX_NAME + b" ESMTP at last\r\n")


async def closes(_reader, _writer):
    """Accepts and closes immediately (P10)."""


async def endless(_reader, writer):
    """An endless banner without a newline (P1)."""
    while True:
        writer.write(b"A" * 4096)
        await writer.drain()


async def drip(_reader, writer):
    """One byte per nine seconds, endlessly: each wait is short, the whole is not (P2)."""
    while True:
        writer.write(b"2")
        await writer.drain()
        await asyncio.sleep(9)


async def babble(_reader, writer):
    """Endless continuation lines (P3)."""
    while True:
        writer.write(b"220-" + MX_NAME + b" and so on\r\n")
        await writer.drain()
        await asyncio.sleep(0.2)


async def http(reader, writer):
    """A web server on a mail port: silent until the client sends something (P9)."""
    await reader.readline()
    writer.write(b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n"
                 b"Connection: close\r\n\r\n<html><h1>400 Bad Request</h1></html>\r\n")
    await writer.drain()


async def fakepop(reader, writer):
    """Sends +OK and echoes: not POP3 (document B)."""
    writer.write(b"+OK hello\r\n")
    while line := await reader.readline():
        writer.write(b"you said: " + line)
        await writer.drain()


async def home(reader, writer):
    await smtp(reader, writer, b"220 " + MX_NAME + b" ESMTP\r\n")


async def control(reader, writer):
    """Control bytes and a forged log line in the banner (P5, A5)."""
    await smtp(reader, writer, b"220 " + MX_NAME + b" \x1b]0;owned\x07\x1b[31m <b>{{x}}</b>\xff\xc3\x28 "
               b"\xe2\x80\xae\x00 ESMTP\r\n")


async def deferring(reader, writer):
    await one_word(reader, writer, b"421 4.3.2 Too many connections, try again later\r\n")


async def refusing(reader, writer):
    await one_word(reader, writer, b"554 5.7.1 No SMTP service for you here\r\n")


async def one_word(reader, writer, word):
    """A greeting that refuses (P4); answers 503 until the client leaves."""
    writer.write(word)
    while line := await reader.readline():
        quitting = line.upper().startswith(b"QUIT")
        writer.write(b"221 2.0.0 Bye\r\n" if quitting else b"503 5.5.1 No\r\n")
        await writer.drain()
        if quitting:
            return


async def smtp(reader, writer, greeting):
    """A small ordinary SMTP server without TLS."""
    writer.write(greeting)
    while line := await reader.readline():
        verb = line.strip().upper()
        if verb.startswith(b"EHLO"):
            writer.write(b"250-" + MX_NAME + b"\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n")
        elif verb.startswith(b"QUIT"):
            writer.write(b"221 2.0.0 Bye\r\n")
            return
        else:
            writer.write(b"250 2.0.0 OK\r\n" if verb[:4] in (b"HELO", b"NOOP", b"RSET")
                         else b"550 5.7.1 Not here\r\n")
        await writer.drain()


async def inject(reader, writer, script):
    """Answers STARTTLS with injected bytes in the same segment, then really starts TLS (P7)."""
    greeting, trigger, replies, go_ahead = script
    writer.write(greeting)
    while line := await reader.readline():
        words = line.split() or [b""]
        tag = words[0] if trigger == b"A STARTTLS" else b""
        verb = (words[-1] if tag else words[0]).upper()
        if verb == trigger.split(b" ")[-1]:
            writer.write(go_ahead.replace(b"%t", tag))
            await writer.drain()
            await writer.start_tls(TLS)
            continue
        writer.write(replies.get(verb, replies[b""]).replace(b"%t", tag))
        await writer.drain()
        if verb in (b"QUIT", b"LOGOUT"):
            return


async def inject_smtp(reader, writer):
    await inject(reader, writer, (
        b"220 " + MX_NAME + b" ESMTP\r\n", b"STARTTLS",
        {b"EHLO": b"250-" + MX_NAME + b"\r\n250 STARTTLS\r\n", b"QUIT": b"221 2.0.0 Bye\r\n",
         b"": b"250 2.0.0 OK\r\n"},
        b"220 2.0.0 Go ahead\r\n250-injected.example\r\n250 AUTH PLAIN LOGIN\r\n"))


async def inject_pop3(reader, writer):
    await inject(reader, writer, (
        b"+OK POP3 ready\r\n", b"STLS",
        {b"CAPA": b"+OK\r\nSTLS\r\nUIDL\r\n.\r\n", b"QUIT": b"+OK Bye\r\n", b"": b"-ERR No\r\n"},
        b"+OK Begin TLS\r\n+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"))


async def inject_imap(reader, writer):
    await inject(reader, writer, (
        b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] IMAP ready\r\n", b"A STARTTLS",
        {b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n%t OK done\r\n",
         b"LOGOUT": b"* BYE see you\r\n%t OK done\r\n", b"": b"%t BAD no\r\n"},
        b"%t OK Begin TLS\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n%t OK injected\r\n"))


async def preauth(reader, writer):
    """IMAP that greets everybody with PREAUTH (P8)."""
    writer.write(b"* PREAUTH [CAPABILITY IMAP4rev1] welcome back\r\n")
    while line := await reader.readline():
        tag, _, verb = line.strip().partition(b" ")
        verb = verb.upper()
        writer.write({b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"LOGOUT": b"* BYE see you\r\n"}.get(
            verb, b"") + tag + b" OK done\r\n")
        await writer.drain()
        if verb == b"LOGOUT":
            return


async def pop3(reader, writer):
    """Ordinary POP3: unencrypted on 995, or inside TLS on 110 (P9)."""
    writer.write(b"+OK POP3 ready\r\n")
    while line := await reader.readline():
        verb = line.strip().upper()
        writer.write({b"CAPA": b"+OK\r\nUSER\r\nUIDL\r\n.\r\n", b"QUIT": b"+OK Bye\r\n"}.get(verb, b"-ERR No\r\n"))
        await writer.drain()
        if verb == b"QUIT":
            return


BEHAVIOURS = {
    "slow": slow, "closes": closes, "endless": endless, "drip": drip, "babble": babble, "http": http,
    "fakepop": fakepop, "home": home, "control": control, "deferring": deferring, "refusing": refusing,
    "preauth": preauth, "inject-smtp": inject_smtp, "inject-pop3": inject_pop3,
    "inject-imap": inject_imap, "tls-pop3": pop3, "plain-pop3": pop3,
}


def served(behaviour):
    """A peer as called by asyncio: the client may leave at any byte."""
    async def serve(reader, writer):
        try:
            await BEHAVIOURS[behaviour](reader, writer)
            await writer.drain()
        except (OSError, EOFError, ValueError):
            pass
        finally:
            writer.close()
    return serve


async def main(spec_path, certificate, key):
    global TLS  # pylint: disable=global-statement
    TLS = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    TLS.load_cert_chain(certificate, key)
    with open(spec_path, encoding="utf-8") as file:
        spec = json.load(file)
    for address, port, behaviour in spec:
        await asyncio.start_server(served(behaviour), address, port,
                                   ssl=TLS if behaviour.startswith("tls-") else None)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
