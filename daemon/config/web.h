// [web]: TLS, client certificates and passwords of the `listen` addresses. Keys and values are
// those of Prometheus' exporter-toolkit (--web.config.file); `hosts` is ours.
#pragma once

#include "config/configuration.h"
#include "config/section.h"

#include <filesystem>

namespace mailwatchd::config {

/// Finishes its section. `folder` is the folder of the file; relative paths start there.
WebSettings read_web(Section& section, const std::filesystem::path& folder);

/// Whether the text has the form of a bcrypt hash, crypt(5): "$2y$10$" and 53 characters. $2x$, the
/// flawed variant, is rejected.
bool is_bcrypt(std::string_view text);

/// Allowed cost of a hash, the logarithm of the rounds: 14 takes about a second per password check,
/// also for a wrong password.
inline constexpr int bcrypt_cost_min = 4;  // crypt(5)
inline constexpr int bcrypt_cost_max = 14;

}  // namespace mailwatchd::config
