// A test's own folder, removed with the object.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace mailwatchd::test {

class TemporaryFolder {
public:
    TemporaryFolder() {
        // In memory if the system has such a place: thousands of stores are opened, each with its
        // fsyncs.
        const std::filesystem::path memory{"/dev/shm"};
        const auto parent =
            std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
        std::string name = (parent / "mailwatchd-test-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"mkdtemp " + name};
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string file(const std::string& name = "state.db") const { return path_ / name; }

private:
    std::filesystem::path path_;
};

}  // namespace mailwatchd::test
