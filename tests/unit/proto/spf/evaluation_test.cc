// The suite of RFC 7208 (tests/system/spf_suite_test.py) covers the results; this file covers the
// rest: counts, what matched, our own limits, texts.
#include "proto/spf/evaluation.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace mailwatchd::spf {
namespace {

using model::SpfResult;

/// TXT texts and addresses by name.
struct ToldDns {
    std::map<std::string, std::vector<std::string>> texts;
    std::map<std::string, std::vector<std::string>> addresses;
    std::set<std::string> silent;
    std::function<std::string(const std::string&)> any_text = nullptr;

    base::Result<dns::Answer> ask(const dns::Question& question) const {
        if (silent.contains(question.name))
            return base::Failure{base::Errc::timed_out, question.text()};
        dns::Answer answer{.question = question, .canonical = question.name};
        const auto add = [&](decltype(dns::Record::data) data) {
            answer.records.push_back({question.name, question.type, 60, std::move(data)});
        };
        if (question.type == dns::Type::txt) {
            if (const auto found = texts.find(question.name); found != texts.end())
                for (const auto& text : found->second) add(dns::Text{text});
            else if (any_text)
                add(dns::Text{any_text(question.name)});
        } else if (const auto found = addresses.find(question.name); found != addresses.end()) {
            for (const auto& text : found->second) {
                const auto address = model::Address::parse(text).value();
                if (address.is_v4() == (question.type == dns::Type::a)) add(address);
            }
        }
        answer.exists = !answer.empty();
        return answer;
    }
};

model::SpfEvaluation evaluate(const ToldDns& dns, Request request) {
    Evaluation evaluation{std::move(request)};
    int questions = 0;
    while (evaluation.question()) {
        EXPECT_LE(++questions, queries_max);
        evaluation.answer(dns.ask(*evaluation.question()));
    }
    return evaluation.result();
}

Request from(std::string_view ip) {
    return mail_from(model::Address::parse(ip).value(), "ann@example.org", "mail.example.org");
}

TEST(SpfEvaluation, says_what_matched_and_counts) {
    const ToldDns dns{
        .texts = {{"example.org", {"v=spf1 a:none.example.org include:spf.example.net -all"}},
                  {"spf.example.net", {"v=spf1 a:one.example.net ~all"}}},
        .addresses = {{"one.example.net", {"192.0.2.1"}}}};
    const auto pass = evaluate(dns, from("192.0.2.1"));
    EXPECT_EQ(pass.result, SpfResult::pass);
    EXPECT_EQ(pass.mechanism, "include:spf.example.net");
    EXPECT_EQ(pass.domain, "example.org");
    EXPECT_EQ(pass.lookups, 3);
    EXPECT_EQ(pass.void_lookups, 1);
    EXPECT_EQ(pass.queries, 4);
    EXPECT_EQ(pass.problem, "");
    const auto fail = evaluate(dns, from("192.0.2.2"));
    EXPECT_EQ(fail.result, SpfResult::fail);
    EXPECT_EQ(fail.mechanism, "all");
}

TEST(SpfEvaluation, default_matches_where_nothing_does) {
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 ip4:192.0.2.1"}}}};
    const auto found = evaluate(dns, from("192.0.2.2"));
    EXPECT_EQ(found.result, SpfResult::neutral);
    EXPECT_EQ(found.mechanism, "default");
}

TEST(SpfEvaluation, redirect_names_whose_record_matched) {
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 redirect=_spf.example.net"}},
                                {"_spf.example.net", {"v=spf1 -all"}}}};
    const auto found = evaluate(dns, from("192.0.2.2"));
    EXPECT_EQ(found.result, SpfResult::fail);
    EXPECT_EQ(found.domain, "_spf.example.net");
    EXPECT_EQ(found.lookups, 1);
}

TEST(SpfEvaluation, one_client_two_ways_of_writing_it) {
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 ip4:192.0.2.1 -all"}}}};
    EXPECT_EQ(evaluate(dns, from("::ffff:192.0.2.1")).result, SpfResult::pass);
}

TEST(SpfEvaluation, d14_includes_without_end_stop_at_ten_terms) {
    int name = 0;
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 include:a.example.org -all"}}},
                      .any_text = [&](const std::string&) {
                          return "v=spf1 include:n" + std::to_string(++name) + ".example.org -all";
                      }};
    const auto found = evaluate(dns, from("192.0.2.1"));
    EXPECT_EQ(found.result, SpfResult::permerror);
    EXPECT_EQ(found.lookups, 11);
    EXPECT_EQ(found.queries, 11);
    EXPECT_NE(found.problem.find("more than ten"), std::string::npos);
    EXPECT_EQ(found.mechanism, "");
}

TEST(SpfEvaluation, a_loop_stops_too) {
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 redirect=example.org"}}}};
    const auto found = evaluate(dns, from("192.0.2.1"));
    EXPECT_EQ(found.result, SpfResult::permerror);
    EXPECT_EQ(found.queries, 1);
}

