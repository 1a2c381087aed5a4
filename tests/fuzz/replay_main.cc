// Runs a fuzz target over files and folders of stored inputs, without libFuzzer, so that every
// build repeats what fuzzing once found. Ends with a crash, an assertion or a sanitizer report, or
// with 0.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

void run(const std::string& bytes) {
    const std::vector<std::uint8_t> input{bytes.begin(), bytes.end()};  // ASan guards its end.
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

void run_file(const fs::path& path) {
    std::fprintf(stderr, "%s\n", path.c_str());  // The last line names the input that crashed.
    std::ifstream file{path, std::ios::binary};
    run({std::istreambuf_iterator<char>{file}, {}});
}

}  // namespace

int main(int argc, char** argv) {
    run({});
    std::size_t count = 1;
    for (const fs::path& path : std::vector<fs::path>(argv + 1, argv + argc)) {
        if (fs::is_regular_file(path)) {
            run_file(path);
            ++count;
        } else if (fs::is_directory(path)) {
            for (const auto& entry : fs::directory_iterator{path}) {
                run_file(entry.path());
                ++count;
            }
        }
    }
    std::printf("%zu inputs\n", count);
}
