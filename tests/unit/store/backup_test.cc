// A copy that is made in steps, with the daemon's commits in between.
#include "copy.h"
#include "hosts.h"
#include "raw.h"
#include "store_fixture.h"
#include "support/failing_vfs.h"
#include "support/readings.h"

#include <fstream>
#include <sys/stat.h>

namespace mailwatchd::store {
namespace {

using std::filesystem::exists;

class BackupTest : public StoreTest {
protected:
    std::string copy_ = folder_.file("copy.db");

    /// Some hundred pages.
    void fill() {
        for (int number = 0; number < 200; ++number) see(number, std::string(4000, 'x'));
    }
    void see(int number, const std::string& spf) {
        fold(samples::reading(model::Subject::name(host(number)), reading::spf,
                              std::to_string(number) + spf, noon));
    }
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

TEST_F(BackupTest, why_there_can_be_none_is_said) {
    const auto reason = [&](const std::string& path) {
        const auto begun = store_->begin_backup(path);
        return begun ? "" : begun.error().detail.substr(path.size());
    };
    const auto folder = folder_.file("folder");
    std::filesystem::create_directory(folder);
    EXPECT_EQ(reason(folder), ": Is a directory");
    std::filesystem::create_symlink(folder_.file(), folder_.file("link"));
    EXPECT_EQ(reason(folder_.file("link")), ": Too many levels of symbolic links");
    EXPECT_EQ(reason(folder_.file()), " already exists");
    EXPECT_EQ(reason(folder_.file("missing/copy.db")), ": No such file or directory");
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
    EXPECT_EQ(standings(copy_), 200 + steps - 1);
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

TEST_F(BackupTest, one_at_a_time_and_unfinished_it_ends_with_its_store) {
    fill();
    ASSERT_TRUE(store_->begin_backup(copy_));
    ASSERT_TRUE(store_->step_backup(10));
    EXPECT_TRUE(store_->backup_under_way());
    EXPECT_EQ(store_->begin_backup(folder_.file("other.db")).error().detail,
              "another backup is running");
    reopen();
    EXPECT_FALSE(exists(copy_));
    EXPECT_FALSE(store_->step_backup(10));
    EXPECT_TRUE(back_up(*store_, copy_));
    EXPECT_FALSE(store_->backup_under_way());
}

TEST_F(BackupTest, s4_cancelled_by_an_io_error_it_leaves_nothing) {
    test::FailingVfs disk;
    reopen();
    fill();
    ASSERT_TRUE(store_->begin_backup(copy_));
    ASSERT_TRUE(store_->step_backup(10));
    disk.fail_at(1, test::FailingVfs::Fault::io);
    const std::vector<ProviderBackoff> providers{{"a.example", noon}};
    EXPECT_FALSE(store_->commit_backoffs(providers));
    disk.heal();
    EXPECT_TRUE(store_->commit_backoffs(providers)) << "the file was opened again";
    EXPECT_FALSE(store_->backup_under_way());
    EXPECT_FALSE(exists(copy_));
    EXPECT_FALSE(store_->step_backup(10));
    EXPECT_TRUE(back_up(*store_, copy_));
    EXPECT_FALSE(store_->backup_under_way());
    store_.reset();
}

}  // namespace
}  // namespace mailwatchd::store
