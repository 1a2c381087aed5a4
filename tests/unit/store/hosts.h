// Numbered hosts with an SPF record each, the number of standings in a state, and its bytes.
#pragma once

#include "samples.h"
#include "store/store.h"
#include "support/readings.h"
#include "watch/standing_table.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace mailwatchd::store {

inline std::string host(int number) { return "host" + std::to_string(number) + ".example.org"; }

/// The batch that one observation of the host's record makes of `standing_table`; not applied yet.
inline watch::Batch batch_of(watch::StandingTable& standing_table, const std::string& host,
                             std::string spf, base::Instant at = samples::noon) {
    const auto reading =
        samples::reading(model::Subject::name(host), reading::spf, std::move(spf), at);
    return standing_table.ingest(std::span{&reading, 1}, {}, samples::moment(at));
}

inline std::string read_file(const std::string& path) {
    std::string bytes(std::filesystem::file_size(path), '\0');
    std::ifstream{path, std::ios::binary}.read(bytes.data(),
                                               static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

/// Standings in the state, or -1 if it cannot be opened as it is.
inline int standings(const std::string& path) {
    const auto store = Store::open(path, test::reading_kinds());
    if (!store || !(*store)->recovered_from().empty()) return -1;
    const auto loaded = (*store)->load({});
    return loaded ? static_cast<int>(loaded->memory.standings.size()) : -1;
}

}  // namespace mailwatchd::store
