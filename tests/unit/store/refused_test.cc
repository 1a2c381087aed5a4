// How a batch that can never be written, a full disk, and a file damaged in use appear to the code
// that commits.
#include "hosts.h"
#include "raw.h"
#include "store_fixture.h"
#include "support/failing_vfs.h"
#include "support/readings.h"

#include <csignal>
#include <fstream>
#include <sys/resource.h>

namespace mailwatchd::store {
namespace {

using std::filesystem::exists;
using test::FailingVfs;

class Refused : public StoreTest {
protected:
    watch::Batch spf_of(const std::string& host) {
        return batch_of(*standing_table_, host, "v=spf1 -all");
    }
};

TEST_F(Refused, a_batch_that_can_never_be_written_is_no_full_disk) {
    store_.reset();
    Raw{folder_.file()}.run(
        "create trigger refuse before insert on subject when new.text = 'poison.example'"
        " begin select raise(abort, 'refused'); end");
    reopen();
    const auto poison = store_->commit(spf_of("poison.example"));
    ASSERT_FALSE(poison);
    EXPECT_EQ(fault_of(poison.error()), Fault::never) << poison.error().detail;
    EXPECT_EQ(store_->state(), Store::State::connected);
    watch::StandingTable others{loaded_.install_id, {}, test::reading_kinds()};
    standing_table_.emplace(loaded_.install_id, watch::Waits{}, test::reading_kinds());
    EXPECT_TRUE(store_->commit(spf_of("well.example"))) << "the others go on";
}

TEST_F(Refused, a_full_disk_is_transient) {
    FailingVfs disk;
    reopen();
    const auto batch = spf_of("well.example");
    disk.fail_at(1, FailingVfs::Fault::full, FailingVfs::Lasts::for_ever);
    const auto full = store_->commit(batch);
    ASSERT_FALSE(full);
    EXPECT_EQ(fault_of(full.error()), Fault::transient) << full.error().detail;
    disk.heal();
    EXPECT_TRUE(store_->commit(batch));
    EXPECT_EQ(store_->state(), Store::State::connected);
    store_.reset();
}

TEST_F(Refused, e6_a_failing_disk_degrades_until_it_is_well) {
    FailingVfs disk;
    reopen();
    const auto batch = spf_of("well.example");
    disk.fail_at(1, FailingVfs::Fault::io, FailingVfs::Lasts::for_ever);
    for (int call = 0; call < 3; ++call) {
        const auto failed = store_->commit(batch);
        ASSERT_FALSE(failed);
        EXPECT_EQ(fault_of(failed.error()), Fault::transient) << failed.error().detail;
        EXPECT_EQ(failed.error().detail.find("start again"), std::string::npos)
            << failed.error().detail << ": it tries again by itself";
        EXPECT_EQ(store_->state(), Store::State::degraded);
    }
    EXPECT_FALSE(store_->events({}));
    disk.heal();
    EXPECT_TRUE(store_->events({}));
    EXPECT_EQ(store_->state(), Store::State::connected);
    EXPECT_TRUE(store_->commit(batch));
    store_.reset();
}

/// Reading pages that are in no cache finds the damage: after an I/O error the file is opened
/// again.
TEST_F(Refused, damage_in_use_is_moved_aside_and_said_until_it_was_heard) {
    FailingVfs disk;
    reopen();
    const auto batch = spf_of("well.example");
    disk.fail_at(1, FailingVfs::Fault::io, FailingVfs::Lasts::once);
    ASSERT_FALSE(store_->commit(batch));
    disk.heal();
    std::ofstream{folder_.file(), std::ios::binary} << "ruined";
    for (int call = 0; call < 2; ++call) {
        const auto broken = store_->commit(batch);
        ASSERT_FALSE(broken);
        EXPECT_EQ(fault_of(broken.error()), Fault::damaged) << broken.error().detail;
        EXPECT_EQ(store_->state(), Store::State::broken);
    }
    const auto aside = folder_.file("state.db.unsound-1");
    EXPECT_TRUE(exists(aside));
    for (int start = 0; start < 2; ++start) {
        store_.reset();
        store_ = Store::open(folder_.file(), test::reading_kinds()).value();
        EXPECT_EQ(store_->recovered_from(), aside) << "a start that died before it said so";
    }
    standing_table_.emplace(store_->load({})->install_id, watch::Waits{}, test::reading_kinds());
    EXPECT_TRUE(store_->commit(spf_of("well.example")));
    reopen();
    EXPECT_EQ(store_->recovered_from(), "");
    store_.reset();
}

TEST_F(Refused, damage_that_a_read_finds_is_moved_aside_too) {
    change();
    store_.reset();
    Raw{folder_.file()}.run("update transition set priority = 99999999999");
    reopen();
    EXPECT_EQ(fault_of(store_->undelivered(10).error()), Fault::damaged);
    EXPECT_EQ(store_->state(), Store::State::broken);
    EXPECT_EQ(fault_of(store_->events({}).error()), Fault::damaged);
    EXPECT_EQ(fault_of(store_->undelivered_count().error()), Fault::damaged);
    store_.reset();
    store_ = Store::open(folder_.file(), test::reading_kinds()).value();
    EXPECT_EQ(store_->recovered_from(), folder_.file("state.db.unsound-1"));
    EXPECT_EQ(*store_->undelivered_count(), 0U) << "or each start would meet it again";
}

TEST_F(Refused, e5_damage_on_a_full_disk_stays_where_it_is) {
    store_.reset();
    std::ofstream{folder_.file(), std::ios::binary} << "ruined";
    FailingVfs disk;
    disk.fail_at(3, FailingVfs::Fault::full, FailingVfs::Lasts::for_ever);
    const auto opened = Store::open(folder_.file(), test::reading_kinds());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, OpenFailure::Kind::unusable);
    EXPECT_FALSE(exists(folder_.file("state.db.unsound-1")));
    EXPECT_FALSE(exists(folder_.file("state.db.new")));
}

/// A disk that accepts only so many bytes of a file, while this object exists.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;

private:
    void (*handler_)(int) = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before_{};
};

