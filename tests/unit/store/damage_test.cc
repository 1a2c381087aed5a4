// Foreign files, full disks, and another owner (failures S3-S8).
#include "hosts.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mailwatchd::store {
namespace {

using samples::moment;
using samples::noon;
using Kind = OpenFailure::Kind;

void write(const std::string& path, std::string_view bytes) {
    std::ofstream{path, std::ios::binary}.write(bytes.data(),
                                                static_cast<std::streamsize>(bytes.size()));
}

/// A store with some hundred standings, closed (so its WAL is merged).
std::string full_store(const std::string& path) {
    {
        const auto store = Store::open(path, test::reading_kinds()).value();
        watch::StandingTable standing_table{store->load({})->install_id, {}, test::reading_kinds()};
        for (int i = 0; i < 300; ++i) {
            const auto batch = batch_of(standing_table, host(i),
                                        "v=spf1 ip4:192.0.2." + std::to_string(i) + " -all");
            EXPECT_TRUE(store->commit(batch));
            standing_table.apply(batch);
        }
    }
    return read_file(path);
}

struct Garbage {
    const char* name;
    std::string bytes;
};

class Unsound : public testing::TestWithParam<Garbage> {};

TEST_P(Unsound, s5_is_moved_aside) {
    const samples::Folder folder;
    write(folder.file(), GetParam().bytes);
    const auto opened = Store::open(folder.file(), test::reading_kinds());
    ASSERT_TRUE(opened) << opened.error().detail;
    EXPECT_EQ((*opened)->recovered_from(), folder.file("state.db.unsound-1"));
    EXPECT_EQ(read_file(folder.file("state.db.unsound-1")), GetParam().bytes);
    EXPECT_TRUE((*opened)->load({})->memory.standings.empty());
}

INSTANTIATE_TEST_SUITE_P(Table, Unsound,
                         testing::Values(Garbage{"empty", ""}, Garbage{"text", "hello\n"},
                                         Garbage{"zeros", std::string(8192, '\0')},
                                         Garbage{"magic_only",
                                                 std::string{"SQLite format 3\0", 16}}),
                         [](const auto& row) { return row.param.name; });

/// Whichever bit flips: the store opens and each standing in it is one that we wrote, or it begins
/// with a new state.
TEST(Damage, s5_a_flipped_byte_never_makes_a_belief) {
    const samples::Folder folder;
    const auto good = full_store(folder.file());
    std::minstd_rand random{5};
    int recovered = 0;
    for (int round = 0; round < 1000; ++round) {
        auto bad = good;
        const auto at = random() % bad.size();
        bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << random() % 8));
        const auto path = folder.file("flipped-" + std::to_string(round));
        write(path, bad);
        const auto opened = Store::open(path, test::reading_kinds());
        if (!opened) {  // The schema was hit, so that it looks like another one.
            EXPECT_NE(opened.error().kind, Kind::locked) << opened.error().detail;
            EXPECT_EQ(read_file(path), bad) << opened.error().detail;
            continue;
        }
        const auto loaded = (*opened)->load({});
        if (!loaded) {
            EXPECT_NE(loaded.error().detail.find("loading it failed"), std::string::npos)
                << loaded.error().detail;
            continue;
        }
        watch::StandingTable standing_table{loaded->install_id, {}, test::reading_kinds()};
        standing_table.restore(loaded->memory, moment(noon));
        for (int i = 0; i < 300 && standing_table.size() != 0; ++i) {
            const auto same = "v=spf1 ip4:192.0.2." + std::to_string(i) + " -all";
            EXPECT_TRUE(batch_of(standing_table, host(i), same, noon + std::chrono::hours{1})
                            .pending_changes.empty())
                << at;
        }
        if (!(*opened)->recovered_from().empty()) {
            ++recovered;
            EXPECT_EQ(standing_table.size(), 0U);
            EXPECT_TRUE(std::filesystem::exists((*opened)->recovered_from()));
        }
        for (const auto* const end : {"", "-wal", ".lock", ".unsound-1"})
            std::filesystem::remove(path + end);
    }
    EXPECT_GT(recovered, 100);
}

TEST(Damage, s6_a_newer_schema_is_refused_and_left_alone) {
    const samples::Folder folder;
    auto bytes = full_store(folder.file());
    bytes[63] = 99;  // user_version, big-endian at 60 (SQLite file format §1.3).
    write(folder.file(), bytes);
    const auto opened = Store::open(folder.file(), test::reading_kinds());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, Kind::newer_schema);
    EXPECT_EQ(read_file(folder.file()), bytes);
}

TEST(Damage, s7_a_second_daemon_is_turned_away) {
    const samples::Folder folder;
    auto first = Store::open(folder.file(), test::reading_kinds());
    ASSERT_TRUE(first);
    const auto second = Store::open(folder.file(), test::reading_kinds());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, Kind::locked);
    first->reset();
    EXPECT_TRUE(Store::open(folder.file(), test::reading_kinds()));
}

TEST(Damage, s8_links_folders_and_missing_paths_are_refused) {
    const samples::Folder folder;
    write(folder.file("victim"), "precious");
    std::filesystem::create_symlink(folder.file("victim"), folder.file("link.db"));
    std::filesystem::create_directory(folder.file("folder.db"));
    for (const auto* const name : {"link.db", "folder.db", "missing/state.db"}) {
        const auto opened = Store::open(folder.file(name), test::reading_kinds());
        ASSERT_FALSE(opened) << name;
        EXPECT_EQ(opened.error().kind, Kind::unusable);
    }
    EXPECT_EQ(read_file(folder.file("victim")), "precious");
}

TEST(Damage, s8_nobody_else_may_read_the_state) {
    const samples::Folder folder;
    const auto mask = ::umask(0);
    full_store(folder.file());
    const auto store = Store::open(folder.file(), test::reading_kinds());
    ::umask(mask);
    for (const auto& entry :
         std::filesystem::directory_iterator{std::filesystem::path{folder.file()}.parent_path()})
        EXPECT_EQ(std::filesystem::status(entry).permissions(), std::filesystem::perms{0600})
            << entry;
}

/// In a child process, because the limit is permanent: 0 on success, else the line that failed.
int fill_the_disk(const std::string& path) {
    std::signal(SIGXFSZ, SIG_IGN);
    const auto store = Store::open(path, test::reading_kinds()).value();
    watch::StandingTable standing_table{store->load({})->install_id, {}, test::reading_kinds()};
    const rlimit full{300'000, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &full);
    for (int i = 0;; ++i) {
        const auto batch =
            batch_of(standing_table, host(i), std::string(2000, 'x') + std::to_string(i));
        if (i > 1000) return __LINE__;  // Never full.
        // Opening again after the I/O error may free space in the WAL once: a second try.
        if (store->commit(batch) || store->commit(batch)) {
            standing_table.apply(batch);
            continue;
        }
        if (store->commit(batch)) return __LINE__;  // Full, and reported each time.
        const rlimit space{RLIM_INFINITY, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &space);
        if (!store->commit(batch)) return __LINE__;  // The same batch, once there is space again.
        standing_table.apply(batch);
        const auto loaded = store->load({});
        return loaded && loaded->memory.standings.size() == standing_table.size() ? 0 : __LINE__;
    }
}

TEST(Damage, s3_a_full_disk_is_a_failure_and_then_over) {
    const samples::Folder folder;
    const auto child = ::fork();
    if (child == 0) ::_exit(fill_the_disk(folder.file()) & 0xFF);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0) << "line, modulo 256";
}

}  // namespace
}  // namespace mailwatchd::store
