// Heads of requests, as RFC 9112 defines them and as it does not, whole and byte by byte: how a
// head is cut changes nothing.
#include "serve/host_names.h"
#include "unit/serve/fixture.h"

namespace mailwatchd::serve {
namespace {

using namespace std::literals;

struct Head {
    const char* name;
    std::string bytes;  ///< With the empty line that ends it.
    unsigned status;
};

constexpr const char* host_field = "Host: example.org\r\n";

std::string get(const std::string& fields, const std::string& target = "/metrics") {
    return "GET " + target + " HTTP/1.1\r\n" + host_field + fields + "Connection: close\r\n\r\n";
}

/// Without a Host field of its own.
std::string bare(const std::string& fields, const std::string& target = "/metrics") {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "Connection: close\r\n\r\n";
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
    {"field_names_in_lower_case", bare("host: example.org\r\n"), 200},
    {"blanks_around_a_value", get("X-Field: \t value \t\r\n"), 200},
    {"an_empty_value", get("X-Field:\r\n"), 200},
    {"a_value_in_utf_8", get("X-Field: caf\xc3\xa9\r\n"), 200},
    {"many_fields", get(many_fields()), 200},
    {"content_length_zero", get("Content-Length: 0\r\n"), 200},
    {"no_version", "GET /metrics\r\n\r\n", 400},
    {"another_protocol", "GET /metrics SIP/2.0\r\nHost: x\r\n\r\n", 400},
    {"a_version_without_numbers", "GET /metrics HTTP/x.y\r\nHost: x\r\n\r\n", 400},
    {"no_target", "GET HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"two_spaces_before_the_target", "GET  /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"a_control_character_in_the_target", "GET /met\x01rics HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"an_at_sign_in_the_method", "G@T /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"no_method", " /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"a_space_before_the_colon", get("Host : example.org\r\n"), 400},
    {"a_field_without_a_colon", get("example.org\r\n"), 400},
    {"a_field_without_a_name", get(": example.org\r\n"), 400},
    {"a_nul_in_a_value", get("X-Field: a\0b\r\n"s), 400},
    {"a_bare_carriage_return", get("X-Field: a\rb\r\n"), 400},
    {"content_length_is_no_number", get("Content-Length: many\r\n"), 400},
    {"content_length_is_negative", get("Content-Length: -1\r\n"), 400},
    {"content_length_overflows", get("Content-Length: 99999999999999999999\r\n"), 400},
    {"two_content_lengths", get("Content-Length: 0\r\nContent-Length: 5\r\n"), 400},
    {"no_host", bare(""), 400},
    {"no_host_but_an_absolute_target", bare("", "http://example.org/metrics"), 400},
    {"no_host_in_version_1_0", "GET /metrics HTTP/1.0\r\nX-Field: a\r\n\r\n", 200},
    {"two_hosts", get("Host: example.org\r\n"), 400},
    {"two_hosts_in_version_1_0", "GET /metrics HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
    {"an_empty_host", bare("Host:\r\n"), 200},
    {"a_host_with_a_port", bare("Host: Example.ORG:8080\r\n"), 200},
    {"a_host_of_ipv6", bare("Host: [2001:DB8::1]:80\r\n"), 200},
    {"a_host_with_a_user", bare("Host: me@example.org\r\n"), 400},
    {"a_host_with_a_path", bare("Host: example.org/metrics\r\n"), 400},
    {"a_host_with_a_blank", bare("Host: example.org evil.example\r\n"), 400},
    {"a_host_with_a_port_that_is_no_number", bare("Host: example.org:http\r\n"), 400},
    {"a_host_of_ipv6_without_its_end", bare("Host: [2001:db8::1\r\n"), 400},
    {"an_absolute_target", get("", "http://example.org/metrics"), 200},
    {"an_absolute_target_with_a_query", get("", "HTTP://example.org:80/metrics?a=b"), 200},
    {"an_absolute_target_without_a_path", get("", "http://example.org"), 404},
    {"an_absolute_target_with_a_query_only", get("", "http://example.org?a"), 404},
    {"an_absolute_target_with_a_user", get("", "http://me@example.org/metrics"), 400},
    {"an_absolute_target_without_a_host", get("", "http:///metrics"), 400},
    {"an_absolute_target_of_another_scheme", get("", "ftp://example.org/metrics"), 400},
    {"a_target_without_a_slash", get("", "metrics"), 400},
    {"the_target_of_a_proxy", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
     400},
    {"the_server_itself", "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404},
    {"a_chunked_body", get("Transfer-Encoding: chunked\r\n"), 413},
    {"a_chunked_body_in_capitals", get("Transfer-Encoding: Chunked\r\n"), 413},
    {"an_unknown_transfer_coding", get("Transfer-Encoding: gzip\r\n"), 501},
    {"an_unknown_transfer_coding_below_chunked", get("Transfer-Encoding: gzip, chunked\r\n"), 501},
    {"an_unknown_transfer_coding_in_two_fields",
     get("Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n"), 501},
    {"the_coding_identity_which_is_gone", get("Transfer-Encoding: identity\r\n"), 501},
    {"chunked_twice", get("Transfer-Encoding: chunked, chunked\r\n"), 400},
    {"an_empty_transfer_coding", get("Transfer-Encoding:\r\n"), 400},
    {"a_transfer_coding_in_version_1_0",
     "GET /metrics HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"a_length_and_a_transfer_coding", get("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
     400},
    {"a_transfer_coding_and_a_length", get("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"),
     400},
    {"no_length_and_an_unknown_transfer_coding",
     get("Content-Length: 0\r\nTransfer-Encoding: x\r\n"), 400},
    {"a_body", get("Content-Length: 3\r\n"), 413},
    {"a_folded_line", get("X-Field: a\r\n b\r\n"), 400},
    {"a_line_folded_with_a_tab", get("X-Field: a\r\n\tb\r\n"), 400},
    {"a_folded_host", bare("Host:\r\n example.org\r\n"), 400},
    {"a_blank_before_the_first_field", bare(" X-Field: a\r\nHost: x\r\n"), 400},
    {"longer_than_we_read", get("X-Field: " + std::string(40'000, 'x') + "\r\n"), 431},
};

class Heads : public Serving, public testing::WithParamInterface<Head> {};

TEST_P(Heads, are_answered_whole_and_in_pieces_alike) {
    start();
    const auto& [name, bytes, status] = GetParam();
    Client whole{port};
    whole.send(bytes);
    const auto answer = whole.receive();
    const auto expected =
        (bytes.find("HTTP/1.0") == std::string::npos || status != 200 ? "HTTP/1.1 " : "HTTP/1.0 ") +
        std::to_string(status) + ' ';
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

struct Named {
    const char* name;
    std::string target;
    std::string host;
    unsigned status;
};

const Named names[] = {
    {"configured", "/metrics", "monitor.example.net", 200},
    {"in_capitals_with_dot_and_port", "/metrics", "MONITOR.example.net.:10325", 200},
    {"localhost", "/metrics", "localhost:10325", 200},
    {"below_localhost", "/metrics", "x.localhost", 200},
    {"ipv4", "/metrics", "192.0.2.1", 200},
    {"ipv6", "/metrics", "[2001:db8::1]:10325", 200},
    {"another", "/metrics", "evil.example", 421},
    {"below_ours", "/metrics", "x.monitor.example.net", 421},
    {"beginning_like_localhost", "/metrics", "localhost.evil.example", 421},
    {"like_an_address", "/metrics", "192.0.2.1.evil.example", 421},
    {"empty", "/metrics", "", 421},
    {"the_target_decides", "http://evil.example/metrics", "monitor.example.net", 421},
    {"the_target_decides_for_us", "http://monitor.example.net/metrics", "evil.example", 200},
    {"before_it_is_known_what_exists", "/nothing", "evil.example", 421},
};

class Names : public Serving, public testing::WithParamInterface<Named> {};

TEST_P(Names, m2_the_pages_have_are_those_that_are_allowed) {
    hooks.serves = [served = HostNames{{"Monitor.Example.NET."}}](std::string_view host) {
        return served.has(host);
    };
    start();
    const auto& [name, target, host, status] = GetParam();
    Client client{port};
    client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    const auto answer = client.receive();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(status) + ' ')) << answer;
    EXPECT_EQ(body_of(answer).find("\"hosts\" in the table [web]") != std::string::npos,
              status == 421)
        << answer;
    Client old{port};
    old.send("GET /metrics HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.receive().starts_with("HTTP/1.0 200 ")) << "browsers always name a host";
}

INSTANTIATE_TEST_SUITE_P(Table, Names, testing::ValuesIn(names),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::serve
