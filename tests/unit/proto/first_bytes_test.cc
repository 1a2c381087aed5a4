#include "proto/first_bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace mailwatchd::proto {
namespace {

struct Case {
    const char* name;
    std::string_view bytes;
    std::string_view protocol;
};

using namespace std::string_view_literals;

const Case cases[] = {
    {"nothing", "", ""},
    {"ssh", "SSH-2.0-OpenSSH_9.2p1\r\n", "SSH"},
    {"http", "HTTP/1.1 400 Bad Request\r\n", "HTTP"},
    {"web_page", "<!doctype html><html>", "HTTP"},
    {"pop3", "+OK ready\r\n", "POP3"},
    {"pop3_refuses", "-ERR busy\r\n", "POP3"},
    {"imap", "* OK ready\r\n", "IMAP"},
    {"imap_refuses", "* BYE busy\r\n", "IMAP"},
    {"smtp", "220 mx.example.org ESMTP\r\n", "SMTP"},
    {"smtp_in_lines", "220-mx.example.org\r\n", "SMTP"},
    {"smtp_refuses", "554 no\r\n", "SMTP"},
    {"ftp", "220 ProFTPD Server ready.\r\n", "FTP"},
    {"news", "200 news.example.org ready\r\n", "NNTP"},
    {"sieve", "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n", "ManageSieve"},
    {"tls_alert", "\x15\x03\x03\x00\x02\x02\x28"sv, "TLS"},
    {"tls_handshake", "\x16\x03\x01\x00\x10"sv, "TLS"},
    {"telnet", "\xff\xfd\x18"sv, "Telnet"},
    {"unknown", "hello\r\n", ""},
    {"digits", "220", ""},
};

class FirstBytes : public testing::TestWithParam<Case> {};

TEST_P(FirstBytes, look_like) { EXPECT_EQ(protocol_of(GetParam().bytes), GetParam().protocol); }

INSTANTIATE_TEST_SUITE_P(Table, FirstBytes, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::proto
