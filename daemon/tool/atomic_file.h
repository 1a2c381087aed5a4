// A file that appears under its name only when it is complete.
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

    /// Writes to `path`.part; `finish` replaces `path`.
    AtomicFile(std::string path, For whom);
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
    void remember(const std::string& path);

    std::string path_;
    std::string part_;
    std::string problem_;
    int descriptor_ = -1;
};

}  // namespace mailwatchd::tool
