// kill -9 before each single file operation (failure S1): a kill is never damage.
#include "hosts.h"
#include "old_state.h"
#include "support/failing_vfs.h"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace mailwatchd::store {
namespace {

using test::FailingVfs;

/// Runs `work` in a child that is killed at the `nth` operation. True if it ended before.
bool ends_before(int nth, FailingVfs& disk, const std::function<void()>& work) {
    const auto child = ::fork();
    if (child == 0) {
        disk.fail_at(nth, FailingVfs::Fault::kill);
        work();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status);
}

/// Regression: `open` created the file before SQLite wrote to it, and an empty file counts as
/// damage. A slow machine only made a kill in between more likely.
TEST(Kill, e14_while_a_state_is_created) {
    FailingVfs disk;
    const samples::Folder folder;
    int nth = 1;
    for (bool ended = false; !ended; ++nth) {
        const auto path = folder.file("state-" + std::to_string(nth));
        ended = ends_before(nth, disk, [&] { (void)Store::open(path, test::reading_kinds()); });
        EXPECT_EQ(standings(path), 0) << "operation " << nth;
    }
    EXPECT_GT(nth, 10);
}

TEST(Kill, e14_while_an_older_state_is_migrated) {
    FailingVfs disk;
    const samples::Folder folder;
    int nth = 1;
    for (bool ended = false; !ended; ++nth) {
        const auto path = folder.file("state-" + std::to_string(nth));
        old_state(path);
        ended = ends_before(nth, disk, [&] { (void)Store::open(path, test::reading_kinds()); });
        EXPECT_EQ(standings(path), old_standings) << "operation " << nth;
    }
    EXPECT_GT(nth, 10);
}

TEST(Kill, e14_while_commits_are_written) {
    FailingVfs disk;
    const samples::Folder folder;
    const auto created = folder.file("created");
    ASSERT_TRUE(Store::open(created, test::reading_kinds()));
    int nth = 1;
    for (bool ended = false; !ended; ++nth) {
        const auto path = folder.file("state-" + std::to_string(nth));
        std::filesystem::copy_file(created, path);
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe(ends.data()), 0);
        ended = ends_before(nth, disk, [&] {
            const auto store = Store::open(path, test::reading_kinds()).value();
            watch::StandingTable standing_table{
                store->load({})->install_id, {}, test::reading_kinds()};
            for (char number = 1; number <= 5; ++number) {
                const auto batch = batch_of(standing_table, host(number), std::string(9000, 'x'));
                if (store->commit(batch)) (void)!::write(ends[1], &number, 1);
                standing_table.apply(batch);
            }
        });
        ::close(ends[1]);
        char acknowledged = 0;
        while (::read(ends[0], &acknowledged, 1) == 1) {
        }
        ::close(ends[0]);
        const int found = standings(path);
        EXPECT_GE(found, acknowledged) << "operation " << nth;
        EXPECT_LE(found, acknowledged + 1) << "operation " << nth;
    }
    EXPECT_GT(nth, 20);
}

}  // namespace
}  // namespace mailwatchd::store
