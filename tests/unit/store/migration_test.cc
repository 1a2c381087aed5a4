// Data of version 0.1 (schema 4) survives an upgrade, and its bodies can still be read.
#include "kinds.h"
#include "old_state.h"
#include "raw.h"
#include "store/codec.h"
#include "store/stored_report.h"
#include "store_fixture.h"
#include "support/old_values.h"
#include "support/readings.h"

#include <filesystem>
#include <string>
#include <tuple>

namespace mailwatchd::store {
namespace {

/// A change of one host's port that two targets rest on, with three consequences: delivered; and
/// one that is not.
void fill_schema_4(const Raw& file) {
    file.run("insert into subject values(3, 0, 'mx1.example.org', " +
             std::to_string(row_checksum(3 * 16, "mx1.example.org")) + ")");
    for (const auto* const row : {"1, 'first', 1000, 3, 8, null, 10, 'a', 'b', 4, 'why', 300, 1",
                                  "2, 'second', 2000, 3, 8, null, 10, 'b', 'c', 4, 'why', 2, 0"})
        file.run("insert into transition values(" + std::string{row} + ")");
    for (const auto* const row : {"1, 'z.example', ''", "1, '', 'third'", "1, 'a.example', ''",
                                  "1, '', 'fourth'", "1, '', 'fifth'", "2, 'z.example', ''"})
        file.run("insert into transition_target values(" + std::string{row} + ")");
}

TEST(Migration, the_history_of_schema_4_is_kept) {
    const samples::Folder folder;
    write_state(folder.file(), 4, fill_schema_4);
    const auto store = Store::open(folder.file(), test::reading_kinds()).value();
    EXPECT_EQ(store->recovered_from(), "");
    const auto all = *store->events({});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].targets, (std::vector<std::string>{"z.example", "a.example"}));
    EXPECT_EQ(all[0].targets_total, 300U);
    EXPECT_EQ(all[0].consequences, (std::vector<std::string>{"third", "fourth", "fifth"}));
    EXPECT_EQ(all[0].consequences_total, 3U);
    EXPECT_EQ(all[0].subject, model::Subject::name("mx1.example.org"));
    const auto waiting = *store->undelivered(10);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].id, "second");
    EXPECT_EQ(store->load({})->memory.words.subjects.at(0).id, 3U);
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += digits[static_cast<std::uint8_t>(byte) >> 4U];
        text += digits[static_cast<std::uint8_t>(byte) & 0xFU];
    }
    return text;
}

/// A list with a change, an acknowledged finding and a report, a standing with a pending change,
/// and a provider that is left alone: as version 0.1 called them.
void fill_schema_5(const Raw& file) {
    const std::string list = "zone:bl.example";
    for (const auto& [id, kind, text] :
         {std::tuple{1, 0, std::string{"example.org"}}, std::tuple{2, 3, list},
          std::tuple{4, 4, std::string{"vantage"}}}) {
        const auto checksum = row_checksum(id * 16 + kind, text);
        file.run("insert into subject values(" + std::to_string(id) + ", " + std::to_string(kind) +
                 ", '" + text + "', " + std::to_string(checksum) + ")");
    }
    file.run(
        "insert into transition values(1, 'id', 1000, 2, 12, 'ipv4', 18, 'proven', 'retired',"
        " 5, 'why', 0, 1, 0)");
    file.run(
        "insert into transition values(2, 'id2', 2000, 4, 13, '', 20, 'well', 'ill', 3, 'why',"
        " 0, 1, 0)");
    // A reading of spf that changed to `absent` (6) and back to it, and flaps.
    file.run("insert into standing values(1, 8, 0, 6, 0, 0, 1000, 0, 0, 0, 4, 1, 900, 10, 7, " +
             old_standing_checksum({1, 8, 0, 6, 0, 0, 1000, 0, 0, 0, 4, 1, 900, 10, 7}) + ")");
    file.run("insert into doubt values(1, 8, 0, 5000, 2)");
    file.run("insert into kept_off values('provider.example', 9000)");
    file.run("insert into target values(1, 0, 1000, 2000, 1000, 0, 50, null, null, null)");
    file.run("insert into accepted values(1, 'DNSBL_ZONE_UNPROVEN', '" + list +
             "', 'anna', 1000, null, 'why')");
    StoredReport report;
    report.findings = {
        {"DNSBL_ZONE_UNPROVEN", {model::Subject::Kind::dnsbl, list}, "127.255.255.254"}};
    file.run("insert into report values(1, 'dnsbl', 0, x'" + hex(encode(report)) + "')");
}

