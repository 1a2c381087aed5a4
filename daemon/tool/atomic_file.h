// A file that a command writes for somebody: it appears under its name only when it is complete.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace mailwatchd::tool {

class AtomicFile {
public:
    enum class For {
        us,       ///< Mode 0600.
        readers,  ///< Mode as the umask allows.
    };

    /// Writes to a new file in the same folder, with which `finish` replaces `path`. Follows links.
    /// What is not a regular file, such as a device or a pipe, and what a descriptor in /proc
    /// stands for, is written directly.
    AtomicFile(const std::string& path, For whom);
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    /// Removes an unfinished file.
    ~AtomicFile();

    /// False after any error.
    bool write(std::string_view bytes);
    /// Syncs the file and renames it, unless there was an error.
    base::Outcome finish();
    /// Path and reason of the first error; "" if there was none.
    const std::string& problem() const { return problem_; }

private:
    bool replaces() const { return !part_.empty(); }
    void open_directly();
    void open_part(For whom);
    void remember(const std::string& path);

    std::string path_;
    std::string part_;  ///< The new file; empty if `path_` is written directly.
    std::string problem_;
    int descriptor_ = -1;
};

}  // namespace mailwatchd::tool
