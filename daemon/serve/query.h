// The query of a request target, after the "?" (RFC 3986 §3.4), encoded like a form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::serve {

/// Decodes "%NN"; anything else stays as it is.
std::string decoded(std::string_view text);
/// Encodes everything except letters, digits and "-._~" as "%NN" (RFC 3986 §2.3).
std::string encoded(std::string_view text);

class Query {
public:
    explicit Query(std::string_view text);
    /// The first parameter of that name, decoded; "" if there is none.
    std::string text(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
    bool has(std::string_view name) const;
    /// A number up to `most`; the fallback if it is missing or invalid.
    std::size_t number(std::string_view name, std::size_t fallback, std::size_t most) const;

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

}  // namespace mailwatchd::serve
