// Whole polite dialogues of each protocol, for tests that cut, split and corrupt them.
#pragma once

#include "unit/proto/script.h"

namespace mailwatchd::test {

inline Script smtp_dialogue() {
    return {says("220-mx.example.org ESMTP Exim 4.96\r\n220 No spam\r\n"),
            hears("EHLO probe.example.net"),
            says("250-mx.example.org\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"),
            hears("STARTTLS"),
            says("220 go ahead\r\n"),
            tls(),
            hears("EHLO probe.example.net"),
            says("250-mx.example.org\r\n250 AUTH CRAM-MD5\r\n"),
            hears("QUIT"),
            says("221 bye\r\n")};
}

inline Script pop3_dialogue() {
    return {says("+OK hello <1896.697170952@pop.example.org>\r\n"),
            hears("CAPA"),
            says("+OK\r\nTOP\r\nUSER\r\nSASL PLAIN LOGIN\r\nSTLS\r\n.\r\n"),
            hears("STLS"),
            says("+OK begin\r\n"),
            tls(),
            hears("CAPA"),
            says("+OK\r\nSASL SCRAM-SHA-256\r\n.\r\n"),
            hears("QUIT"),
            says("+OK bye\r\n")};
}

inline Script imap_dialogue() {
    return {says("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"),
            hears("a1 CAPABILITY"),
            says("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n"),
            hears("a2 STARTTLS"),
            says("a2 OK begin\r\n"),
            tls(),
            hears("a3 CAPABILITY"),
            says("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na3 OK done\r\n"),
            hears("z LOGOUT"),
            says("* BYE\r\nz OK bye\r\n")};
}

struct Dialogue {
    const char* name;
    model::Service service;
    Script script;
};

inline std::vector<Dialogue> dialogues() {
    return {{"smtp", model::smtp, smtp_dialogue()},
            {"pop3", model::pop3, pop3_dialogue()},
            {"imap", model::imap, imap_dialogue()}};
}

}  // namespace mailwatchd::test
