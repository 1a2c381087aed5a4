// Files of the configuration: reading them, and expanding patterns.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::config {

/// The content of the file, without a byte order mark at its beginning. Fails if it cannot be read
/// or exceeds file_bytes_max.
base::Result<std::string> read_whole(const std::filesystem::path& file);

/// Files that match a shell pattern, sorted; relative patterns start at `folder`. Fails if a
/// pattern without *, ? and [ matches no file, or if a pattern matches more than files_max files.
base::Result<std::vector<std::filesystem::path>> matching(const std::filesystem::path& folder,
                                                          std::string_view pattern);

/// Most files that one pattern may match.
inline constexpr std::size_t files_max = 1000;

}  // namespace mailwatchd::config
