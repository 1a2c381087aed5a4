// A view of one TOML table that knows the place of every value. Collects all problems, so that one
// run shows everything that is wrong in a file. Only config/document.cc uses the TOML library.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::config {

/// A place in a file. Lines and columns start at 1; 0 means no place.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
    auto operator<=>(const Place&) const = default;
};

/// A mistake in the configuration. Printed as "file:line:column: key: what was expected". `key` and
/// `what` are escaped where they repeat the file.
struct Problem {
    Place at;
    std::string key;   ///< Dotted: "checks.dnsbl.catalogue".
    std::string what;  ///< What was found and what was expected.
    std::string text() const;
};
using Problems = std::vector<Problem>;

struct Node;  ///< A parsed value with its place; config/document.h.

/// A value with its place, for problems that are found later.
template <class T>
struct Located {
    T value;
    Place at;
};

/// One TOML table. Every reader returns its fallback if the key is absent or invalid; an invalid
/// value also adds a Problem. `finish` adds a Problem for each key that no reader asked for. Must
/// not outlive its Document and its Problems.
class Section {
public:
    /// `node` is null for an absent table: every reader returns its fallback.
    Section(const Node* node, std::string path, Problems& problems);

    bool flag(std::string_view key, bool fallback);
    std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                         std::int64_t max);
    double number(std::string_view key, double fallback, double min, double max);
    std::string text(std::string_view key, std::string_view fallback);
    std::optional<Located<std::string>> text(std::string_view key);
    /// One of the allowed words.
    std::string choice(std::string_view key, std::string_view fallback,
                       const std::vector<std::string_view>& allowed);
    /// A duration as Prometheus writes it.
    base::Duration duration(std::string_view key, base::Duration fallback, base::Duration min,
                            base::Duration max);
    std::optional<base::Duration> duration(std::string_view key, base::Duration min,
                                           base::Duration max);
    /// An absent key gives an empty list; use `has` to tell the two apart.
    std::vector<Located<std::string>> texts(std::string_view key);
    /// The same, but a single string counts as a list of one.
    std::vector<Located<std::string>> text_or_texts(std::string_view key);
    /// A list of 1 to 10 durations.
    std::vector<base::Duration> durations(std::string_view key,
                                          const std::vector<base::Duration>& fallback,
                                          base::Duration min, base::Duration max);

    /// These do not mark the key as known.
    bool has(std::string_view key) const;
    bool is_text(std::string_view key) const;
    Place place() const;                      ///< Of the table; no place if it is absent.
    Place place(std::string_view key) const;  ///< Of the value; of the table if the key is absent.

    Section section(std::string_view key);
    std::vector<Section> sections(std::string_view key);  ///< [[key]]
    std::vector<std::string> keys() const;                ///< In file order.

    /// Keys that readers have asked for. The manual must list them.
    const std::vector<std::string>& known() const { return known_; }

    void problem(std::string_view key, std::string what);
    void problem(Place at, std::string_view key, std::string what);

    /// `key` with the path of the table: "checks.dnsbl.weight".
    std::string full_key(std::string_view key) const;

    /// Call last. Reports keys that no reader asked for and suggests the nearest known key. `thing`
    /// is what the message calls a key.
    void finish(std::string_view thing = "key");

private:
    const Node* find(std::string_view key);
    const Node* peek(std::string_view key) const;
    /// Adds "found 5, expected true or false" at the value.
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
