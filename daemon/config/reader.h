// Reads a configuration with all its files in one pass and reports all problems together, in file
// order. Only the checks know their own settings, so the reader hands out their tables:
//
//     config::Reader reader{check_names, catalogue.lists};
//     reader.read_file("/etc/mailwatchd/mailwatchd.toml");
//     for each check: read_common(reader.check(name), …), then the check's own keys
//     for each target: if (auto* section = reader.target_check(index, name)) the same
//     const config::Loaded loaded = reader.finish();
//     if (!loaded.ok()) print loaded.problems and exit with 78
#pragma once

#include "config/configuration.h"
#include "config/section.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::config {

struct Loaded {
    Configuration configuration;
    Problems problems;  ///< The main file first, then the others in reading order.
    bool ok() const { return problems.empty(); }
};

/// Keys of every check's table.
struct CheckCommon {
    bool enabled = true;
    int weight = 0;  ///< 0 to 100: share of the score.
};
/// `outer` has the defaults: the check's own, or the global table's values for a target's table.
CheckCommon read_common(Section& section, CheckCommon outer);

class Reader {
public:
    /// `check_names` are the tables allowed under [checks]. [[dnsbl]] tables change or extend
    /// `catalogue`, [[source]] tables `sources`. All are copied.
    explicit Reader(std::span<const std::string_view> check_names,
                    std::vector<model::Dnsbl> catalogue = {},
                    std::vector<model::Dnsbl> sources = {});
    ~Reader();
    Reader(const Reader&) = delete;
    Reader(Reader&&) = delete;
    Reader& operator=(const Reader&) = delete;
    Reader& operator=(Reader&&) = delete;

    /// Call one of the two, once. `text` is treated as the content of `file`.
    void read_file(const std::filesystem::path& file);
    void read_text(std::string_view text, const std::filesystem::path& file);

    /// Complete after read_…, except for the problems that checks find.
    const Configuration& configuration() const;

    /// [checks.NAME], present or not; `name` is one of check_names. Always the same object.
    Section& check(std::string_view name);

    /// `checks.NAME` of configuration().targets[index]; null if the target has no such table.
    Section* target_check(std::size_t index, std::string_view name);

    /// Whether the target has a `checks` table; most have none.
    bool has_checks(std::size_t index) const;

    /// Finishes every table that was handed out; they must not be used afterwards.
    Loaded finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A configuration without the settings of checks: the names of tables under [checks] are verified,
/// their content is not.
Loaded load(const std::filesystem::path& file, std::span<const std::string_view> check_names,
            std::vector<model::Dnsbl> catalogue = {});

/// A file that has only [[dnsbl]] and [[source]] tables, as in catalogue/.
struct Catalogue {
    std::vector<model::Dnsbl> dnsbls;
    std::vector<model::Dnsbl> sources;
    Problems problems;
};
Catalogue load_catalogue(const std::filesystem::path& file);

}  // namespace mailwatchd::config