TEST_F(Refused, what_cannot_be_set_aside_whole_leaves_nothing) {
    for (int n = 1; n <= 10; ++n) ASSERT_TRUE(store_->set_aside("batch"));
    {
        const FileLimit full{1000};
        const auto cut = store_->set_aside(std::string(2000, 'x'));
        ASSERT_FALSE(cut);
        EXPECT_NE(cut.error().detail.find("File too large"), std::string::npos)
            << cut.error().detail;
    }
    EXPECT_FALSE(exists(folder_.file("state.db.rejected-11")));
    EXPECT_TRUE(exists(folder_.file("state.db.rejected-1"))) << "none goes for one that failed";
    EXPECT_EQ(*store_->set_aside("batch 11"), folder_.file("state.db.rejected-11"));
}

TEST_F(Refused, what_is_set_aside_is_bounded_in_number_and_size) {
    for (int n = 1; n <= 13; ++n)
        EXPECT_EQ(*store_->set_aside("batch " + std::to_string(n)),
                  folder_.file("state.db.rejected-" + std::to_string(n)));
    EXPECT_FALSE(exists(folder_.file("state.db.rejected-3")));
    EXPECT_TRUE(exists(folder_.file("state.db.rejected-4")));
    std::string text;
    std::getline(std::ifstream{folder_.file("state.db.rejected-13")}, text);
    EXPECT_EQ(text, "batch 13");
    const auto long_one = *store_->set_aside(std::string(3U << 20, 'x'));
    EXPECT_EQ(std::filesystem::file_size(long_one), 1U << 20);
    EXPECT_EQ(std::filesystem::status(long_one).permissions(), std::filesystem::perms{0600});
}

}  // namespace
}  // namespace mailwatchd::store
