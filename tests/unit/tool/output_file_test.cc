// A file for the user: a regular file is replaced as a whole, anything else is written to, and
// nothing else in the directory is touched.
#include "tool/output_file.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace mailwatchd::tool {
namespace {

namespace fs = std::filesystem;
using For = OutputFile::For;

std::string content(const fs::path& path) {
    std::ifstream file{path};
    std::stringstream all;
    all << file.rdbuf();
    return all.str();
}

void put(const fs::path& path, std::string_view text) { std::ofstream{path} << text; }

class Output : public testing::Test {
protected:
    Output() {
        std::string name = fs::temp_directory_path() / "output-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~Output() override { fs::remove_all(folder); }

    std::set<std::string> names() const {
        std::set<std::string> all;
        for (const auto& entry : fs::directory_iterator{folder})
            all.insert(entry.path().filename());
        return all;
    }
    /// The problem of writing "new"; "" on success.
    std::string write(const std::string& path, For whom = For::readers) const {
        OutputFile file{path, whom};
        file.write("n");
        file.write("ew");
        const auto done = file.finish();
        EXPECT_EQ(done.has_error(), !file.problem().empty());
        return file.problem();
    }

    fs::path folder;
};

/// What is at the path before, where the bytes go, and which names are there afterwards.
struct Row {
    const char* name;
    std::function<void(const fs::path& folder)> prepare;
    std::string goes_to = "out";
    std::set<std::string> names = {"out"};
};

const Row regular[] = {
    {"nothing", [](const fs::path&) {}},
    {"a_file", [](const fs::path& in) { put(in / "out", "old and longer"); }},
    {"a_file_of_that_name_and_part",
     [](const fs::path& in) { put(in / "out.part", "precious"); },
     "out",
     {"out", "out.part"}},
    {"a_link_to_a_file",
     [](const fs::path& in) {
         put(in / "real", "old");
         fs::create_symlink("real", in / "out");
     },
     "real",
     {"out", "real"}},
    {"a_link_to_nothing_yet",
     [](const fs::path& in) { fs::create_symlink("real", in / "out"); },
     "real",
     {"out", "real"}},
    {"an_absolute_link_to_a_link_in_another_directory",
     [](const fs::path& in) {
         fs::create_directory(in / "sub");
         fs::create_symlink(in / "sub" / "link", in / "out");
         fs::create_symlink("../real", in / "sub" / "link");
     },
     "real",
     {"out", "real", "sub"}},
};

class Regular : public Output, public testing::WithParamInterface<Row> {};

TEST_P(Regular, is_replaced_only_when_it_is_complete) {
    const auto& row = GetParam();
    row.prepare(folder);
    const auto before = content(folder / "out");
    const auto names_before = names();
    {
        OutputFile cut{folder / "out", For::readers};
        EXPECT_TRUE(cut.write("cut"));
        EXPECT_EQ(names(), names_before) << "unfinished it has no name";
    }
    EXPECT_EQ(names(), names_before);
    EXPECT_EQ(content(folder / "out"), before);
    const auto is_link = fs::is_symlink(folder / "out");
    EXPECT_EQ(write(folder / "out"), "");
    EXPECT_EQ(content(folder / row.goes_to), "new");
    EXPECT_EQ(fs::is_symlink(folder / "out"), is_link);
    EXPECT_EQ(names(), row.names);
    if (names().contains("out.part")) EXPECT_EQ(content(folder / "out.part"), "precious");
}

INSTANTIATE_TEST_SUITE_P(Table, Regular, testing::ValuesIn(regular),
                         [](const auto& row) { return row.param.name; });

TEST_F(Output, has_the_mode_of_its_kind_whatever_was_there) {
    const auto mask = ::umask(022);
    put(folder / "out", "old");
    fs::permissions(folder / "out", fs::perms::all);
    EXPECT_EQ(write(folder / "out", For::us), "");
    EXPECT_EQ(static_cast<unsigned>(fs::status(folder / "out").permissions()), 0600U);
    EXPECT_EQ(write(folder / "out", For::readers), "");
    EXPECT_EQ(static_cast<unsigned>(fs::status(folder / "out").permissions()), 0644U);
    ::umask(mask);
}

TEST_F(Output, is_written_to_a_pipe_as_it_comes) {
    const auto path = (folder / "out").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    std::string got;
    std::thread reader{[&] { got = content(path); }};
    EXPECT_EQ(write(path), "");
    reader.join();
    EXPECT_EQ(got, "new");
    EXPECT_TRUE(fs::is_fifo(path));
    EXPECT_EQ(names(), std::set<std::string>{"out"});
}

TEST_F(Output, leaves_a_device_a_device) {
    for (const auto whom : {For::us, For::readers}) EXPECT_EQ(write("/dev/null", whom), "");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
    fs::create_symlink("/dev/null", folder / "out");
    EXPECT_EQ(write(folder / "out"), "");
    EXPECT_TRUE(fs::is_symlink(folder / "out"));
    EXPECT_EQ(OutputFile::obstacle("/dev/null"), "");
    EXPECT_NE(write("/dev/full").find("/dev/full: No space left"), std::string::npos);
}

TEST_F(Output, of_root_leaves_a_device_of_its_own_a_device) {
    const auto path = (folder / "out").string();
    if (::mknod(path.c_str(), S_IFCHR | 0600, ::makedev(1, 3)) != 0) GTEST_SKIP() << "needs root";
    const int works = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (works < 0) GTEST_SKIP() << "this file system has no devices";
    ::close(works);
    EXPECT_EQ(write(path, For::us), "");
    EXPECT_TRUE(fs::is_character_file(path));
    EXPECT_EQ(names(), std::set<std::string>{"out"});
}

/// What the shell has opened is written on, at its place: "x >> file", and sockets.
TEST_F(Output, goes_on_at_a_descriptor_of_our_own) {
    const auto path = (folder / "log").string();
    put(path, "first ");
    const Descriptor file{::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC)};
    const auto number = std::to_string(file.get());
    fs::create_symlink("/dev/fd/" + number, folder / "link");
    for (const auto& name :
         {"/dev/fd/" + number, "/proc/self/fd/" + number, (folder / "link").string()}) {
        EXPECT_EQ(OutputFile::obstacle(name), "");
        EXPECT_EQ(write(name), "") << name;
    }
    EXPECT_EQ(content(path), "first newnewnew");
    EXPECT_EQ(names(), (std::set<std::string>{"link", "log"}));

    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    EXPECT_EQ(write("/dev/fd/" + std::to_string(pair[0])), "");
    char got[8]{};
    EXPECT_EQ(::read(pair[1], got, sizeof got), 3);
    ::close(pair[0]);
    ::close(pair[1]);
}

/// The paths that cannot be written: the reason names them, and nothing is created.
TEST_F(Output, says_at_once_why_it_is_not_possible) {
    fs::create_directory(folder / "directory");
    fs::create_symlink("loop", folder / "loop");
    put(folder / "file", "");
    const struct {
        std::string path, reason;
    } table[] = {
        {"", "No such file or directory"},
        {folder / "directory", "Is a directory"},
        {folder / "new" / "", "Is a directory"},
        {folder / "directory" / "", "Is a directory"},
        {folder / "absent" / "out", "No such file or directory"},
        {folder / "file" / "out", "Not a directory"},
        {folder / "loop", "Too many levels of symbolic links"},
        {"/dev/fd/987654", "No such file or directory"},
        {folder / std::string(300, 'x'), "File name too long"},
    };
    const auto before = names();
    for (const auto& [path, reason] : table) {
        EXPECT_EQ(OutputFile::obstacle(path), path + ": " + reason);
        EXPECT_EQ(write(path), path + ": " + reason);
    }
    EXPECT_EQ(names(), before);
}

TEST_F(Output, of_a_long_name_is_possible) {
    const std::string name(255, 'x');
    EXPECT_EQ(write(folder / name), "");
    EXPECT_EQ(names(), std::set<std::string>{name});
}

/// In a directory like /tmp, root neither follows a stranger's link nor feeds a stranger's pipe,
/// and replaces a stranger's file without writing into it.
TEST_F(Output, does_not_fall_into_a_strangers_trap) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    ::chmod(folder.c_str(), 01777);
    put(folder / "mine", "old");
    fs::create_symlink("mine", folder / "link");
    ::mkfifo((folder / "pipe").c_str(), 0666);
    put(folder / "file", "theirs");
    fs::create_hard_link(folder / "file", folder / "kept");
    for (const auto* const name : {"link", "pipe", "file"})
        ASSERT_EQ(::lchown((folder / name).c_str(), 65534, 65534), 0);
    for (const auto* const name : {"link", "pipe"}) {
        const auto path = (folder / name).string();
        EXPECT_EQ(write(path), path + ": Permission denied");
        EXPECT_EQ(OutputFile::obstacle(path), path + ": Permission denied");
    }
    EXPECT_EQ(content(folder / "mine"), "old");
    EXPECT_EQ(write(folder / "file", For::us), "");
    EXPECT_EQ(content(folder / "kept"), "theirs");
    struct stat found = {};
    ::stat((folder / "file").c_str(), &found);
    EXPECT_EQ(found.st_uid, 0U);
}

TEST_F(Output, leaves_nothing_behind_when_it_is_killed) {
    const auto child = ::fork();
    if (child == 0) {
        OutputFile file{folder / "out", For::us};
        file.write("half");
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(names(), std::set<std::string>{});
}

}  // namespace
}  // namespace mailwatchd::tool
