// docs/verdicts.md says what the program does: its tables of closed sets are held to the rows, and
// to nothing else. The first columns of a table are compared; what stands behind them is for
// people.
#include "manual/changes.h"
#include "model/world.h"
#include "observe/kind.h"
#include "publish/explain.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {
namespace {

using Row = std::vector<std::string>;
using Table = std::vector<Row>;

std::string code(std::string_view text) { return '`' + std::string{text} + '`'; }

template <class Range, class Text>
std::string joined(const Range& range, Text text) {
    std::string all;
    for (const auto& one : range) all += (all.empty() ? "" : " ") + std::string{text(one)};
    return all.empty() ? "none" : all;
}

/// Each value of an enumeration, in its order.
template <class Enum>
Table names(Enum first, Enum last) {
    Table rows;
    for (auto i = static_cast<int>(first); i <= static_cast<int>(last); ++i)
        rows.push_back({code(model::name(static_cast<Enum>(i)))});
    return rows;
}

Table verdicts() { return names(model::Verdict::passed, model::Verdict::no_info); }

Table reasons() {
    Table rows;
    for (auto i = 1; i <= static_cast<int>(model::Reason::no_mail_host); ++i) {
        const auto reason = static_cast<model::Reason>(i);
        rows.push_back({code(name(reason)), is_conclusive(reason) ? "yes" : "no"});
    }
    return rows;
}

Table weights() {
    Table rows;
    for (const auto* const check : checks::all())
        rows.push_back({code(check->name), std::to_string(check->weight)});
    return rows;
}

Table findings() {
    Table rows;
    for (const auto& one : every_finding())
        rows.push_back({code(one.check->name), code(one.kind->tag),
                        std::string{model::name(one.kind->severity)}});
    return rows;
}

std::string_view words(model::Confirmation confirmation) {
    using enum model::Confirmation;
    switch (confirmation) {
        case none: return "nothing";
        case ports: return "sessions";
        case dns: return "DNS";
        case series: return "a series";
        case own: return "the prober";
    }
    return "";
}

std::string_view words(model::Subject::Kind kind) {
    using enum model::Subject::Kind;
    switch (kind) {
        case name: return "name";
        case address: return "address";
        case endpoint: return "endpoint";
        case dnsbl: return "block list";
        case prober: return "prober";
    }
    return "";
}

Table readings() {
    const auto kinds = observe::reading_kinds(observe::kinds());
    Table rows;
    for (const auto* const kind : kinds.all()) {
        const auto values = model::closed_set(*kind);
        rows.push_back({code(kind->name), std::string{words(kind->subject)},
                        values.empty() ? "text" : joined(values, code),
                        std::string{words(kind->confirmation)},
                        joined(kind->changes, [](const auto* one) { return code(one->name); })});
    }
    return rows;
}

Table changes() {
    Table rows;
    for (const auto& change : manual::shown_changes())
        rows.push_back({code(change.kind->name), joined(change.priorities, [](int priority) {
                            return std::to_string(priority);
                        })});
    return rows;
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? ""
                                      : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Row cells_of(const std::string& line) {
    Row cells;
    std::istringstream parts{line.substr(1)};
    for (std::string part; std::getline(parts, part, '|');) cells.push_back(trimmed(part));
    return cells;
}

/// The first table below a heading, without its head.
Table table_below(const std::string& heading) {
    std::ifstream page{"docs/verdicts.md"};
    Table rows;
    bool is_below = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with('#')) is_below = line == "## " + heading;
        if (is_below && line.starts_with('|')) rows.push_back(cells_of(line));
        if (is_below && !line.starts_with('|') && !rows.empty()) break;
    }
    if (rows.size() > 2) rows.erase(rows.begin(), rows.begin() + 2);
    return rows;
}

std::string shown(const Table& rows) {
    std::string text;
    for (const auto& row : rows) {
        for (const auto& cell : row) text.append("| ").append(cell).append(" ");
        text += "|\n";
    }
    return text;
}

struct Case {
    const char* name;
    const char* heading;
    Table (*rows)();
};
const Case cases[] = {
    {"verdicts", "Verdicts", verdicts},
    {"reasons", "Reasons", reasons},
    {"weights", "Checks", weights},
    {"findings", "Findings", findings},
    {"severities", "Severities",
     [] { return names(model::Severity::critical, model::Severity::info); }},
    {"ports", "Ports", [] { return names(model::PortState::open, model::PortState::unknown); }},
    {"list_states", "Block lists",
     [] { return names(model::DnsblState::proven, model::DnsblState::covered); }},
    {"list_classes", "Classes of block lists",
     [] { return names(model::DnsblClass::serious, model::DnsblClass::informational); }},
    {"readings", "Readings", readings},
    {"changes", "Changes", changes},
};

class VerdictsPage : public testing::TestWithParam<Case> {};

TEST_P(VerdictsPage, has_the_rows_of_the_program) {
    const auto expected = GetParam().rows();
    auto said = table_below(GetParam().heading);
    ASSERT_FALSE(expected.empty());
    for (auto& row : said) row.resize(expected[0].size());
    EXPECT_EQ(shown(said), shown(expected)) << "docs/verdicts.md, " << GetParam().heading;
}

INSTANTIATE_TEST_SUITE_P(Table, VerdictsPage, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::publish
