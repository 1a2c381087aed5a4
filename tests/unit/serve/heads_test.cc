// Heads of requests, as RFC 9112 defines them and as it does not, whole and byte by byte: how a
// head is cut changes nothing.
#include "unit/serve/fixture.h"

namespace mailwatchd::serve {
namespace {

using namespace std::literals;

struct Head {
    const char* name;
    std::string bytes;  ///< With the empty line that ends it.
    unsigned status;
};

std::string get(const std::string& fields) {
    return "GET /metrics HTTP/1.1\r\nHost: x\r\n" + fields + "Connection: close\r\n\r\n";
}

std::string many_fields() {
    std::string fields;
    for (int i = 0; i < 100; ++i) fields += "X-Field-" + std::to_string(i) + ": value\r\n";
    return fields;
}

const Head heads[] = {
    {"plain", get(""), 200},
    {"with_a_query", "GET /metrics?a=b&c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200},
    {"version_1_0", "GET /metrics HTTP/1.0\r\n\r\n", 200},
    {"a_method_that_only_asks_for_the_head",
     "HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200},
    {"an_unknown_method", "FETCH /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405},
    {"field_names_in_lower_case",
     "GET /metrics HTTP/1.1\r\nhost: example.org\r\nconnection: close\r\n\r\n", 200},
    {"an_empty_host", "GET /metrics HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", 200},
    {"no_host", "GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n", 400},
    {"two_hosts", get("Host: y\r\n"), 400},
    {"the_same_host_twice", get("Host: x\r\n"), 400},
    {"absolute_form", "GET http://x/metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200},
    {"absolute_form_in_capitals",
     "GET HTTPS://x:10325/metrics?a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200},
    {"absolute_form_of_another_path",
     "GET http://x/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404},
    {"absolute_form_without_a_path",
     "GET http://x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404},
    {"a_path_without_a_slash", "GET metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400},
    {"an_unknown_transfer_coding", get("Transfer-Encoding: gzip\r\n"), 501},
    {"an_unknown_transfer_coding_before_chunked", get("Transfer-Encoding: gzip, chunked\r\n"), 501},
    {"chunked", get("Transfer-Encoding: Chunked\r\n"), 413},
    {"chunked_with_a_length", get("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"), 400},
    {"chunked_in_version_1_0", "GET /metrics HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"blanks_around_a_value", get("X-Field: \t value \t\r\n"), 200},
    {"an_empty_value", get("X-Field:\r\n"), 200},
    {"a_value_in_utf_8", get("X-Field: caf\xc3\xa9\r\n"), 200},
    {"many_fields", get(many_fields()), 200},
    {"content_length_zero", get("Content-Length: 0\r\n"), 200},
    {"no_version", "GET /metrics\r\n\r\n", 400},
    {"another_protocol", "GET /metrics SIP/2.0\r\n\r\n", 400},
    {"a_version_without_numbers", "GET /metrics HTTP/x.y\r\n\r\n", 400},
    {"no_target", "GET HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"two_spaces_before_the_target", "GET  /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"a_control_character_in_the_target", "GET /met\x01rics HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"an_at_sign_in_the_method", "G@T /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"no_method", " /metrics HTTP/1.1\r\n\r\n", 400},
    {"a_space_before_the_colon", get("Host : example.org\r\n"), 400},
    {"a_field_without_a_colon", get("example.org\r\n"), 400},
    {"a_field_without_a_name", get(": example.org\r\n"), 400},
    {"a_nul_in_a_value", get("X-Field: a\0b\r\n"s), 400},
    {"a_bare_carriage_return", get("X-Field: a\rb\r\n"), 400},
    {"content_length_is_no_number", get("Content-Length: many\r\n"), 400},
    {"content_length_is_negative", get("Content-Length: -1\r\n"), 400},
    {"content_length_overflows", get("Content-Length: 99999999999999999999\r\n"), 400},
    {"two_content_lengths", get("Content-Length: 0\r\nContent-Length: 5\r\n"), 400},
    {"longer_than_we_read", get("X-Field: " + std::string(40'000, 'x') + "\r\n"), 431},
};

class Heads : public Serving, public testing::WithParamInterface<Head> {};

TEST_P(Heads, are_answered_whole_and_in_pieces_alike) {
    start();
    const auto& [name, bytes, status] = GetParam();
    Client whole{port};
    whole.send(bytes);
    const auto answer = whole.receive();
    const bool is_1_0 = bytes.find("HTTP/1.0") != std::string::npos && status == 200;
    const auto expected = (is_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ") + std::to_string(status) + ' ';
    EXPECT_TRUE(answer.starts_with(expected)) << answer;
    if (bytes.size() > 4000) return;  // Would take a packet for each byte.
    Client in_pieces{port};
    for (const char byte : bytes)
        if (!in_pieces.send({&byte, 1})) break;  // Refused before its end.
    EXPECT_TRUE(in_pieces.receive().starts_with(expected));
    EXPECT_EQ(body_of(Client{port}.get("/metrics")), "up 1\n") << "the next one is served";
}

INSTANTIATE_TEST_SUITE_P(Table, Heads, testing::ValuesIn(heads),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::serve
