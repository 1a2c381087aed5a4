// Interface of the log: the rooms below app/ use it and depend on no logging library.
#pragma once

#include "base/escape.h"

#include <string_view>

namespace mailwatchd::base {

enum class Severity { debug, info, warning, error };

class Log {
public:
    virtual ~Log() = default;
    /// Text from outside should be escaped already, so that its backslashes are; what is still raw
    /// becomes printable here.
    void write(Severity severity, std::string_view text) { put(severity, printable(text).text()); }

private:
    /// One line.
    virtual void put(Severity severity, std::string_view text) = 0;
};

}  // namespace mailwatchd::base
