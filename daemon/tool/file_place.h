// Where a path that the user gave leads: to a name in a directory, or to a descriptor of our own.
#pragma once

#include "tool/descriptor.h"

#include <filesystem>
#include <string>
#include <sys/stat.h>

namespace mailwatchd::tool {

struct FilePlace {
    Descriptor folder;       ///< Only to look names up (O_PATH).
    std::string name;        ///< Not a link.
    struct stat found = {};  ///< st_mode 0: nothing has this name yet.
    bool is_opened = false;  ///< /dev/stdout and the like: what a process has open already.
    Descriptor own;          ///< A copy of our descriptor, if it is ours.

    /// Replaced as a whole, or new; anything else is written to.
    bool is_replaced() const {
        return !is_opened && (found.st_mode == 0 || S_ISREG(found.st_mode));
    }
};

/// Follows symbolic links, also those that lead nowhere yet. In a directory where everybody may
/// create files, neither follows a link nor accepts a device or pipe of another user, as the kernel
/// does with fs.protected_symlinks (proc(5)). Returns an errno, or 0.
int find_place(std::filesystem::path path, FilePlace& place);

}  // namespace mailwatchd::tool
