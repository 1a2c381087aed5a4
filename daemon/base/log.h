// The log sink's interface: rooms below app/ report through it and know no logging library.
#pragma once

#include <string_view>

namespace mailwatchd::base {

enum class Severity { debug, info, warning, error };

class Log {
public:
    virtual ~Log() = default;
    /// `text` has passed the escaper where it holds anything that a remote end said.
    virtual void write(Severity severity, std::string_view text) = 0;
};

}  // namespace mailwatchd::base
