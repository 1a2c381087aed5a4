// A copy that is made in steps, with the daemon's commits in between.
#include "copy.h"
#include "raw.h"
#include "store_fixture.h"
#include "support/readings.h"

#include <fstream>
#include <sys/stat.h>

namespace mailwatchd::store {
namespace {

class BackupTest : public StoreTest {
protected:
    std::string copy_ = folder_.file("copy.db");

    /// Some hundred pages.
    void fill() {
        for (int host = 0; host < 200; ++host) see(host, std::string(4000, 'x'));
    }
    void see(int host, const std::string& spf) {
        const auto subject = model::Subject::name("host" + std::to_string(host) + ".example.org");
        fold(samples::reading(subject, reading::spf, std::to_string(host) + spf, noon));
    }
    static std::size_t standings_of(const std::string& path) {
        const auto store = Store::open(path, test::reading_kinds()).value();
        EXPECT_EQ(store->recovered_from(), "");
        return store->load({})->memory.standings.size();
    }
    bool exists(const std::string& path) const { return std::filesystem::exists(path); }
};

TEST_F(BackupTest, a_copy_is_a_store) {
    change();
    ASSERT_TRUE(back_up(*store_, copy_));
    EXPECT_FALSE(store_->begin_backup(copy_)) << "never over another file";
    {
        const auto copy = Store::open(copy_, test::reading_kinds()).value();
        EXPECT_EQ(copy->load(kind_of)->memory.standings.size(), 1U);
        EXPECT_EQ(*copy->undelivered_count(), 1U);
    }
    fold(reading(reading::port, "open", noon + 90min));
}

TEST_F(BackupTest, commits_between_two_steps_are_in_the_copy) {
    fill();
    ASSERT_TRUE(store_->begin_backup(copy_));
    int steps = 0;
    for (bool done = false; !done; ++steps) {
        const auto step = store_->step_backup(10);
        ASSERT_TRUE(step);
        done = *step == Store::BackupStep::done;
        if (!done) see(1000 + steps, std::string(4000, 'y'));
    }
    EXPECT_GT(steps, 10);
    EXPECT_EQ(standings_of(copy_), 200U + static_cast<std::size_t>(steps) - 1);
}

TEST_F(BackupTest, the_file_alone_is_all_and_ours_alone) {
    fill();
    const auto mask = ::umask(0);
    ASSERT_TRUE(back_up(*store_, copy_));
    ::umask(mask);
    EXPECT_EQ(std::filesystem::status(copy_).permissions(), std::filesystem::perms{0600});
    for (const auto* const journal : {"-wal", "-shm", "-journal"})
        EXPECT_FALSE(exists(copy_ + journal)) << journal;
    std::ifstream file{copy_, std::ios::binary};
    std::string head(100, '\0');
    file.read(head.data(), 100);
    EXPECT_EQ(head.substr(18, 2), "\1\1") << "no WAL belongs to it (SQLite file format 1.3)";
    EXPECT_EQ(Raw{copy_}.value("pragma integrity_check"), "ok");
}

TEST_F(BackupTest, one_at_a_time_and_cancelled_it_leaves_nothing) {
    fill();
    ASSERT_TRUE(store_->begin_backup(copy_));
    ASSERT_TRUE(store_->step_backup(10));
    EXPECT_TRUE(store_->backup_under_way());
    EXPECT_FALSE(store_->begin_backup(folder_.file("other.db")));
    store_->cancel_backup();
    EXPECT_FALSE(exists(copy_));
    EXPECT_FALSE(store_->step_backup(10));
    EXPECT_TRUE(back_up(*store_, copy_));
    EXPECT_FALSE(store_->backup_under_way());
}

TEST_F(BackupTest, ends_with_its_store) {
    fill();
    ASSERT_TRUE(store_->begin_backup(copy_));
    ASSERT_TRUE(store_->step_backup(10));
    reopen();
    EXPECT_FALSE(exists(copy_));
}

}  // namespace
}  // namespace mailwatchd::store
