// A disk that fails at each single operation, once and for ever (failures S3, S4): the state is
// intact afterwards, and the store recovers when the disk does.
#include "hosts.h"
#include "old_state.h"
#include "support/failing_vfs.h"

#include <gtest/gtest.h>

#include <array>

namespace mailwatchd::store {
namespace {

using test::FailingVfs;
using Fault = FailingVfs::Fault;
using Lasts = FailingVfs::Lasts;

struct Case {
    const char* name;
    Fault fault;
    Lasts lasts;
};

class DiskFault : public testing::TestWithParam<Case> {
protected:
    /// Opens what `make(path)` leaves, with a fault at each second operation, or each seventh if it
    /// does not end. Returns how often that failed.
    template <class Make>
    int open_with_faults(const Make& make) {
        const int step = GetParam().lasts == Lasts::once ? 2 : 7;
        const auto made = folder_.file("made");
        make(made);
        const auto before = read_file(made);
        int failed = 0;
        bool reached = true;
        for (int nth = 1; reached; nth += step) {
            const auto path = folder_.file("state-" + std::to_string(nth));
            std::filesystem::copy_file(made, path);
            disk_.fail_at(nth, GetParam().fault, GetParam().lasts);
            failed += refuses(path, before) ? 1 : 0;
            reached = disk_.operations() >= nth;
            disk_.heal();
            EXPECT_FALSE(std::filesystem::exists(path + ".unsound-1")) << "operation " << nth;
            EXPECT_EQ(standings(path), old_standings) << "operation " << nth;
            if (HasFailure()) break;
        }
        return failed;
    }

    FailingVfs disk_;
    samples::Folder folder_;

private:
    static bool refuses(const std::string& path, const std::string& before) {
        const auto said = refusal(path);
        if (said.empty()) return false;
        EXPECT_TRUE(said.starts_with(path)) << said << ": names the file";
        EXPECT_NE(said.find("then start again"), std::string::npos) << said << ": what to do";
        EXPECT_TRUE(read_file(path) == before || is_upgraded(path, before))
            << said << ": the file changed";
        return true;
    }
    /// Why a daemon does not start; "" if it does.
    static std::string refusal(const std::string& path) {
        const auto opened = Store::open(path, test::reading_kinds());
        if (!opened) {
            EXPECT_EQ(opened.error().kind, OpenFailure::Kind::unusable);
            return opened.error().detail;
        }
        const auto loaded = (*opened)->load({});
        EXPECT_EQ((*opened)->recovered_from(), "");
        return loaded ? "" : loaded.error().detail;
    }
    /// The byte is the last one of user_version (SQLite file format 1.3).
    static bool is_upgraded(const std::string& path, const std::string& before) {
        return before.at(63) != static_cast<char>(migrations.size()) &&
               read_file(path).at(63) == static_cast<char>(migrations.size());
    }
};

TEST_P(DiskFault, e5_a_failed_migration_is_no_damage) {
    EXPECT_GT(open_with_faults([](const std::string& path) { old_state(path); }), 1);
}

/// As a copy that was put in place by hand is: without a write-ahead log.
TEST_P(DiskFault, e5_nor_that_of_a_copy) {
    EXPECT_GT(open_with_faults([](const std::string& path) {
                  old_state(path);
                  Raw{path}.run("pragma journal_mode = delete");
              }),
              1);
}

/// Regression: SQLite's check shows a page that it cannot read like one that is damaged.
TEST_P(DiskFault, e5_nor_is_a_failed_start) {
    EXPECT_GT(open_with_faults([](const std::string& path) {
                  old_state(path);
                  EXPECT_TRUE(Store::open(path, test::reading_kinds()));
              }),
              0);
}

/// Reading is not tried there: what is committed is in memory.
class DiskFaultInUse : public DiskFault {};

TEST_P(DiskFaultInUse, e6_a_commit_succeeds_when_the_disk_does) {
    const auto path = folder_.file();
    auto store = Store::open(path, test::reading_kinds()).value();
    watch::StandingTable standing_table{store->load({})->install_id, {}, test::reading_kinds()};
    int failed = 0;
    // 400: includes several checkpoints, whose writes then fail too.
    for (int nth = 1; nth <= 400; ++nth) {
        const auto batch =
            batch_of(standing_table, host(nth), "v=spf1 -all " + std::to_string(nth));
        disk_.fail_at(1 + nth % 23, GetParam().fault, GetParam().lasts);
        for (int again = 0; again < 5; ++again)
            if (!store->commit(batch)) ++failed;
        disk_.heal();
        const auto done = store->commit(batch);
        ASSERT_TRUE(done) << nth << ": " << done.error().detail;
        standing_table.apply(batch);
    }
    EXPECT_GT(failed, 100);
    store.reset();
    EXPECT_EQ(standings(path), 400);
}

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

constexpr std::array disks{Case{"full_once", Fault::full, Lasts::once},
                           Case{"full_for_ever", Fault::full, Lasts::for_ever},
                           Case{"io_once", Fault::io, Lasts::once},
                           Case{"io_for_ever", Fault::io, Lasts::for_ever},
                           Case{"read_only_for_ever", Fault::read_only, Lasts::for_ever}};
constexpr std::array readers{Case{"unreadable_once", Fault::unreadable, Lasts::once},
                             Case{"unreadable_for_ever", Fault::unreadable, Lasts::for_ever},
                             Case{"no_memory_once", Fault::no_memory, Lasts::once},
                             Case{"no_descriptor_once", Fault::no_descriptor, Lasts::once},
                             Case{"locked_for_ever", Fault::locked, Lasts::for_ever}};

std::string name_of(const testing::TestParamInfo<Case>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(Table, DiskFault, testing::ValuesIn(disks), name_of);
INSTANTIATE_TEST_SUITE_P(Table, DiskFaultInUse, testing::ValuesIn(disks), name_of);
INSTANTIATE_TEST_SUITE_P(Start, DiskFault, testing::ValuesIn(readers), name_of);

}  // namespace
}  // namespace mailwatchd::store
