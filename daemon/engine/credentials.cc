#include "engine/credentials.h"

#include "config/files.h"

#include <cstdlib>
#include <map>
#include <set>

namespace mailwatchd::engine {

namespace {

/// A key is one label of a DNS name (RFC 1035 §2.3.4). An editor may have added a newline.
bool is_label(std::string_view key) {
    constexpr std::size_t label_bytes_max = 63;
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return !key.empty() && key.size() <= label_bytes_max &&
           key.find_first_not_of(allowed) == std::string_view::npos;
}

std::string without_line_end(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text;
}

std::set<std::string> wanted(const config::Configuration& configuration) {
    std::set<std::string> names;
    for (const auto* const lists : {&configuration.dnsbls, &configuration.sources})
        for (const auto& list : *lists)
            if (!list.key.empty()) names.insert(list.key);
    return names;
}

}  // namespace

LoadedKeys load_keys(const config::Configuration& configuration,
                     const std::filesystem::path& directory) {
    LoadedKeys loaded;
    std::map<std::string, std::string> keys;
    if (!directory.empty())
        for (const auto& name : wanted(configuration)) {
            auto bytes = config::read_whole(directory / name);
            if (!bytes) continue;
            auto key = without_line_end(*std::move(bytes));
            if (is_label(key))
                keys.emplace(name, std::move(key));
            else
                loaded.warnings.push_back("credential \"" + name +
                                          "\" is not a key: use 1 to 63 letters, digits, '-', '_'");
        }
    loaded.keys = std::make_shared<const std::map<std::string, std::string>>(std::move(keys));
    return loaded;
}

std::filesystem::path credentials_directory() {
    const char* const given =
        std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
    return given != nullptr ? std::filesystem::path{given} : std::filesystem::path{};
}

}  // namespace mailwatchd::engine
