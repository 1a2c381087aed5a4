// Restoring a backup: at any time there is a complete state, the previous or the restored one.
#include "tool/restore.h"

#include "../store/copy.h"
#include "../store/samples.h"
#include "store/store.h"
#include "support/readings.h"
#include "watch/standing_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace mailwatchd::tool {
namespace {

using store::Store;
using store::samples::Folder;
using store::samples::noon;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

const model::Subject domain = model::Subject::name("example.org");

watch::Waits at_once() {
    watch::Waits waits;
    waits.dns.clear();
    return waits;
}

/// A state with the SPF text of one domain; every new value is a change immediately.
struct Life {
    std::unique_ptr<Store> store;
    watch::StandingTable standing_table;

    explicit Life(const std::string& path)
        : store{Store::open(path, test::reading_kinds()).value()},
          standing_table{store->load({})->install_id, at_once(), test::reading_kinds()} {
        standing_table.restore(store->load({})->memory, store::samples::moment(noon));
    }
    std::string value() const {
        const auto standing = standing_table.find(domain, reading::spf);
        return standing ? std::string{standing_table.words().value_of(standing->value)} : "";
    }
    /// The ids of the changes.
    std::vector<std::string> see(const std::string& spf, base::Instant at) {
        auto reading = store::samples::reading(domain, reading::spf, spf, at);
        reading.look = standing_table.next_look_number();
        const auto batch =
            standing_table.ingest(std::span{&reading, 1}, {}, store::samples::moment(at));
        EXPECT_TRUE(store->commit(batch));
        standing_table.apply(batch);
        std::vector<std::string> ids;
        for (const auto& transition : batch.transitions) ids.push_back(transition.id);
        return ids;
    }
};

boost::system::result<Restored, NotRestored> put_back(const std::string& from,
                                                      const std::string& state,
                                                      base::Instant now = noon) {
    const int file = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
    auto done = restore(file, from, state, now);
    ::close(file);
    return done;
}

class Restore : public testing::Test {
protected:
    /// The backup has the value "old"; the state has "new".
    void SetUp() override {
        Life life{state_};
        life.see("old", noon);
        EXPECT_TRUE(back_up(*life.store, backup_));
        ids_ = life.see("new", noon + 1h);
        EXPECT_EQ(ids_.size(), 1U);
    }
    std::string kept() const { return state_ + ".before-restore-20261122T120000Z"; }
    std::string refused(const std::string& from) const {
        const auto done = put_back(from, state_);
        EXPECT_FALSE(done);
        EXPECT_EQ(Life{state_}.value(), "new") << "nothing is changed";
        EXPECT_FALSE(fs::exists(kept()));
        EXPECT_FALSE(fs::exists(folder_.file("restore")));
        return done ? "" : done.error().why;
    }

    Folder folder_;
    std::string state_ = folder_.file(), backup_ = folder_.file("backup.db");
    std::vector<std::string> ids_;
};

TEST_F(Restore, keeps_what_stood_there) {
    const auto done = put_back(backup_, state_);
    ASSERT_TRUE(done) << done.error().why;
    EXPECT_EQ(done->kept, kept());
    EXPECT_EQ(Life{state_}.value(), "old");
    EXPECT_EQ(Life{kept()}.value(), "new");
    EXPECT_EQ(Life{backup_}.value(), "old");
    EXPECT_FALSE(fs::exists(folder_.file("restore")));
    EXPECT_EQ(fs::status(state_).permissions(), fs::perms{0600});
    ASSERT_TRUE(put_back(done->kept, state_, noon + 1s)) << "and back again";
    EXPECT_EQ(Life{state_}.value(), "new");
}

TEST_F(Restore, no_id_comes_twice_for_another_change) {
    ASSERT_TRUE(put_back(backup_, state_));
    Life life{state_};
    const auto ids = life.see("yet another", noon + 2h);
    ASSERT_EQ(ids.size(), 1U);
    EXPECT_NE(ids, ids_) << "readers would take it for the one they know";
}

/// The journal of a missing database must not be replayed into the restored one.
TEST_F(Restore, where_there_is_nothing_but_a_journal) {
    const auto gone = folder_.file("gone.db");
    {
        Life life{state_};
        life.see("newest", noon + 2h);
        fs::copy_file(state_ + "-wal", gone + "-wal");
    }
    const auto done = put_back(backup_, gone);
    ASSERT_TRUE(done) << done.error().why;
    EXPECT_EQ(done->kept, "");
    EXPECT_FALSE(fs::exists(gone + "-wal"));
    EXPECT_EQ(Life{gone}.value(), "old");
}

/// The last changes of a killed daemon are in the journal only.
TEST_F(Restore, what_stands_in_the_journal_is_kept_too) {
    const auto killed = folder_.file("killed.db");
    {
        Life life{state_};
        life.see("newest", noon + 2h);
        for (const auto* const part : {"", "-wal"}) fs::copy_file(state_ + part, killed + part);
    }
    const auto done = put_back(backup_, killed);
    ASSERT_TRUE(done) << done.error().why;
    EXPECT_EQ(Life{killed}.value(), "old");
    EXPECT_FALSE(fs::exists(done->kept + "-wal")) << "all of it is in the file";
    EXPECT_EQ(Life{done->kept}.value(), "newest");
}

TEST_F(Restore, a_state_that_is_ruined_is_kept_as_it_is) {
    fs::resize_file(state_, 1000);
    std::ofstream{state_ + "-wal"} << "ruined";
    const auto done = put_back(backup_, state_);
    ASSERT_TRUE(done) << done.error().why;
    EXPECT_FALSE(fs::exists(state_ + "-wal"));
    EXPECT_EQ(Life{state_}.value(), "old");
    EXPECT_EQ(fs::file_size(done->kept), 1000U);
    EXPECT_EQ(fs::file_size(done->kept + "-wal"), 6U);
}

TEST_F(Restore, is_refused_while_a_daemon_runs) {
    const Life life{state_};
    const auto done = put_back(backup_, state_);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().status, control::exit_temporary);
    EXPECT_EQ(done.error().why,
              state_ + " is in use: stop the daemon first (systemctl stop mailwatchd)");
}

