// An unknown number was written by a newer version: its row is left unchanged, and everything else
// loads.
#include "raw.h"
#include "store_fixture.h"

namespace mailwatchd::store {
namespace {

struct Case {
    const char* name;
    const char* sql;  ///< What a newer version wrote into the state.
    std::size_t unknown_rows;
    std::size_t standings;
    std::size_t undelivered;
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

class UnknownNumber : public StoreTest, public testing::WithParamInterface<Case> {};

/// Computes the checksum of every standing and subject, as the newer version did.
void checksum(const std::string& path) {
    const Raw file{path};
    for (const auto& id : file.column("select id from subject")) {
        const auto of = " from subject where id = " + id;
        const auto number = std::stoll(file.value("select id * 16 + kind" + of));
        file.run("update subject set checksum = " +
                 std::to_string(row_checksum(number, file.value("select text || known_as" + of))) +
                 " where id = " + id);
    }
    for (const auto& name : file.column("select name from standing")) {
        std::vector<std::int64_t> numbers;
        for (const auto* const column :
             {"subject", "name", "argument", "value", "candidate", "streak", "since", "looked_at",
              "run_at", "reason", "generation", "flapping", "born", "reported", "reported_at",
              "change_1", "change_2", "change_3", "change_4"})
            numbers.push_back(std::stoll(file.value("select " + std::string{column} +
                                                    " from standing where name = " + name)));
        file.run("update standing set checksum = " + std::to_string(row_checksum(numbers)) +
                 " where name = " + name);
    }
}

/// A port that opened (delivered), an unchanged service, and one recheck that is due.
TEST_P(UnknownNumber, e10_is_no_damage) {
    change();
    fold(reading(reading::service, "Dovecot", noon));
    fold(reading(reading::service, "Exim 4.96", noon + 70min));
    fold(reading(reading::mx, "10 mx1.example.org", noon));
    store_.reset();
    Raw{folder_.file()}.run(GetParam().sql);
    checksum(folder_.file());
    const auto rows = [&] {
        const Raw file{folder_.file()};
        return file.value(
            "select (select count(*) from standing) + (select count(*) from pending_change) +"
            " (select count(*) from transition) + (select count(*) from subject) +"
            " (select count(*) from observation)");
    };
    const auto before = rows();
    reopen();
    EXPECT_EQ(store_->recovered_from(), "");
    EXPECT_EQ(loaded_.unknown_rows, GetParam().unknown_rows);
    EXPECT_EQ(loaded_.memory.standings.size(), GetParam().standings);
    EXPECT_EQ(store_->undelivered(10)->size(), GetParam().undelivered);
    EXPECT_EQ(*store_->undelivered_count(), GetParam().undelivered);
    EXPECT_EQ(standing_table_->value(model::Subject::name("example.org"), reading::mx),
              "10 mx1.example.org");
    const auto another = standing_table_->intern(model::Subject::name("another.example"));
    for (const auto& [id, subject] : loaded_.memory.words.subjects) EXPECT_NE(another, id);
    EXPECT_GT(another, loaded_.memory.words.last_subject) << "no number has two meanings";
    store_.reset();
    EXPECT_EQ(rows(), before) << "nothing is lost";
}

INSTANTIATE_TEST_SUITE_P(
    Table, UnknownNumber,
    testing::Values(
        Case{"none", "select 1", 0, 3, 1},
        Case{"standing_name", "update standing set name = 99 where name = 1", 1, 2, 1},
        Case{"standing_reason", "update standing set reason = 99 where name = 1", 1, 2, 1},
        Case{"standing_value", "update standing set value = 999 where name = 1", 1, 2, 1},
        Case{"standing_with_a_pending_change", "update standing set reason = 99 where name = 2", 2,
             2, 1},
        Case{"pending_change_name", "update pending_change set name = 99", 1, 3, 1},
        Case{"subject_kind", "update subject set kind = 9 where kind = 2", 5, 1, 0},
        Case{"subject_number",
             "insert into subject values(77, 9, 'new', 0, '');"
             "insert into observation values(77, 99, 0, 0, x'00')",
             1, 3, 1},
        Case{"transition_kind", "update transition set kind = 99", 1, 3, 0},
        Case{"transition_name", "update transition set name = 99", 1, 3, 0},
        Case{"observation_kind", "insert into observation values(1, 99, 0, 0, x'00')", 0, 3, 1}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::store
