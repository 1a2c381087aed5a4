// A file that becomes what was asked for only when all of it has come.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace mailwatchd::tool {

class WholeFile {
public:
    enum class For {
        us,       ///< Mode 0600.
        readers,  ///< As readable as the user's other new files.
    };

    /// Nothing stands under the name before `finish`; what stood there stays until then.
    WholeFile(std::string path, For whom);
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;
    /// Takes away what was not finished.
    ~WholeFile();

    /// False once anything went wrong.
    bool write(std::string_view bytes);
    /// Down on the disk and under its name, where nothing went wrong.
    base::Outcome finish();
    /// Path and reason of what went wrong first; "" where nothing did.
    const std::string& problem() const { return problem_; }

private:
    void remember(const std::string& path);

    std::string path_;
    std::string part_;
    std::string problem_;
    int descriptor_ = -1;
};

}  // namespace mailwatchd::tool
