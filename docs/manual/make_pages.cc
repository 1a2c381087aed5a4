// Generates manual pages and the journal's catalogue from the program's own tables. Run by the
// build, not installed:
//
//     make_pages VERSION DATE SOURCE_DIR OUTPUT_DIR
#include "manual/pages.h"
#include "observe/kind.h"
#include "publish/journal/catalogue.h"

#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace {

using namespace mailwatchd;

std::string read(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) throw std::runtime_error{"cannot read " + path};
    return text;
}

void write(const std::string& path, const std::string& text) {
    std::ofstream file{path, std::ios::binary};
    if (!(file << text << std::flush)) throw std::runtime_error{"cannot write " + path};
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 5) throw std::runtime_error{"want VERSION DATE SOURCE_DIR OUTPUT_DIR"};
    const manual::Release release{argv[1], argv[2]};
    const std::string source = argv[3], output = argv[4];
    write(output + "/mailwatchd.toml.5",
          manual::toml_page(release, read(source + "/etc/mailwatchd.toml")));
    write(output + "/mailwatchd-metrics.7", manual::metrics_page(release));
    write(output + "/mailwatchd-checks.7", manual::checks_page(release));
    write(output + "/mailwatchd.catalog",
          publish::journal_catalogue(observe::reading_kinds(observe::kinds()).changes()));
    return 0;
} catch (const std::exception& error) {
    std::cerr << "make_pages: " << error.what() << '\n';
    return 1;
}