TEST(SpfEvaluation, the_third_void_look_up_is_permerror) {
    const ToldDns dns{.texts = {{"example.org",
                                 {"v=spf1 a:x1.example a:x2.example a:x3.example ip4:192.0.2.1"}}}};
    const auto found = evaluate(dns, from("192.0.2.1"));
    EXPECT_EQ(found.result, SpfResult::permerror);
    EXPECT_EQ(found.void_lookups, 3);
    EXPECT_NE(found.problem.find("x3.example"), std::string::npos);
}

TEST(SpfEvaluation, ptr_looks_the_client_up_whatever_name_it_wants) {
    const auto term = " ptr:" + std::string(64, 'l') + ".example";
    const ToldDns dns{.texts = {{"example.org", {"v=spf1" + term + term + " -all"}}}};
    const auto found = evaluate(dns, from("192.0.2.1"));
    EXPECT_EQ(found.result, SpfResult::fail);
    EXPECT_EQ(found.void_lookups, 2);
    EXPECT_EQ(found.queries, 2);
}

TEST(SpfEvaluation, silence_is_temperror_and_says_where) {
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 a:slow.example.org -all"}}},
                      .silent = {"slow.example.org"}};
    const auto found = evaluate(dns, from("192.0.2.1"));
    EXPECT_EQ(found.result, SpfResult::temperror);
    EXPECT_EQ(found.problem, "A slow.example.org");
}

TEST(SpfEvaluation, permerror_says_where) {
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 mx include:b.example -all"}},
                                {"b.example", {"v=spf1 ip4:192.0.2.300"}}}};
    const auto found = evaluate(dns, from("192.0.2.1"));
    EXPECT_EQ(found.result, SpfResult::permerror);
    EXPECT_EQ(found.problem,
              "b.example: \"ip4:192.0.2.300\" at column 8: expected an IPv4 network such as "
              "\":192.0.2.0/24\"");
}

TEST(SpfEvaluation, a_name_without_record_is_none) {
    const auto found = evaluate({}, from("192.0.2.1"));
    EXPECT_EQ(found.result, SpfResult::none);
    EXPECT_EQ(found.problem, "example.org has no SPF record");
}

TEST(SpfEvaluation, unicode_is_asked_as_a_labels_and_in_a_local_part_matches_nothing) {
    const ToldDns dns{.texts = {{"xn--bcher-kva.example",
                                 {"v=spf1 exists:%{l}.users.example a:ok.example -all"}}},
                      .addresses = {{"ok.example", {"192.0.2.1"}}}};
    const auto ip = model::Address::parse("192.0.2.1").value();
    const auto found = evaluate(dns, mail_from(ip,
                                               "j\xC3\xBCrgen@b\xC3\xBC"
                                               "cher.example",
                                               "h.example"));
    EXPECT_EQ(found.result, SpfResult::pass);
    EXPECT_EQ(found.mechanism, "a:ok.example");
    EXPECT_EQ(found.queries, 2);  // No query was made for that local part.
}

TEST(SpfEvaluation, a4_hostile_local_part_stays_in_its_label) {
    const ToldDns dns{.texts = {{"example.org", {"v=spf1 exists:%{l}.x.example.org -all"}}}};
    const auto ip = model::Address::parse("192.0.2.1").value();
    Evaluation evaluation{mail_from(ip, std::string{"a\0b\\ c@example.org", 18}, "h.example")};
    evaluation.answer(dns.ask(*evaluation.question()));
    ASSERT_TRUE(evaluation.question());
    EXPECT_EQ(evaluation.question()->name, "a\\000b\\\\\\032c.x.example.org");
}

TEST(SpfEvaluation, long_expansion_loses_labels_from_the_left) {
    const std::string local(63, 'l');
    const ToldDns dns{
        .texts = {{"example.org", {"v=spf1 exists:%{l}.%{l}.%{l}.%{l}.example.org -all"}}}};
    const auto ip = model::Address::parse("192.0.2.1").value();
    Evaluation evaluation{mail_from(ip, local + "@example.org", "h.example")};
    evaluation.answer(dns.ask(*evaluation.question()));
    ASSERT_TRUE(evaluation.question());
    EXPECT_EQ(evaluation.question()->name, local + '.' + local + '.' + local + ".example.org");
}

struct Identity {
    const char* name;
    const char* sender;
    const char* helo;
    const char* domain;
};
const Identity identities[] = {
    {"mail_from", "ann@example.org", "h.example", "example.org"},
    {"null_sender_is_helo", "", "h.example", "h.example"},
    {"no_local_part", "@example.org", "h.example", "example.org"},
    {"domain_alone", "example.org", "h.example", "example.org"},
    {"last_at_counts", "a@b@example.org", "h.example", "example.org"},
};

class SpfIdentity : public testing::TestWithParam<Identity> {};

TEST_P(SpfIdentity, is_chosen) {
    const auto& row = GetParam();
    EXPECT_EQ(mail_from({}, row.sender, row.helo).domain, row.domain);
}

INSTANTIATE_TEST_SUITE_P(Table, SpfIdentity, testing::ValuesIn(identities),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::spf
