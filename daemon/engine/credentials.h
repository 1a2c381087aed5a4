// Keys of lists: credentials from systemd (LoadCredential=), one file each in
// $CREDENTIALS_DIRECTORY. They stay in memory and appear only in DNS queries.
#pragma once

#include "config/configuration.h"
#include "observe/dnsbl/dnsbl_questions.h"

#include <filesystem>
#include <string>
#include <vector>

namespace mailwatchd::engine {

struct LoadedKeys {
    observe::Keys keys;
    std::vector<std::string> warnings;  ///< Credentials that exist but are unusable.
};

/// Reads the keys that the configured lists name from `directory`; an empty path means no
/// directory. A missing key is no problem here: the list's self-test reports it.
LoadedKeys load_keys(const config::Configuration& configuration,
                     const std::filesystem::path& directory);

/// $CREDENTIALS_DIRECTORY, or an empty path.
std::filesystem::path credentials_directory();

}  // namespace mailwatchd::engine
