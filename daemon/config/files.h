// Files of the configuration: read whole within a limit, or named by a pattern.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::config {

/// The file's bytes; a failure where it can't be opened or read, or exceeds file_bytes_max.
base::Result<std::string> read_whole(const std::filesystem::path& file);

/// Files that a shell pattern names, sorted; relative ones stand in `folder`. A pattern without
/// *, ? and [ that names no file, or one that names more than files_max, is a failure.
base::Result<std::vector<std::filesystem::path>> matching(const std::filesystem::path& folder,
                                                          std::string_view pattern);

/// Files that one pattern may name.
inline constexpr std::size_t files_max = 1000;

}  // namespace mailwatchd::config
