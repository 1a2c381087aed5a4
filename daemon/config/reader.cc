#include "config/reader.h"

#include "config/dnsbl.h"
#include "config/document.h"
#include "config/files.h"
#include "config/tables.h"
#include "config/targets.h"
#include "config/web.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <set>
#include <tuple>

namespace mailwatchd::config {

namespace {

/// Most problems that are reported; a file with more is probably not a configuration of ours.
constexpr std::size_t problems_max = 1000;

/// A table for a check to read; finished only if the check has asked for it.
struct Lent {
    Section section;
    bool asked = false;
};
using LentByName = std::map<std::string, Lent, std::less<>>;

void finish_asked(LentByName& tables) {
    for (auto& [name, table] : tables)
        if (table.asked) table.section.finish();
}

Section* lend(LentByName& tables, std::string_view name) {
    const auto found = tables.find(name);
    if (found == tables.end()) return nullptr;
    found->second.asked = true;
    return &found->second.section;
}

/// Whether the folder of a pattern exists. An empty folder is fine; a missing one is probably a
/// typing error.
bool has_folder(const std::filesystem::path& folder, const std::filesystem::path& pattern) {
    if (!pattern.has_parent_path()) return true;
    const auto found = matching(folder, pattern.parent_path().string());
    return found && !found->empty();
}

Problem unreadable(const std::filesystem::path& file, const base::Failure& failure) {
    Place at{file.string()};
    return {std::move(at), "", failure.detail};
}

/// Sorts by file in reading order, then by line and column.
void sort(Problems& problems, const std::vector<std::string>& files) {
    std::map<std::string, std::size_t> rank;  // Problems without a file come last.
    for (const auto& file : files) rank.emplace(file, rank.size());
    for (const auto& problem : problems) rank.emplace(problem.at.file, rank.size());
    std::ranges::stable_sort(problems, [&](const Problem& a, const Problem& b) {
        return std::tuple{rank.at(a.at.file), a.at.line, a.at.column} <
               std::tuple{rank.at(b.at.file), b.at.line, b.at.column};
    });
    if (problems.size() <= problems_max) return;
    const auto more = problems.size() - problems_max;
    problems.resize(problems_max);
    Place last{problems.back().at.file};
    problems.push_back({std::move(last), "", std::to_string(more) + " more problems"});
}

}  // namespace

struct Reader::State {
    std::vector<std::string> check_names;
    std::vector<model::Dnsbl> catalogue;
    std::vector<model::Dnsbl> sources;
    std::vector<std::unique_ptr<const Document>> documents;
    std::vector<std::string> files;  ///< In reading order.
    Problems problems;
    Problems warnings;
    Configuration configuration;
    LentByName checks;
    std::map<std::size_t, LentByName> target_checks;

