#include "publish/view.h"

#include "base/duration.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace mailwatchd::publish {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t shrunk_min = 8;

using Widths = std::vector<std::size_t>;

Widths natural_widths(const Table& table) {
    Widths widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        auto width = columns(table.columns[i].title);
        for (const auto& row : table.rows) width = std::max(width, columns(row[i].text()));
        widths.push_back(width);
    }
    return widths;
}

/// Shrinks the widest column that may shrink until all fit.
Widths fitting_widths(const Table& table, std::size_t room) {
    auto widths = natural_widths(table);
    const auto gaps = gap * (widths.empty() ? 0 : widths.size() - 1);
    while (std::accumulate(widths.begin(), widths.end(), gaps) > room) {
        std::size_t* widest = nullptr;
        for (std::size_t i = 0; i < widths.size(); ++i)
            if (table.columns[i].may_shrink && widths[i] > shrunk_min &&
                (widest == nullptr || widths[i] > *widest))
                widest = &widths[i];
        if (widest == nullptr) break;
        --*widest;
    }
    return widths;
}

/// A line of cells; `cell_at` returns the text and the colour of each.
template <class CellAt>
std::string line(const Table& table, const Widths& widths, const CellAt& cell_at) {
    std::string out;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto [text, paint] = cell_at(i);
        const auto shown = cut(text, widths[i]);
        const std::string blanks(widths[i] - columns(shown), ' ');
        if (i > 0) out.append(gap, ' ');
        if (table.columns[i].is_number) out += blanks;
        out += paint(shown);
        if (!table.columns[i].is_number && i + 1 < widths.size()) out += blanks;
    }
    return out + '\n';
}

std::string table_text(const Table& table, std::size_t width, const Paint& paint) {
    std::string out;
    if (!table.title.empty()) out += paint(Tone::strong, table.title) + '\n';
    if (table.rows.empty()) return out + "  " + std::string{table.nothing} + '\n';
    const auto indent = table.title.empty() ? std::size_t{0} : std::size_t{2};
    const auto widths = fitting_widths(table, width - indent);
    const auto tone = [&paint](Tone how) {
        return [&paint, how](const std::string& text) { return paint(how, text); };
    };
    out.append(indent, ' ');
    out += line(table, widths, [&](std::size_t i) {
        return std::pair{std::string{table.columns[i].title}, tone(Tone::faint)};
    });
    for (const auto& row : std::span{table.rows}.first(table.rows.size() - table.hidden())) {
        out.append(indent, ' ');
        out += line(table, widths, [&](std::size_t i) {
            return std::pair{row[i].text(), tone(row[i].tone)};
        });
    }
    if (table.hidden() > 0)
        out += std::string(indent, ' ') + "and " + std::to_string(table.hidden()) + " more\n";
    return out;
}

std::string fields_text(const std::vector<Field>& fields, std::size_t width, const Paint& paint) {
    std::size_t left = 0;
    for (const auto& field : fields) left = std::max(left, columns(field.title));
    left += gap;
    std::string out;
    for (const auto& [key, title, cell] : fields) {
        // Wrap it with an indent, then put its first line beside the title.
        auto text = wrapped(cell.text(), left, width);
        text.replace(0, std::min(left, text.size()), "");
        out += padded(title, left) + paint(cell.tone, text);
    }
    return out;
}

}  // namespace

std::string Cell::text() const {
    struct Words {
        std::string operator()(std::monostate) const { return "-"; }
        std::string operator()(bool is) const { return is ? "yes" : "no"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(const std::string& text) const { return text; }
    };
    auto text = shown.empty() ? std::visit(Words{}, value) : shown;
    return text.empty() ? "-" : text;
}

Cell moment(base::Instant when, base::Instant now) {
    using namespace std::chrono_literals;
    if (when == base::Instant{}) return {};
    const auto far = std::chrono::abs(when - now);
    const auto unit = far >= 24h ? base::Duration{1h} : far >= 1h ? base::Duration{1min} : 1s;
    Cell cell{base::rfc3339(when)};
    if (far < 1s)
        cell.shown = "now";
    else
        cell.shown = (when > now ? "in " : "") + base::to_text(far - far % unit) +
                     (when > now ? "" : " ago");
    return cell;
}

std::string to_text(const View& view, const TextOptions& options) {
    constexpr std::size_t width_min = 40;
    const auto width = std::max(options.width, width_min);
    const Paint paint{options.colour};
    auto out = fields_text(view.fields, width, paint);
    for (const auto& table : view.tables)
        out += (out.empty() ? "" : "\n") + table_text(table, width, paint);
    return out;
}

}  // namespace mailwatchd::publish
