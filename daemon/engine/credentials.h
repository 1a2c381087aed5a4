// Keys of lists: credentials that systemd hands us (LoadCredential=), a file each in
// $CREDENTIALS_DIRECTORY. They stay in memory, and appear in questions and nowhere else.
#pragma once

#include "config/configuration.h"
#include "observe/dnsbl/dnsbl_questions.h"

#include <filesystem>
#include <string>
#include <vector>

namespace mailwatchd::engine {

struct LoadedKeys {
    observe::Keys keys;
    std::vector<std::string> warnings;  ///< Credentials that are there and of no use.
};

/// The keys that the configuration's lists name, as far as they are in `directory`; empty stands
/// for no directory. One that is not there is no problem: its list says so in the matrix.
LoadedKeys load_keys(const config::Configuration& configuration,
                     const std::filesystem::path& directory);

/// $CREDENTIALS_DIRECTORY, or empty.
std::filesystem::path credentials_directory();

}  // namespace mailwatchd::engine
