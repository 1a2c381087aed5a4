// The names under which the pages are served. A web site whose name is made to resolve to our
// address (DNS rebinding) would otherwise read them through a visitor's browser.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::serve {

class HostNames {
public:
    HostNames() = default;
    /// Names in any letter case, with or without a final dot.
    explicit HostNames(const std::vector<std::string>& names);

    /// `host` in lower case, without a port. Always: addresses, which nobody else can make resolve
    /// to us, and localhost with the names below it, which resolve to loopback only (RFC 6761
    /// §6.3).
    bool has(std::string_view host) const;

private:
    std::set<std::string, std::less<>> names_;
};

}  // namespace mailwatchd::serve
