// [web]: TLS, client certificates and passwords of the `listen` addresses, in the words of
// Prometheus' exporter-toolkit (its --web.config.file).
#pragma once

#include "config/configuration.h"
#include "config/section.h"

#include <filesystem>

namespace mailwatchd::config {

/// Finishes its section. `folder` is where paths that do not begin with / start: the file's own.
WebSettings read_web(Section& section, const std::filesystem::path& folder);

/// Whether it has the form of a bcrypt hash, crypt(5): "$2y$10$" and 53 characters. $2x$ is the
/// broken one, and is none.
bool is_bcrypt(std::string_view text);

/// What one look at a password may cost, as the logarithm of its rounds: 14 is about a second. Who
/// asks with a wrong one causes it as well.
inline constexpr int bcrypt_cost_min = 4;  // crypt(5)
inline constexpr int bcrypt_cost_max = 14;

}  // namespace mailwatchd::config