    void read(std::string_view text, const std::filesystem::path& file);
    const Document* parse(std::string_view text, const std::string& file);
    void read_dnsbls_of(Section& root);
    void read_targets(Section& root, const std::filesystem::path& folder);
    void read_targets_file(const std::filesystem::path& file, const Located<std::string>& pattern,
                           TargetList& targets);
    void keep_checks(Section section, LentByName& into, bool absent_too);
};

void Reader::State::read(std::string_view text, const std::filesystem::path& file) {
    const auto* const document = parse(text, file.string());
    // Without a document every key has its default; checks can still ask for their tables.
    Section root{document != nullptr ? &document->root : nullptr, "", problems};
    auto web = root.section("web");
    configuration.web = read_web(web, file.parent_path());
    auto daemon = root.section("daemon");
    configuration.daemon = read_daemon(daemon, configuration.web, warnings);
    auto probe = root.section("probe");
    configuration.probe = read_probe(probe, warnings);
    auto resolver = root.section("resolver");
    configuration.resolver = read_resolver(resolver);
    auto schedule = root.section("schedule");
    configuration.schedule = read_schedule(schedule, warnings);
    auto report = root.section("report");
    configuration.report = read_report(report);
    read_dnsbls_of(root);
    keep_checks(root.section("checks"), checks, true);
    read_targets(root, file.parent_path());
    root.finish();
}

const Document* Reader::State::parse(std::string_view text, const std::string& file) {
    files.push_back(file);
    auto document = parse_document(text, file, problems);
    if (document == nullptr) return nullptr;
    documents.push_back(std::move(document));
    return documents.back().get();
}

void Reader::State::read_dnsbls_of(Section& root) {
    if (configuration.daemon.catalogue) configuration.dnsbls = catalogue;
    read_dnsbls(root, catalogue, configuration.dnsbls);
    if (configuration.daemon.catalogue) configuration.sources = sources;
    read_sources(root, sources, configuration.sources);
}

void Reader::State::read_targets(Section& root, const std::filesystem::path& folder) {
    TargetList targets{configuration.schedule.interval, configuration.probe.active.mode, problems,
                       warnings};
    targets.add_file(root);
    std::set<std::filesystem::path> seen;
    for (const auto& pattern : root.texts("targets_files")) {
        const auto found = matching(folder, pattern.value);
        if (!found) {
            root.problem(pattern.at, "targets_files", found.error().detail);
            continue;
        }
        if (found->empty() && !has_folder(folder, pattern.value))
            warnings.push_back({pattern.at, "targets_files", "no such folder"});
        for (const auto& file : *found)
            if (seen.insert(file).second) read_targets_file(file, pattern, targets);
    }
    configuration.targets = targets.take_targets();
    for (auto& checks_of_one : targets.take_checks())
        keep_checks(std::move(checks_of_one.section), target_checks[checks_of_one.target], false);
}

void Reader::State::read_targets_file(const std::filesystem::path& file,
                                      const Located<std::string>& pattern, TargetList& targets) {
    const bool is_toml = file.extension() == ".toml";
    if (!is_toml && file.extension() != ".txt") {
        problems.push_back(
            {pattern.at, "targets_files", file.string() + ": expected *.toml or *.txt"});
        return;
    }
    const auto text = read_whole(file);
    if (!text) {
        files.push_back(file.string());
        problems.push_back(unreadable(file, text.error()));
    } else if (!is_toml) {
        files.push_back(file.string());
        targets.add_lines(*text, file.string());
    } else if (const auto* const document = parse(*text, file.string())) {
        Section root{&document->root, "", problems};
        targets.add_file(root);
        root.finish();
    }
}

void Reader::State::keep_checks(Section section, LentByName& into, bool absent_too) {
    for (const auto& name : check_names)
        if (section.has(name) || absent_too)
            into.emplace(name, Lent{section.section(name)});
        else
            static_cast<void>(section.section(name));  // Marks the name as known.
    section.finish("check");
}

Reader::Reader(std::span<const std::string_view> check_names, std::vector<model::Dnsbl> catalogue,
               std::vector<model::Dnsbl> sources)
    : state_{std::make_unique<State>()} {
    state_->check_names.assign(check_names.begin(), check_names.end());
    state_->catalogue = std::move(catalogue);
    state_->sources = std::move(sources);
}

Reader::~Reader() = default;

void Reader::read_file(const std::filesystem::path& file) {
    const auto text = read_whole(file);
    if (text) return read_text(*text, file);
    state_->problems.push_back(unreadable(file, text.error()));
    state_->read("", file);
}

void Reader::read_text(std::string_view text, const std::filesystem::path& file) {
    assert(state_->files.empty());  // Called once.
    state_->read(text, file);
}

const Configuration& Reader::configuration() const { return state_->configuration; }

Section& Reader::check(std::string_view name) {
    auto* const section = lend(state_->checks, name);
    assert(section != nullptr);  // One of check_names, after read_….
    return *section;
}

bool Reader::has_checks(std::size_t index) const { return state_->target_checks.contains(index); }

Section* Reader::target_check(std::size_t index, std::string_view name) {
    const auto found = state_->target_checks.find(index);
    return found == state_->target_checks.end() ? nullptr : lend(found->second, name);
}

Loaded Reader::finish() {
    auto& state = *state_;
    finish_asked(state.checks);
    for (auto& [target, tables] : state.target_checks) finish_asked(tables);
    sort(state.problems, state.files);
    sort(state.warnings, state.files);
    for (const auto& warning : state.warnings)
        state.configuration.warnings.push_back(warning.text());
    return {std::move(state.configuration), std::move(state.problems)};
}

CheckCommon read_common(Section& section, CheckCommon outer) {
    constexpr int weight_max = 100;
    return {section.flag("enabled", outer.enabled),
            static_cast<int>(section.integer("weight", outer.weight, 0, weight_max))};
}

Loaded load(const std::filesystem::path& file, std::span<const std::string_view> check_names,
            std::vector<model::Dnsbl> catalogue) {
    Reader reader{check_names, std::move(catalogue)};
    reader.read_file(file);
    return reader.finish();
}

Catalogue load_catalogue(const std::filesystem::path& file) {
    Catalogue catalogue;
    const auto text = read_whole(file);
    if (!text) {
        catalogue.problems.push_back(unreadable(file, text.error()));
        return catalogue;
    }
    const auto document = parse_document(*text, file.string(), catalogue.problems);
    if (document == nullptr) return catalogue;
    Section root{&document->root, "", catalogue.problems};
    read_dnsbls(root, {}, catalogue.dnsbls);
    read_sources(root, {}, catalogue.sources);
    root.finish();
    sort(catalogue.problems, {file.string()});
    return catalogue;
}

}  // namespace mailwatchd::config
