// Only a regular file is replaced, and only as a whole. Everything else is written directly.
#include "tool/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace mailwatchd::tool {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
protected:
    AtomicFileTest() {
        auto pattern = (fs::temp_directory_path() / "mailwatchd-file-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{pattern};
        folder = pattern;
    }
    ~AtomicFileTest() override { fs::remove_all(folder); }

    std::string at(const std::string& name) const { return folder / name; }
    void put(const std::string& name, const std::string& text) const {
        std::ofstream{at(name)} << text;
    }
    std::string get(const std::string& name) const {
        std::ifstream file{at(name)};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& entry : fs::directory_iterator{folder})
            all.push_back(entry.path().filename());
        return all;
    }
    static base::Outcome write(const std::string& path, const std::string& text) {
        AtomicFile file{path, AtomicFile::For::readers};
        file.write(text);
        return file.finish();
    }

    fs::path folder;
};

TEST_F(AtomicFileTest, appears_when_it_is_complete) {
    AtomicFile file{at("report"), AtomicFile::For::us};
    file.write("half");
    EXPECT_FALSE(fs::exists(at("report")));
    EXPECT_TRUE(file.finish());
    EXPECT_EQ(get("report"), "half");
    EXPECT_EQ(fs::status(at("report")).permissions(), fs::perms{0600});
}

TEST_F(AtomicFileTest, replaces_a_regular_file_and_leaves_the_others) {
    put("report", "old and longer");
    put("report.part", "somebody's own");
    EXPECT_TRUE(write(at("report"), "new"));
    EXPECT_EQ(get("report"), "new");
    EXPECT_EQ(get("report.part"), "somebody's own");
    EXPECT_THAT(names(), testing::UnorderedElementsAre("report", "report.part"));
}

TEST_F(AtomicFileTest, that_is_not_finished_leaves_the_old_one_and_nothing_else) {
    put("report", "old");
    { AtomicFile{at("report"), AtomicFile::For::us}.write("new"); }
    EXPECT_EQ(get("report"), "old");
    EXPECT_THAT(names(), testing::ElementsAre("report"));
}

TEST_F(AtomicFileTest, does_not_replace_a_device) {
    EXPECT_TRUE(write("/dev/null", "lost"));
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
    fs::create_symlink("/dev/null", at("nowhere"));
    EXPECT_TRUE(write(at("nowhere"), "lost"));
    EXPECT_TRUE(fs::is_symlink(at("nowhere")));
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(AtomicFileTest, writes_into_a_pipe) {
    ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
    const int reader = ::open(at("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    EXPECT_TRUE(write(at("pipe"), "through"));
    std::array<char, 16> bytes{};
    EXPECT_EQ(::read(reader, bytes.data(), bytes.size()), 7);
    ::close(reader);
    EXPECT_THAT(names(), testing::ElementsAre("pipe"));
}

TEST_F(AtomicFileTest, writes_behind_what_a_descriptor_holds) {
    put("output", "before ");
    const int output = ::open(at("output").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    EXPECT_TRUE(write("/proc/self/fd/" + std::to_string(output), "after"));
    ::close(output);
    EXPECT_EQ(get("output"), "before after");
    EXPECT_THAT(names(), testing::ElementsAre("output"));
}

TEST_F(AtomicFileTest, follows_links) {
    fs::create_directory(at("real"));
    put("real/report", "old");
    fs::create_symlink("real/report", at("link"));
    fs::create_symlink("link", at("link-of-link"));
    fs::create_symlink("real/another", at("dangling"));
    EXPECT_TRUE(write(at("link-of-link"), "new"));
    EXPECT_TRUE(write(at("dangling"), "first"));
    EXPECT_EQ(get("real/report"), "new");
    EXPECT_EQ(get("real/another"), "first");
    EXPECT_TRUE(fs::is_symlink(at("link")));
    EXPECT_TRUE(fs::is_symlink(at("dangling")));
}

TEST_F(AtomicFileTest, says_what_cannot_be_written) {
    const auto no_folder = write(at("missing/report"), "x");
    ASSERT_FALSE(no_folder);
    EXPECT_EQ(no_folder.error().detail, at("missing/report") + ": No such file or directory");
    const auto is_folder = write(folder, "x");
    ASSERT_FALSE(is_folder);
    EXPECT_EQ(is_folder.error().detail, folder.string() + ": Is a directory");
}

}  // namespace
}  // namespace mailwatchd::tool
