#include "publish/json/json.h"

#include "unit/publish/golden.h"
#include "unit/publish/sample.h"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <random>

namespace mailwatchd::publish {
namespace {

namespace json = boost::json;

std::vector<std::string> keys(const json::value& value) {
    std::vector<std::string> out;
    for (const auto& [key, unused] : value.as_object()) out.emplace_back(key);
    return out;
}

using Keys = std::vector<std::string>;

TEST(Json, of_an_audit_has_the_shape_that_others_rely_on) {
    const auto audit = json::parse(to_json(sample_audit()));
    EXPECT_EQ(keys(audit), (Keys{"target", "kind", "at", "score", "band", "no_info", "checks",
                                 "readings", "dnsbls"}));
    EXPECT_EQ(audit.at("target"), "example.org");
    EXPECT_EQ(audit.at("kind"), "domain");
    EXPECT_EQ(audit.at("at"), "2026-11-22T12:00:00Z");
    EXPECT_EQ(audit.at("score"), 56);
    EXPECT_EQ(audit.at("band"), "average");
    EXPECT_EQ(audit.at("no_info").to_number<int>(), 2);

    const auto& pop3 = audit.at("checks").at(3);
    EXPECT_EQ(keys(pop3), (Keys{"check", "verdict", "reason", "score", "findings", "measurements",
                                "title", "weight", "last_run", "last_reason", "table"}));
    EXPECT_EQ(keys(pop3.at("table")), (Keys{"columns", "rows"}));
    EXPECT_EQ(keys(pop3.at("table").at("rows").at(0)), (Keys{"host", "address", "role", "cells"}));
    EXPECT_EQ(pop3.at("table").at("rows").at(0).at("cells").at(1), "accepted");
    EXPECT_EQ(pop3.at("verdict"), "failed");
    EXPECT_TRUE(pop3.at("reason").is_null());
    EXPECT_EQ(keys(pop3.at("findings").at(1)),
              (Keys{"tag", "severity", "subject", "evidence", "detail", "title", "remedy",
                    "standard", "cwe", "risk", "acknowledged"}));
    EXPECT_EQ(pop3.at("findings").at(1).at("subject"), "mx1.example.org[192.0.2.25]:110");
    EXPECT_EQ(keys(pop3.at("measurements").at(0)), (Keys{"subject", "name", "value", "unit"}));
    EXPECT_EQ(audit.at("checks").at(2).at("reason"), "too_few_sources");
    EXPECT_TRUE(audit.at("checks").at(2).at("score").is_null());

    const auto& readings = audit.at("readings");
    EXPECT_EQ(keys(readings.at(1)),
              (Keys{"subject", "role", "name", "value", "taken_at", "reason", "evidence"}));
    EXPECT_EQ(readings.at(1).at("name"), "listed:bl.example");
    EXPECT_EQ(readings.at(1).at("role"), "mx,mailbox");
    EXPECT_TRUE(readings.at(14).at("value").is_null()) << "unknown";

    const auto& dnsbls = audit.at("dnsbls");
    EXPECT_EQ(keys(dnsbls.at(0)), (Keys{"dnsbl", "class", "state", "evidence"}));
    EXPECT_EQ(dnsbls.at(2).at("dnsbl"), "gone.example");
    EXPECT_EQ(dnsbls.at(2).at("state"), "retired") << "shown, never queried";
    EXPECT_EQ(dnsbls.at(3).at("dnsbl"), "zen.example");
    EXPECT_EQ(dnsbls.at(3).at("class"), "serious");
    EXPECT_EQ(dnsbls.at(3).at("state"), "silent") << "its worst family";
    EXPECT_TRUE(dnsbls.at(1).at("class").is_null());
}

TEST(Json, looks_as_it_was_read) { expect_golden("audit.json", to_json(sample_audit()) + '\n'); }

TEST(Json, says_none_where_there_is_none) {
    Audit audit;
    auto state = std::make_shared<model::TargetState>();
    state->target = {model::TargetKind::ipv6, "2001:db8::1"};
    audit.state = state;
    const auto value = json::parse(to_json(audit));
    EXPECT_TRUE(value.at("score").is_null());
    EXPECT_TRUE(value.at("band").is_null());
    EXPECT_TRUE(value.at("checks").as_array().empty());
}

TEST(Json, a_check_that_weighs_nothing_is_not_counted) {
    auto audit = sample_audit();
    audit.labels[4].weight = 0;  // imap
    EXPECT_EQ(audit.no_info(), 1U);
}

/// No remote byte outside printable ASCII, one line, and JSON whatever it holds.
TEST(Json, a5_remote_bytes_stay_inside) {
    std::mt19937 random{5};
    std::uniform_int_distribution<int> byte{0, 255};
    auto audit = sample_audit();
    auto state = std::make_shared<model::TargetState>(*audit.state);
    audit.state = state;
    for (int round = 0; round < 2000; ++round) {
        std::string hostile(30, '\0');
        for (char& c : hostile) c = static_cast<char>(byte(random));
        state->checks[3].report.findings[2].evidence = hostile;
        audit.readings[1].value = hostile;
        audit.readings[1].argument = hostile;
        model::Transition transition;
        transition.kind = &change::port_opened;
        transition.reading = &reading::port;
        transition.old_value = transition.new_value = transition.evidence = transition.argument =
            hostile;
        transition.subject.text = transition.subject.known_as = hostile;
        transition.targets = transition.consequences = transition.also = {hostile};
        const auto line = to_json(transition);
        EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= 0x20 && c <= 0x7e; }))
            << line;
        json::parse(line);
        const auto whole = to_json(audit);
        EXPECT_TRUE(std::ranges::none_of(whole, [](char c) { return c >= 0 && c < 0x20; }));
        json::parse(whole);
    }
}

TEST(Json, of_a_transition) {
    model::Transition transition;
    transition.kind = &change::port_opened;
    transition.reading = &reading::port;
    transition.id = std::string(32, 'a');
    transition.at = noon;
    transition.subject = endpoint("192.0.2.25", model::pop3);
    transition.old_value = "closed";
    transition.new_value = "open";
    transition.priority = 4;
    transition.targets = {"example.org"};
    transition.targets_total = 300;
    const auto line = to_json(transition);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto value = json::parse(line);
    EXPECT_EQ(keys(value),
              (Keys{"at", "id", "kind", "priority", "message", "targets", "targets_total",
                    "subject", "address", "port", "reading", "old", "new", "evidence", "also",
                    "also_total", "consequences", "consequences_total"}));
    EXPECT_EQ(value.at("kind"), "port_opened");
    EXPECT_EQ(value.at("port"), 110);
    EXPECT_EQ(value.at("targets_total").to_number<int>(), 300);
    EXPECT_EQ(value.at("address"), "192.0.2.25");
    EXPECT_EQ(value.at("consequences_total").to_number<int>(), 0);
}

TEST(Json, e1_a_transition_names_ten_of_each_list_and_counts_all) {
    model::Transition transition;
    transition.kind = &change::port_opened;
    transition.reading = &reading::port;
    transition.targets.assign(2000, "example.org");
    transition.targets_total = 2000;
    transition.consequences.assign(4000, "example.org pop3: passed, now failed");
    transition.consequences_total = 4000;
    const auto value = json::parse(to_json(transition));
    EXPECT_EQ(value.at("targets").as_array().size(), 10U);
    EXPECT_EQ(value.at("consequences").as_array().size(), 10U);
    EXPECT_EQ(value.at("consequences_total").to_number<int>(), 4000);
}

}  // namespace
}  // namespace mailwatchd::publish
