// The targets: `targets`, [[target]] and the files of `targets_files`, without duplicates.
#pragma once

#include "config/configuration.h"
#include "config/section.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace mailwatchd::config {

/// Most targets of one configuration (failure F3).
inline constexpr std::size_t targets_max = 100'000;

/// A table's `checks`, kept for the checks to read; `target` is an index of the list.
struct TargetChecks {
    std::size_t target = 0;
    Section section;
};

class TargetList {
public:
    /// `interval` and `active` are the defaults for targets without their own.
    TargetList(base::Duration interval, model::ActiveMode active, Problems& problems,
               Problems& warnings)
        : interval_{interval}, active_{active}, problems_{problems}, warnings_{warnings} {}

    /// `targets` and [[target]] of a file; the caller finishes the Section.
    void add_file(Section& file);
    /// A text with one target per line; "#" begins a comment.
    void add_lines(std::string_view text, const std::string& file);

    std::vector<TargetSettings> take_targets() { return std::move(targets_); }
    std::vector<TargetChecks> take_checks() { return std::move(checks_); }

private:
    struct Known {
        std::size_t index;
        bool is_table;
    };

    std::optional<model::TargetName> parse(const Located<std::string>& text, std::string key);
    void add_name(const Located<std::string>& text, const std::string& key);
    void add_table(Section& table);
    /// The slot of a new target; null, and one problem, if there are too many.
    TargetSettings* slot(const model::TargetName& name, const Place& at, bool is_table);
    void repeated(const Place& at, const std::string& key, const std::string& name);

    base::Duration interval_;
    model::ActiveMode active_;
    Problems& problems_;
    Problems& warnings_;
    std::vector<TargetSettings> targets_;
    std::vector<TargetChecks> checks_;
    std::unordered_map<std::string, Known> known_;
    std::size_t repeats_ = 0;
    bool full_ = false;
};

}  // namespace mailwatchd::config
