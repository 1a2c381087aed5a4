// Reads a configuration, with all the files it names, in one pass: everything that is wrong in it
// comes out together, in file order. What a check's settings are only the check knows, so the
// reader hands out its tables and takes their problems back:
//
//     config::Reader reader{check_names, catalogue.lists};
//     reader.read_file("/etc/mailwatchd/mailwatchd.toml");
//     for (each check) { auto& section = reader.check(name); read_common(section, …);
//     check.read(section, …); } for (each target that has any) if (auto* section =
//     reader.target_check(index, name)) … const config::Loaded loaded = reader.finish(); if
//     (!loaded.ok()) print loaded.problems, exit 78
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
    Problems problems;  ///< Sorted: the main file first, then the others as they were read; line,
                        ///< column.
    bool ok() const { return problems.empty(); }
};

/// What every check's table may say.
struct CheckCommon {
    bool enabled = true;
    int weight = 0;  ///< 0 to 100: its share of the score.
};
/// `outer` is the farther layer: the check's own default, or the global table for a target's.
CheckCommon read_common(Section& section, CheckCommon outer);

class Reader {
public:
    /// `check_names` are the tables that may stand under [checks]; `catalogue` is what [[dnsbl]]
    /// adds to or changes, `sources` what [[source]] does. All are copied.
    explicit Reader(std::span<const std::string_view> check_names,
                    std::vector<model::Dnsbl> catalogue = {},
                    std::vector<model::Dnsbl> sources = {});
    ~Reader();
    Reader(const Reader&) = delete;
    Reader(Reader&&) = delete;
    Reader& operator=(const Reader&) = delete;
    Reader& operator=(Reader&&) = delete;

    /// Call one of the two, once. `text` is treated as if it stood in `file`.
    void read_file(const std::filesystem::path& file);
    void read_text(std::string_view text, const std::filesystem::path& file);

    /// What was read; complete after read_…, except for what checks have to say about it.
    const Configuration& configuration() const;

    /// [checks.NAME], present or not; `name` is one of check_names. The same object each time.
    Section& check(std::string_view name);

    /// `checks.NAME` of configuration().targets[index]; null where the target has no such table.
    Section* target_check(std::size_t index, std::string_view name);

    /// Whether the target has a `checks` table at all: most have none.
    bool has_checks(std::size_t index) const;

    /// Finishes every table that was handed out. Sections are dead after it.
    Loaded finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A configuration without what is the checks' own, for those who need only the rest: tables under
/// [checks] are held to their names, not read.
Loaded load(const std::filesystem::path& file, std::span<const std::string_view> check_names,
            std::vector<model::Dnsbl> catalogue = {});

/// A file of [[dnsbl]] or [[source]] tables and nothing else: those of catalogue/.
struct Catalogue {
    std::vector<model::Dnsbl> dnsbls;
    std::vector<model::Dnsbl> sources;
    Problems problems;
};
Catalogue load_catalogue(const std::filesystem::path& file);

}  // namespace mailwatchd::config