TEST(Migration, the_words_of_version_0_1_become_ours) {
    const samples::Folder folder;
    write_state(folder.file(), 5, fill_schema_5);
    const auto store = Store::open(folder.file(), test::reading_kinds()).value();
    const auto list = model::Subject::dnsbl("bl.example");
    const auto loaded = store->load({}).value();
    EXPECT_EQ(loaded.memory.words.subjects.at(1).what, list);
    EXPECT_EQ(loaded.memory.words.subjects.at(2).what, model::Subject::prober());
    ASSERT_EQ(loaded.memory.standings.size(), 1U);
    const watch::History silent{.born = 900, .reported = 7};
    EXPECT_EQ(loaded.memory.standings[0].history, silent) << "its changes have no times";
    EXPECT_TRUE(loaded.memory.standings[0].standing.flapping) << "it ends at the next observation";
    ASSERT_EQ(loaded.memory.pending_changes.size(), 1U);
    EXPECT_EQ(loaded.memory.pending_changes[0].rechecks, 2U);
    ASSERT_EQ(loaded.backoffs.size(), 1U);
    EXPECT_EQ(loaded.backoffs[0].provider, "provider.example");
    const auto events = store->events({}).value();
    EXPECT_EQ(events.at(0).subject, list);
    EXPECT_EQ(events.at(1).subject, model::Subject::prober());
    EXPECT_EQ(events.at(1).old_value + '>' + events.at(1).new_value, "healthy>unhealthy");
    const auto& state = loaded.targets.at(0).state;
    ASSERT_EQ(state.acknowledged.size(), 1U);
    EXPECT_EQ(state.acknowledged[0].tag, "DNSBL_UNPROVEN");
    EXPECT_EQ(state.acknowledged[0].subject, list.text);
    const auto& finding = state.checks.at(0).report.findings.at(0);
    EXPECT_EQ(finding.kind->tag, "DNSBL_UNPROVEN");
    EXPECT_EQ(finding.subject, list);
}

/// One address under the names of two hosts, each with a standing, an observation and a pending
/// change; both names in the history; and one that only the second name has.
void fill_two_names(const Raw& file) {
    const auto add = [&](int id, int kind, const std::string& text) {
        file.run("insert into subject values(" + std::to_string(id) + ", " + std::to_string(kind) +
                 ", '" + text + "', " + std::to_string(row_checksum(id * 16 + kind, text)) + ")");
    };
    add(1, 0, "example.org");
    add(2, 2, "a.example[192.0.2.1]:25");
    add(3, 2, "b.example[192.0.2.1]:25");
    add(4, 2, "b.example[2001:db8::1]:110");
    add(5, 1, "a.example[2001:db8::1]");
    add(6, 1, "b.example[2001:db8::1]");
    for (const int subject : {2, 3, 4}) {
        const auto id = std::to_string(subject);
        const auto since = 1000 + subject;
        file.run("insert into standing values(" + id + ", 1, 0, 6, 0, 0, " + std::to_string(since) +
                 ", 0, 0, 0, 0, 0, 1000, 0, 6, " +
                 old_standing_checksum({subject, 1, 0, 6, 0, 0, since, 0, 0, 0, 0, 0, 1000, 0, 6}) +
                 ")");
        file.run("insert into doubt values(" + id + ", 1, 0, 5000, 1)");
        file.run("insert into observation values(" + id + ", 1, 0, 1000, 'seen as " + id + "')");
        file.run("insert into transition values(" + id + ", 'id" + id + "', 1000, " + id +
                 ", 1, '', 0, 'closed', 'open', 5, 'why', 0, 1, 0)");
    }
    file.run("insert into target values(1, 0, 1000, 2000, 1000, 0, 50, null, null, null)");
    for (const auto* const rest : {"1, 2, 1, 10", "1, 3, 1, 20", "1, 4, 1, 20", "1, 6, 1, 20"})
        file.run("insert into rests_on values(" + std::string{rest} + ")");
}

