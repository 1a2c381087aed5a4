// A disk that fails at each single operation, once and for ever (failures S3, S4): the state is
// intact afterwards, and the store recovers when the disk does.
#include "hosts.h"
#include "old_state.h"
#include "support/failing_vfs.h"

#include <gtest/gtest.h>

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
    FailingVfs disk_;
    samples::Folder folder_;
};

TEST_P(DiskFault, e5_a_failed_migration_is_no_damage) {
    int failed = 0;
    bool reached = true;
    for (int nth = 1; reached; ++nth) {
        const auto path = folder_.file("state-" + std::to_string(nth));
        old_state(path);
        disk_.fail_at(nth, GetParam().fault, GetParam().lasts);
        {
            const auto opened = Store::open(path, test::reading_kinds());
            if (!opened) {
                ++failed;
                ASSERT_EQ(opened.error().kind, OpenFailure::Kind::unusable);
            } else {
                ASSERT_EQ((*opened)->recovered_from(), "") << "operation " << nth;
            }
        }
        reached = disk_.operations() >= nth;
        disk_.heal();
        ASSERT_FALSE(std::filesystem::exists(path + ".unsound-1")) << "operation " << nth;
        ASSERT_EQ(standings(path), old_standings) << "operation " << nth;
    }
    EXPECT_GT(failed, 3);
}

TEST_P(DiskFault, e6_a_commit_succeeds_when_the_disk_does) {
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

INSTANTIATE_TEST_SUITE_P(Table, DiskFault,
                         testing::Values(Case{"full_once", Fault::full, Lasts::once},
                                         Case{"full_for_ever", Fault::full, Lasts::for_ever},
                                         Case{"io_once", Fault::io, Lasts::once},
                                         Case{"io_for_ever", Fault::io, Lasts::for_ever},
                                         Case{"read_only_for_ever", Fault::read_only,
                                              Lasts::for_ever}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::store
