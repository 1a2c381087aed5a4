#include "publish/check_table.h"

#include "base/escape.h"
#include "checks/check.h"
#include "publish/check_cells.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

/// Further host names that a row shows; a provider may have many.
constexpr std::size_t aliases_shown_max = 3;

std::string names_of(const model::Host& host) {
    auto text = base::escape(host.name, name_bytes_max);
    const auto shown = std::min(host.aliases.size(), aliases_shown_max);
    for (std::size_t i = 0; i < shown; ++i)
        text.append(i == 0 ? " (also " : ", ").append(base::escape(host.aliases[i]));
    if (shown == 0) return text;
    if (host.aliases.size() > shown)
        text += " and " + std::to_string(host.aliases.size() - shown) + " more";
    return text + ')';
}

class Builder {
public:
    Builder(const Audit& audit, const ReadingIndex& readings, const checks::Texts& texts,
            std::string_view check)
        : audit_{audit}, readings_{readings}, texts_{texts} {
        const auto& all = audit.state->checks;
        const auto known = std::ranges::find(all, check, &model::CheckState::check);
        if (known != all.end()) check_ = &*known;
        for (const auto& column : texts.columns) table_.columns.push_back(column.title);
    }

    CheckTable build() {
        if (texts_.rows == nullptr) {
            add({base::escape(audit_.state->target.name, name_bytes_max), "", "", {}},
                audit_.state->target.name, nullptr);
        } else if (audit_.state->topology) {
            for (const auto& host : audit_.state->topology->hosts)
                if (texts_.rows(host)) add(host);
        }
        return std::move(table_);
    }

private:
    void add(const model::Host& host) {
        const TableRow row{names_of(host), "", role_words(host), {}};
        for (const auto& address : host.addresses) {
            auto mine = row;
            mine.address = address.text();
            add(std::move(mine), host.name, &address);
        }
        if (host.addresses.empty()) add_without_address(host, row);
    }

    void add(TableRow row, std::string_view host, const model::Address* address) {
        const CellPlace place{audit_, readings_, check_, host, address};
        for (const auto& column : texts_.columns) row.cells.push_back(cell_of(place, column));
        table_.rows.push_back(std::move(row));
    }

    /// Shows an address that must not be connected, so that the row explains why it is empty.
    void add_without_address(const model::Host& host, TableRow row) {
        const std::string_view why = !host.refused.empty()
                                         ? "special-purpose address, not connected"
                                     : host.failure ? "address unknown"
                                                    : "no address of its own";
        if (!host.refused.empty()) row.address = host.refused.front().text();
        row.cells.assign(texts_.columns.size(), {std::string{why}, Tone::warning});
        table_.rows.push_back(std::move(row));
    }

    const Audit& audit_;
    const ReadingIndex& readings_;
    const checks::Texts& texts_;
    const model::CheckState* check_ = nullptr;
    CheckTable table_;
};

}  // namespace

std::string role_words(const model::Host& host) {
    using model::Role;
    std::string text;
    for (const auto role : {Role::mx, Role::mailbox, Role::submission, Role::sender, Role::self}) {
        if (!host.roles.has(role)) continue;
        text.append(text.empty() ? "" : ", ").append(name(role));
        if (role == Role::mx && host.preference) text += ' ' + std::to_string(*host.preference);
    }
    return text;
}

CheckTable table_of(const Audit& audit, const ReadingIndex& readings, std::string_view check) {
    const auto* const known = checks::find(check);
    if (known == nullptr || known->texts->columns.empty()) return {};
    return Builder{audit, readings, *known->texts, check}.build();
}

}  // namespace mailwatchd::publish