TEST_F(Restore, refuses_what_is_no_backup) {
    const auto file = folder_.file("file");
    for (const auto& bytes : {std::string{}, std::string{"hello"}, std::string(8192, '\0'),
                              std::string{"SQLite format 3\0", 16} + std::string(8192, '\0')}) {
        std::ofstream{file, std::ios::binary} << bytes;
        EXPECT_EQ(refused(file), file + " is not a mailwatchd backup");
    }
    EXPECT_EQ(refused(folder_.file(".")), folder_.file(".") + ": not a regular file");
    EXPECT_EQ(refused(state_), state_ + " is the current state file");
}

/// A flipped bit anywhere: the backup is refused, or the restored state has the right value.
TEST_F(Restore, refuses_what_is_damaged) {
    std::string good(fs::file_size(backup_), '\0');
    std::ifstream{backup_, std::ios::binary}.read(good.data(),
                                                  static_cast<std::streamsize>(good.size()));
    const auto file = folder_.file("file"), state = folder_.file("other.db");
    std::minstd_rand random{7};
    int refused = 0;
    for (int round = 0; round < 400; ++round) {
        auto bad = good;
        const auto at = random() % bad.size();
        bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << random() % 8));
        std::ofstream{file, std::ios::binary} << bad;
        if (!put_back(file, state)) {
            ++refused;
            EXPECT_FALSE(fs::exists(state)) << at;
            continue;
        }
        EXPECT_EQ(Life{state}.value(), "old") << at;
        fs::remove(state);
    }
    EXPECT_GT(refused, 0);
    fs::resize_file(backup_, good.size() / 2);
    EXPECT_EQ(this->refused(backup_), backup_ + " is damaged or not a mailwatchd backup");
}

TEST_F(Restore, refuses_what_a_newer_version_wrote) {
    std::fstream{backup_, std::ios::binary | std::ios::in | std::ios::out}.seekp(63).put('\x63');
    EXPECT_EQ(refused(backup_), backup_ + " was written by a newer version of mailwatchd");
}

TEST_F(Restore, refuses_half_of_a_state) {
    std::ofstream{backup_ + "-wal"} << "frames";
    EXPECT_EQ(refused(backup_),
              backup_ + " is incomplete (" + backup_ +
                  "-wal belongs to it): use a file made by \"mailwatchctl backup\"");
}

/// kill -9 at any time leaves a complete state, and the previous one is never lost. How long a
/// child takes depends on what else the machine does: the next one is killed later if this one was
/// killed too early, and sooner if it was done.
TEST_F(Restore, survives_a_kill_at_any_instant) {
    constexpr int rounds = 60;
    std::minstd_rand random{1};
    double latest = 2000;  // Microseconds.
    int done = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto copy = folder_.file("round-" + std::to_string(round));
        fs::copy_file(state_, copy);
        const auto child = ::fork();
        if (child == 0) ::_exit(put_back(backup_, copy) ? 0 : 1);
        ::usleep(static_cast<unsigned>(random()) % static_cast<unsigned>(latest));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ASSERT_TRUE(fs::exists(copy));
        const auto value = Life{copy}.value();
        latest = std::max(100., latest * (value == "new" ? 1.5 : 0.8));
        if (value == "new") continue;
        ASSERT_EQ(value, "old");
        ASSERT_EQ(Life{copy + ".before-restore-20261122T120000Z"}.value(), "new");
        ++done;
    }
    RecordProperty("done", done);
    EXPECT_GT(done, 0) << "every one was killed too early";
    EXPECT_LT(done, rounds) << "none was killed";
    EXPECT_TRUE(put_back(backup_, state_)) << "what a crash left is in nobody's way";
}

}  // namespace
}  // namespace mailwatchd::tool
