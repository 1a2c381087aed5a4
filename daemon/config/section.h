// A located view of one TOML table. Collects every problem, so an operator mends a file in one pass
// Knows no TOML library: config/document.cc alone does.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::config {

/// Where something stands in a file; lines and columns start at 1, 0 is "nowhere".
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
    auto operator<=>(const Place&) const = default;
};

/// A mistake in the configuration. Printed as "file:line:column: key: what was expected".
struct Problem {
    Place at;
    std::string key;   ///< Dotted: "checks.dnsbl.catalogue".
    std::string what;  ///< What was found and what was expected.
    std::string text() const;
};
using Problems = std::vector<Problem>;

struct Node;  ///< A parsed value with its place; config/document.h.

/// A value that a list or a target name was read from, with its place for later problems.
template <class T>
struct Located {
    T value;
    Place at;
};

/// One TOML table. Every reader takes a fallback, which is returned where the key is absent or
/// wrong; wrong ones add a Problem. Keys that no reader asked for are problems when `finish` is
/// called. Lives no longer than the Document and the Problems that it was made of.
class Section {
public:
    /// `node` may be null: an absent table, where every reader returns its fallback.
    Section(const Node* node, std::string path, Problems& problems);

    bool flag(std::string_view key, bool fallback);
    std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                         std::int64_t max);
    double number(std::string_view key, double fallback, double min, double max);
    std::string text(std::string_view key, std::string_view fallback);
    std::optional<Located<std::string>> text(std::string_view key);
    /// One of a closed set.
    std::string choice(std::string_view key, std::string_view fallback,
                       const std::vector<std::string_view>& allowed);
    /// In Prometheus' grammar.
    base::Duration duration(std::string_view key, base::Duration fallback, base::Duration min,
                            base::Duration max);
    std::optional<base::Duration> duration(std::string_view key, base::Duration min,
                                           base::Duration max);
    /// Absent is an empty list, which `has` tells from one that is there.
    std::vector<Located<std::string>> texts(std::string_view key);
    /// The same, where a single text may stand for a list of one.
    std::vector<Located<std::string>> text_or_texts(std::string_view key);
    /// From 1 to 10 of them.
    std::vector<base::Duration> durations(std::string_view key,
                                          const std::vector<base::Duration>& fallback,
                                          base::Duration min, base::Duration max);

    /// Asking whether a key is there does not make it a known one.
    bool has(std::string_view key) const;
    bool is_text(std::string_view key) const;
    Place place() const;                      ///< Of the table; nowhere where it is absent.
    Place place(std::string_view key) const;  ///< Of the key's value; of the table where absent.

    Section section(std::string_view key);
    std::vector<Section> sections(std::string_view key);  ///< [[key]]
    std::vector<std::string> keys() const;                ///< In file order.

    /// Keys that readers have asked for: what a manual must name.
    const std::vector<std::string>& known() const { return known_; }

    void problem(std::string_view key, std::string what);
    void problem(Place at, std::string_view key, std::string what);

    /// `key` with the table's own path in front: "checks.dnsbl.weight".
    std::string full_key(std::string_view key) const;

    /// Call last: a key nobody asked for is a typing error, told with the nearest known key.
    /// `thing` is what its keys are.
    void finish(std::string_view thing = "key");

private:
    const Node* find(std::string_view key);
    const Node* peek(std::string_view key) const;
    /// "found 5, want true or false" at the value.
    void unwanted(const Node& value, std::string_view key, std::string_view want);
    std::vector<Located<std::string>> read_texts(std::string_view key, bool one_will_do);
    std::optional<base::Duration> as_duration(const Node& value, std::string_view key,
                                              base::Duration min, base::Duration max);

    const Node* node_;
    std::string path_;
    Problems* problems_;
    std::vector<std::string> known_;
};

}  // namespace mailwatchd::config
