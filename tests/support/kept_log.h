// A log that keeps its lines.
#pragma once

#include "base/log.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::test {

class KeptLog final : public base::Log {
public:
    std::vector<std::string> lines;

private:
    void put(base::Severity, std::string_view text) override { lines.emplace_back(text); }
};

}  // namespace mailwatchd::test
