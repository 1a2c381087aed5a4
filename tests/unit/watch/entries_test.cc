// Which changes are one entry, and when it is reported.
#include "watch/entries.h"

#include "observe/session/readings.h"
#include "support/readings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using model::Subject;
using model::Transition;
using testing::ElementsAre;
using testing::IsEmpty;

Subject at(std::string_view host, std::string_view address, const model::Service& service) {
    return Subject::endpoint({std::string{host}, model::Address::parse(address).value(), service});
}

Transition change(const std::string& id, Subject subject, const model::ReadingKind& reading,
                  const model::ChangeKind& kind, std::string from, std::string to,
                  std::string argument = "") {
    Transition made;
    made.id = id;
    made.kind = &kind;
    made.subject = std::move(subject);
    made.reading = &reading;
    made.argument = std::move(argument);
    made.old_value = std::move(from);
    made.new_value = std::move(to);
    return made;
}

const Subject v4 = at("mx.example.org", "192.0.2.1", model::pop3);
const Subject v6 = at("mx.example.org", "2001:db8::1", model::pop3);

Transition opened(const std::string& id, Subject subject, std::string from = "closed") {
    return change(id, std::move(subject), reading::port, change::port_opened, std::move(from),
                  "open");
}

Transition renewed(const std::string& id, Subject subject, std::string to = "new") {
    return change(id, std::move(subject), reading::certificate, change::certificate_renewed, "old",
                  std::move(to));
}

struct CauseRow {
    const char* name;
    Transition one, other;
    bool have_one;
};

const CauseRow causes[] = {
    {"a_port_over_both_families", opened("a", v4), opened("b", v6), true},
    {"another_old_value", opened("a", v4), opened("b", v6, "filtered"), false},
    {"another_port", opened("a", v4), opened("b", at("mx.example.org", "192.0.2.1", model::imap)),
     false},
    {"another_host", opened("a", v4), opened("b", at("mx2.example.org", "192.0.2.2", model::pop3)),
     false},
    {"a_certificate_on_two_ports", renewed("a", v4),
     renewed("b", at("mx.example.org", "192.0.2.1", model::smtp)), true},
    {"a_certificate_on_two_hosts", renewed("a", v4),
     renewed("b", at("mx.example.net", "192.0.2.9", model::imaps)), true},
    {"two_certificates", renewed("a", v4), renewed("b", v6, "another"), false},
    {"envelopes_of_a_relay",
     change("a", v4, reading::relay, change::relay_accepted, "refused", "accepted", "plain"),
     change("b", v4, reading::relay, change::relay_accepted, "refused", "accepted", "quoted"),
     true},
    {"a_list_and_two_addresses",
     change("a", v4, reading::listed, change::dnsbl_listed, "clear", "listed", "bl.example"),
     change("b", v6, reading::listed, change::dnsbl_listed, "clear", "listed", "bl.example"), true},
    {"two_lists",
     change("a", v4, reading::listed, change::dnsbl_listed, "clear", "listed", "bl.example"),
     change("b", v4, reading::listed, change::dnsbl_listed, "clear", "listed", "zen.example"),
     false},
    {"a_record_of_two_domains",
     change("a", Subject::name("a.example"), reading::spf, change::spf_changed, "v=spf1 -all", "x"),
     change("b", Subject::name("b.example"), reading::spf, change::spf_changed, "v=spf1 -all", "x"),
     true},
    {"two_kinds_of_reading", opened("a", v4), renewed("b", v4), false},
    {"verdicts",
     change("a", Subject::name("a.example"), reading::verdict, change::verdict_failed, "passed",
            "failed", "pop3"),
     change("b", Subject::name("a.example"), reading::verdict, change::verdict_failed, "passed",
            "failed", "imap"),
     false},
};

class Causes : public testing::TestWithParam<CauseRow> {};

TEST_P(Causes, make_one_entry) {
    const auto& row = GetParam();
    EXPECT_EQ(have_one_cause(row.one, row.other), row.have_one);
    EXPECT_EQ(have_one_cause(row.other, row.one), row.have_one);
}

INSTANTIATE_TEST_SUITE_P(Table, Causes, testing::ValuesIn(causes),
                         [](const auto& row) { return row.param.name; });

class Entries : public testing::Test {
protected:
    /// "a", "b<a" for a change in the entry of another, "a*" for an entry that stays open, and
    /// "=a" for an earlier one that is closed.
    std::vector<std::string> take(std::vector<Transition> changes, base::Duration after = {}) {
        now += after;
        Batch batch;
        batch.transitions = std::move(changes);
        const Grouping grouping{[this](const Transition&) { return awaits_more; },
                                [](auto subjects) { return 10 * subjects.size(); }, now};
        open = group(std::move(open), batch, grouping);
        std::vector<std::string> lines;
        for (const auto& each : batch.transitions)
            lines.push_back(each.id + (each.part_of.empty() ? "" : "<" + each.part_of) +
                            (each.is_open ? "*" : ""));
        for (const auto& each : batch.closed_entries)
            lines.push_back("=" + each.id + ' ' + std::to_string(each.targets_total));
        return lines;
    }

    std::vector<OpenEntry> open;
    bool awaits_more = false;
    base::Ticks now{100h};
};

TEST_F(Entries, a_change_alone_is_reported_at_once) {
    EXPECT_THAT(take({opened("a", v4)}), ElementsAre("a"));
    EXPECT_THAT(open, IsEmpty());
    EXPECT_THAT(take({opened("b", v6)}), ElementsAre("b")) << "the next one is another";
}

TEST_F(Entries, changes_of_one_batch_are_one_entry) {
    EXPECT_THAT(take({opened("a", v4), renewed("c", v4), opened("b", v6)}),
                ElementsAre("a", "c", "b<a"));
    EXPECT_THAT(open, IsEmpty());
}

TEST_F(Entries, an_entry_waits_for_what_is_pending) {
    awaits_more = true;
    EXPECT_THAT(take({opened("a", v4)}), ElementsAre("a*"));
    EXPECT_THAT(take({}, 1min), IsEmpty());
    awaits_more = false;
    EXPECT_THAT(take({opened("b", v6)}, 1min), ElementsAre("b<a", "=a 20"));
    EXPECT_THAT(open, IsEmpty());
}

TEST_F(Entries, an_entry_ends_when_what_was_pending_is_dismissed) {
    awaits_more = true;
    take({opened("a", v4)});
    awaits_more = false;
    EXPECT_THAT(take({}, 1min), ElementsAre("=a 0"));
}

TEST_F(Entries, an_entry_does_not_wait_for_ever) {
    awaits_more = true;
    take({opened("a", v4)});
    EXPECT_THAT(take({}, entry_open_max - 1s), IsEmpty());
    EXPECT_THAT(take({}, 1s), ElementsAre("=a 0"));
    EXPECT_THAT(take({opened("b", v6)}), ElementsAre("b*")) << "too late";
}

TEST_F(Entries, readings_without_a_cause_never_wait) {
    awaits_more = true;
    const auto verdict = change("a", Subject::name("a.example"), reading::verdict,
                                change::verdict_failed, "passed", "failed", "pop3");
    EXPECT_THAT(take({verdict}), ElementsAre("a"));
    EXPECT_THAT(open, IsEmpty());
}

}  // namespace
}  // namespace mailwatchd::watch