TEST(Migration, an_address_becomes_one_subject) {
    const samples::Folder folder;
    write_state(folder.file(), 5, fill_two_names);
    const auto store = Store::open(folder.file(), test::reading_kinds()).value();
    const auto loaded = store->load({}, std::array<std::uint16_t, 1>{1}).value();
    EXPECT_EQ(store->recovered_from(), "");
    std::vector<std::string> subjects;
    for (const auto& [id, subject] : loaded.memory.words.subjects)
        subjects.push_back(std::to_string(id) + ' ' + subject.text + ' ' + subject.shown());
    EXPECT_EQ(subjects, (std::vector<std::string>{"1 example.org example.org",
                                                  "2 192.0.2.1:25 a.example[192.0.2.1]:25",
                                                  "4 [2001:db8::1]:110 b.example[2001:db8::1]:110",
                                                  "5 2001:db8::1 a.example[2001:db8::1]"}));
    ASSERT_EQ(loaded.memory.standings.size(), 2U);
    EXPECT_EQ(loaded.memory.standings[0].standing.since, 1002U) << "that of the first name";
    EXPECT_EQ(loaded.memory.standings[1].standing.since, 1004U);
    EXPECT_EQ(loaded.memory.pending_changes.size(), 2U);
    EXPECT_EQ(loaded.observations.size(), 2U);
    std::vector<std::string> history;
    for (const auto& each : store->events({}).value())
        history.push_back(each.id + ' ' + each.subject.shown());
    EXPECT_EQ(history, (std::vector<std::string>{"id2 a.example[192.0.2.1]:25",
                                                 "id3 a.example[192.0.2.1]:25",
                                                 "id4 b.example[2001:db8::1]:110"}));
    EXPECT_EQ(loaded.targets.at(0).rests_on.size(), 3U);
}

TEST(Migration, s5_a_row_that_is_damaged_is_still_found_damaged) {
    const samples::Folder folder;
    write_state(folder.file(), 5, fill_schema_5);
    Raw{folder.file()}.run("update subject set seal = seal + 1 where id = 2");
    const auto store = Store::open(folder.file(), test::reading_kinds()).value();
    EXPECT_TRUE(store->load({}));
    EXPECT_EQ(store->recovered_from(), folder.file("state.db.unsound-1"));
}

TEST(Migration, s5_a_standing_that_is_damaged_is_still_found_damaged) {
    const samples::Folder folder;
    write_state(folder.file(), 5, fill_schema_5);
    Raw{folder.file()}.run("update standing set told = told + 1");
    const auto store = Store::open(folder.file(), test::reading_kinds()).value();
    EXPECT_TRUE(store->load({}));
    EXPECT_EQ(store->recovered_from(), folder.file("state.db.unsound-1"));
}

TEST(Migration, e5_a_step_that_is_refused_leaves_the_state_alone) {
    const samples::Folder folder;
    write_state(folder.file(), 4, fill_schema_4);
    Raw{folder.file()}.run("create table transition_member(x)");
    const auto opened = Store::open(folder.file(), test::reading_kinds());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, OpenFailure::Kind::unusable);
    EXPECT_NE(opened.error().detail.find("transition_member already exists"), std::string::npos)
        << opened.error().detail;
    EXPECT_TRUE(opened.error().detail.starts_with(
        folder.file() + ": upgrading it failed, and the file is unchanged: "))
        << opened.error().detail;
    EXPECT_EQ(Raw{folder.file()}.value("select count(*) from transition"), "2");
}

