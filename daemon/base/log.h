// Interface of the log: the rooms below app/ use it and depend on no logging library.
#pragma once

#include <string_view>

namespace mailwatchd::base {

enum class Severity { debug, info, warning, error };

class Log {
public:
    virtual ~Log() = default;
    /// Remote text in `text` must be escaped already.
    virtual void write(Severity severity, std::string_view text) = 0;
};

}  // namespace mailwatchd::base
