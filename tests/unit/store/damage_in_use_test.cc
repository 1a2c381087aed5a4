// A file that is found damaged while in use (failure S5): memory holds numbers that a new file
// does not have, so the store is broken until a restart, whatever the disk did to the replacement.
#include "hosts.h"
#include "raw.h"
#include "store/create.h"
#include "store_fixture.h"
#include "support/failing_vfs.h"
#include "support/readings.h"

#include <fstream>

namespace mailwatchd::store {
namespace {

using test::FailingVfs;

/// A store whose disk failed once, so that the next call opens its file again.
struct Degraded {
    explicit Degraded(FailingVfs& disk) {
        standing_table.emplace(store->load({})->install_id, watch::Waits{}, test::reading_kinds());
        batch = batch_of(*standing_table, host(1), "v=spf1 -all");
        disk.fail_at(1, FailingVfs::Fault::io);
        EXPECT_FALSE(store->commit(batch));
        disk.heal();
        EXPECT_EQ(store->state(), Store::State::degraded);
    }

    samples::Folder folder;
    std::unique_ptr<Store> store = Store::open(folder.file(), test::reading_kinds()).value();
    std::optional<watch::StandingTable> standing_table;
    watch::Batch batch;
};

/// Regression: if the new file could not be opened, the next call found it intact and continued
/// with an empty state.
TEST(DamageInUse, s5_breaks_the_store_whatever_the_disk_does_meanwhile) {
    FailingVfs disk;
    bool reached = true;
    int nth = 1;
    for (; reached; ++nth) {
        Degraded use{disk};
        std::ofstream{use.folder.file(), std::ios::binary} << "ruined";
        disk.fail_at(nth, FailingVfs::Fault::io);
        EXPECT_FALSE(use.store->commit(use.batch)) << "operation " << nth;
        reached = disk.operations() >= nth;
        disk.heal();
        const auto broken = use.store->commit(use.batch);
        ASSERT_FALSE(broken) << "operation " << nth << ": went on with an empty state";
        EXPECT_EQ(fault_of(broken.error()), Fault::damaged) << broken.error().detail;
        EXPECT_EQ(use.store->state(), Store::State::broken) << "operation " << nth;
        use.store.reset();
        EXPECT_EQ(Store::open(use.folder.file(), test::reading_kinds()).value()->recovered_from(),
                  use.folder.file("state.db.unsound-1"));
    }
    EXPECT_GT(nth, 10);
}

/// As left by a replacement whose last sync failed: the new file is in place, but nothing was
/// reported.
TEST(DamageInUse, s5_another_state_in_the_place_of_ours_is_not_gone_on_with) {
    FailingVfs disk;
    Degraded use{disk};
    const auto aside = use.folder.file("state.db.unsound-1");
    ASSERT_TRUE(create_state(use.folder.file(), aside));
    for (int call = 0; call < 2; ++call) {
        const auto broken = use.store->commit(use.batch);
        ASSERT_FALSE(broken) << "went on with an empty state";
        EXPECT_EQ(fault_of(broken.error()), Fault::damaged) << broken.error().detail;
        EXPECT_NE(broken.error().detail.find(aside), std::string::npos) << broken.error().detail;
        EXPECT_EQ(use.store->state(), Store::State::broken);
    }
}

/// A state with more pages than SQLite keeps in memory, whose last ones are free.
void write_pages(const std::string& path) {
    const Raw file{path};
    const auto fill = [&](const std::string& table, int pages) {
        file.run("create table " + table +
                 "(x); with recursive n(i) as (select 1 union all select"
                 " i + 1 from n where i < " +
                 std::to_string(pages) + ") insert into " + table +
                 " select zeroblob(4000) from n");
    };
    fill("kept", 800);
    fill("dropped", 200);
    file.run("drop table dropped");
}

using DamageWhilePruning = StoreTest;

/// Only the vacuum reads the page that says who owns the last pages (SQLite file format 1.8).
TEST_F(DamageWhilePruning, s5_breaks_the_store) {
    store_.reset();
    write_pages(folder_.file());
    reopen();
    constexpr int page_bytes = 4096;
    constexpr int second_map = 2 + page_bytes / 5 + 1;
    std::fstream file{folder_.file(), std::ios::binary | std::ios::in | std::ios::out};
    file.seekp((second_map - 1) * page_bytes);
    file << std::string(page_bytes, '\xFF') << std::flush;
    const auto damaged = store_->prune(noon);
    ASSERT_FALSE(damaged);
    EXPECT_EQ(fault_of(damaged.error()), Fault::damaged) << damaged.error().detail;
    EXPECT_EQ(store_->state(), Store::State::broken);
    store_.reset();
    EXPECT_EQ(Store::open(folder_.file(), test::reading_kinds()).value()->recovered_from(),
              folder_.file("state.db.unsound-1"));
}

}  // namespace
}  // namespace mailwatchd::store