/// Intact databases that are no state of ours.
struct Foreign {
    const char* name;
    const char* sql;
    const char* said;
};

class NotOurs : public testing::TestWithParam<Foreign> {};

TEST_P(NotOurs, s5_is_refused_and_left_alone) {
    const samples::Folder folder;
    Raw{folder.file()}.run(GetParam().sql);
    const auto before = read_file(folder.file());
    const auto opened = Store::open(folder.file(), test::reading_kinds());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, OpenFailure::Kind::not_ours);
    EXPECT_TRUE(opened.error().detail.starts_with(folder.file() + ": a database, but without " +
                                                  GetParam().said + ", and unchanged"))
        << opened.error().detail;
    EXPECT_EQ(read_file(folder.file()), before);
    EXPECT_FALSE(std::filesystem::exists(folder.file("state.db.unsound-1")));
}

INSTANTIATE_TEST_SUITE_P(
    Table, NotOurs,
    testing::Values(
        Foreign{"another_programs_tables", "create table meta(something); pragma user_version = 1",
                "the tables of mailwatchd"},
        Foreign{"no_version", "create table meta(key, value)", "a version of mailwatchd"},
        Foreign{"no_install_id", "create table meta(key, value); pragma user_version = 1",
                "an install id"}),
    [](const auto& row) { return row.param.name; });

TEST(Migration, a_topology_keeps_its_unanswered_questions) {
    auto topology = samples::topology();
    topology.hosts[0].unanswered = {
        {model::Address::Family::v6, {base::Errc::server_failure, "AAAA"}, 3, false}};
    const auto kept = decode<model::Topology>(encode(topology)).value().hosts[0].unanswered;
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].family, model::Address::Family::v6);
    EXPECT_EQ(kept[0].failure.detail, "AAAA");
    EXPECT_EQ(kept[0].times, 3U);
    EXPECT_FALSE(kept[0].is_awaited);
}

TEST(Migration, reputations_of_version_1_are_read) {
    auto look = samples::reputation();
    auto read = decode<model::Reputation>(test::of_version_1(look));
    ASSERT_TRUE(read);
    look.earlier.clear();
    EXPECT_EQ(encode(*read), encode(look));
    auto domain = samples::domain_reputation();
    auto domain_read = decode<model::DomainReputation>(test::of_version_1(domain));
    ASSERT_TRUE(domain_read);
    domain.earlier.clear();
    EXPECT_EQ(encode(*domain_read), encode(domain));
}

/// The checksums of version 0.1 for the samples, and of 0.2 for values that have new members
/// (codec_test.cc reads older sessions).
TEST(Migration, bodies_are_the_same_bytes_as_ever) {
    EXPECT_EQ(checksum_of(encode(samples::session())), 1973044080861888096ULL);
    EXPECT_EQ(checksum_of(test::of_version_1(samples::topology())), 14169794939773981449ULL);
    EXPECT_EQ(checksum_of(encode(samples::topology())), 8122060355328533119ULL);
    EXPECT_EQ(checksum_of(encode(samples::reverse())), 1949559484926151102ULL);
    EXPECT_EQ(checksum_of(encode(samples::listing())), 13044511318209001321ULL);
    EXPECT_EQ(checksum_of(encode(samples::dnsbl())), 14345091153555841894ULL);
    EXPECT_EQ(checksum_of(encode(model::FirstSpfLook{samples::spf(), model::SpfResult::fail})),
              1166804166247641817ULL);
    EXPECT_EQ(checksum_of(test::of_version_1(samples::reputation())), 6817928891854609043ULL);
    EXPECT_EQ(checksum_of(encode(samples::reputation())), 13284280512005359523ULL);
    EXPECT_EQ(checksum_of(test::of_version_1(samples::domain_reputation())),
              8802148400133941455ULL);
    EXPECT_EQ(checksum_of(encode(samples::domain_reputation())), 4547649095717352592ULL);
    EXPECT_EQ(checksum_of(encode(samples::series())), 6484510444828966205ULL);
}

}  // namespace
}  // namespace mailwatchd::store
