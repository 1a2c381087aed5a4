// The 22 envelopes of the relay cases, as sent.
#include "proto/smtp/relay_cases.h"

#include "base/domain_name.h"
#include "model/relay_control.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace mailwatchd::smtp {
namespace {

struct Row {
    const char* name;
    const char* sender;
    const char* recipient;
    bool ambiguous = false;
};

const Row rows[] = {
    {"null_sender", "", "canary@example.net"},
    {"third_party", "mailwatchd-probe@example.net", "canary@example.net"},
    {"sender_at_name", "mailwatchd-probe@mx1.example.org", "canary@example.net"},
    {"sender_at_literal", "mailwatchd-probe@[192.0.2.1]", "canary@example.net"},
    {"percent_at_literal", "mailwatchd-probe@[192.0.2.1]", "canary%example.net@[192.0.2.1]"},
    {"percent_at_name", "mailwatchd-probe@[192.0.2.1]", "canary%example.net@mx1.example.org"},
    {"quoted", "mailwatchd-probe@[192.0.2.1]", "\"canary@example.net\"", true},
    {"percent_quoted", "mailwatchd-probe@[192.0.2.1]", "\"canary%example.net\"", true},
    {"double_at_literal", "mailwatchd-probe@[192.0.2.1]", "canary@example.net@[192.0.2.1]"},
    {"quoted_at_literal", "mailwatchd-probe@[192.0.2.1]", "\"canary@example.net\"@[192.0.2.1]"},
    {"double_at_name", "mailwatchd-probe@[192.0.2.1]", "canary@example.net@mx1.example.org"},
    {"route_through_literal", "mailwatchd-probe@[192.0.2.1]", "@[192.0.2.1]:canary@example.net"},
    {"route_through_name", "mailwatchd-probe@[192.0.2.1]", "@mx1.example.org:canary@example.net"},
    {"bang_path", "mailwatchd-probe@[192.0.2.1]", "example.net!canary", true},
    {"bang_path_at_literal", "mailwatchd-probe@[192.0.2.1]", "example.net!canary@[192.0.2.1]"},
    {"bang_path_at_name", "mailwatchd-probe@[192.0.2.1]", "example.net!canary@mx1.example.org"},
    {"local_sender", "mailwatchd-probe@example.org", "canary@example.net"},
    {"percent_at_domain", "mailwatchd-probe@example.net", "canary%example.net@example.org"},
    {"quoted_at_domain", "mailwatchd-probe@example.net", "\"canary@example.net\"@example.org"},
    {"route_through_domain", "mailwatchd-probe@example.net", "@example.org:canary@example.net"},
    {"double_at_domain", "mailwatchd-probe@example.net", "canary@example.net@example.org"},
    {"trailing_at", "mailwatchd-probe@example.net", "canary@example.net@"},
};

TEST(RelayCases, are_these) {
    const RelayNames names{"canary", "example.net", "mx1.example.org",
                           *model::Address::parse("192.0.2.1"), "example.org"};
    const auto envelopes = relay_envelopes(names);
    ASSERT_EQ(envelopes.size(), std::size(rows));
    ASSERT_EQ(envelopes.size(), model::relay_cases.size());
    std::set<std::string> seen;
    for (std::size_t i = 0; i < envelopes.size(); ++i) {
        EXPECT_EQ(envelopes[i].name, rows[i].name);
        EXPECT_EQ(envelopes[i].sender, rows[i].sender) << rows[i].name;
        EXPECT_EQ(envelopes[i].recipient, rows[i].recipient) << rows[i].name;
        EXPECT_EQ(model::is_ambiguous_relay_case(envelopes[i].name), rows[i].ambiguous);
        seen.insert(envelopes[i].name);
    }
    EXPECT_EQ(seen.size(), 22U);
    EXPECT_FALSE(model::is_ambiguous_relay_case("no_such_case"));
}

TEST(RelayCases, forms_that_servers_refuse_are_known) {
    const RelayNames names{"canary", "example.net", "mx1.example.org",
                           *model::Address::parse("192.0.2.1"), "example.org"};
    std::map<Form, std::set<std::string>> forms;
    for (const auto& envelope : relay_envelopes(names))
        forms[form_of(envelope)].insert(envelope.name);
    using Names = std::set<std::string>;
    EXPECT_EQ(forms[Form::plain],
              (Names{"null_sender", "third_party", "sender_at_name", "local_sender",
                     "percent_at_domain", "quoted_at_domain", "route_through_domain"}));
    EXPECT_EQ(forms[Form::literal_sender], (Names{"sender_at_literal", "percent_at_name",
                                                  "route_through_name", "bang_path_at_name"}));
    EXPECT_EQ(forms[Form::odd].size(), 11U);
}

TEST(RelayCases, the_control_has_a_domain_that_cannot_exist) {
    const auto control = relay_control();
    EXPECT_EQ(control.name, model::impossible_case);
    const auto domain = control.recipient.substr(control.recipient.find('@') + 1);
    EXPECT_FALSE(base::DomainName::parse(domain));
    EXPECT_TRUE(domain.ends_with(".invalid"));
}

TEST(RelayCases, an_ipv6_literal_says_so) {  // RFC 5321 §4.1.3
    EXPECT_EQ(address_literal(*model::Address::parse("2001:db8::1")), "[IPv6:2001:db8::1]");
}

TEST(RelayCases, p5_nothing_that_a_server_says_reaches_a_command_unparsed) {
    const auto name = [](std::string_view greeting) {
        return announced_name(greeting, "mx.example.net");
    };
    EXPECT_EQ(name("220 MX1.Example.org ESMTP Postfix"), "mx1.example.org");
    EXPECT_EQ(name("220-mx1.example.org\r\n220 hello"), "mx1.example.org");
    EXPECT_EQ(name("220 mx1.example.org"), "mx1.example.org");
    EXPECT_EQ(name("220 "), "mx.example.net");
    EXPECT_EQ(name("220"), "mx.example.net");
    EXPECT_EQ(name(""), "mx.example.net");
    EXPECT_EQ(name("220 [192.0.2.1] ready"), "mx.example.net");
    EXPECT_EQ(name("220 ***************"), "mx.example.net");
    EXPECT_EQ(name("220 a>\rDATA hello"), "mx.example.net");
}

}  // namespace
}  // namespace mailwatchd::smtp
