// A file that a command writes for the user, at the path that the user gave. All of them are
// written here.
#pragma once

#include "base/result.h"
#include "tool/file_place.h"

#include <string>
#include <string_view>

namespace mailwatchd::tool {

/// A regular file appears, or replaces the one that is there, only when it is complete; until then
/// it has no name, so that nothing stays behind whatever ends us. Anything else (a device, a pipe,
/// /dev/stdout) is written to. Links are followed.
class OutputFile {
public:
    enum class For {
        us,       ///< Mode 0600.
        readers,  ///< Mode as the umask allows.
    };

    OutputFile(std::string path, For whom);
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    /// Without `finish` an existing file stays as it was.
    ~OutputFile();

    /// Why `path` cannot be written; "" if it can. Opens and changes nothing.
    static std::string obstacle(const std::string& path);

    /// False after any error.
    bool write(std::string_view bytes);
    /// Syncs the file and gives it its name, unless there was an error.
    base::Outcome finish();
    /// Path and reason of the first error; "" if there was none.
    const std::string& problem() const { return problem_; }
    /// Whether `finish` puts a file at the path, as opposed to writing to what is there.
    bool is_replaced() const { return place_.is_replaced(); }

private:
    void open(For whom);
    bool put_in_place();
    bool give_name();
    void remember(int error);

    std::string path_;
    FilePlace place_;
    Descriptor file_;
    std::string part_;  ///< Name of the unfinished file beside its place; "": it has none.
    std::string problem_;
};

}  // namespace mailwatchd::tool
