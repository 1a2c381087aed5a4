#include "config/targets.h"

#include "base/escape.h"
#include "config/active.h"
#include "config/tables.h"
#include "config/values.h"

namespace mailwatchd::config {

namespace {

/// Most duplicates that are reported one by one.
constexpr std::size_t repeats_reported_max = 20;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\v\f";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<model::TargetName> hosts_or_addresses(Section& table, std::string_view key) {
    return parse_all<model::TargetName>(
        table, key, table.texts(key), "a host name or an address",
        [](const std::string& text) -> std::optional<model::TargetName> {
            auto name = model::TargetName::parse(text);
            if (!name) return std::nullopt;
            return *std::move(name);
        });
}

std::string where(const Place& at) {
    return at.file + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

}  // namespace

void TargetList::add_file(Section& file) {
    for (const auto& text : file.texts("targets")) add_name(text, "targets");
    for (auto& table : file.sections("target")) add_table(table);
}

void TargetList::add_lines(std::string_view text, const std::string& file) {
    int line = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto whole = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++line;
        const auto name = trimmed(whole.substr(0, whole.find('#')));
        if (name.empty()) continue;
        const int column = static_cast<int>(name.data() - whole.data()) + 1;
        Place at{file, line, column};
        add_name({std::string{name}, std::move(at)}, "");
    }
}

std::optional<model::TargetName> TargetList::parse(const Located<std::string>& text,
                                                   std::string key) {
    auto name = model::TargetName::parse(text.value);
    if (name) return *std::move(name);
    problems_.push_back(
        {text.at, std::move(key),
         "expected a domain, host name or address: " + base::escape(name.error().detail)});
    return std::nullopt;
}

void TargetList::add_name(const Located<std::string>& text, const std::string& key) {
    const auto name = parse(text, key);
    if (!name) return;
    const auto found = known_.find(name->name);
    if (found == known_.end())
        slot(*name, text.at, false);
    else if (!found->second.is_table)
        repeated(text.at, key, name->name);
}

void TargetList::add_table(Section& table) {
    TargetSettings target;
    const auto text = table.text("name");
    if (!text && !table.has("name"))
        table.problem("", "missing name = \"a domain, host name or address\"");
    const auto name = text ? parse(*text, table.full_key("name")) : std::nullopt;
    target.interval = table.duration("interval", interval_, interval_min, interval_max);
    warn_of_short_interval(table, target.interval, warnings_);
    target.active = read_active_mode(table, active_);
    target.mailboxes = domain_names(table, "mailboxes");
    target.submission = domain_names(table, "submission");
    target.senders = hosts_or_addresses(table, "senders");
    auto checks = table.section("checks");
    table.finish();
    if (!name) return;

    const auto found = known_.find(name->name);
    if (found != known_.end() && found->second.is_table) {
        const auto& first = targets_[found->second.index];
        table.problem("name", '"' + name->name + "\" is already defined at " + where(first.at));
        return;
    }
    auto* const place = slot(*name, table.place(), true);
    if (place == nullptr) return;
    target.name = *name;
    target.at = place->at;
    *place = std::move(target);
    if (table.has("checks"))
        checks_.push_back({static_cast<std::size_t>(place - targets_.data()), std::move(checks)});
}

TargetSettings* TargetList::slot(const model::TargetName& name, const Place& at, bool is_table) {
    const auto [found, is_new] = known_.try_emplace(name.name, Known{targets_.size(), is_table});
    if (!is_new) {
        // The name is also in a list: the table wins.
        found->second.is_table = is_table;
        auto& target = targets_[found->second.index];
        target.at = at;
        return &target;
    }
    if (targets_.size() == targets_max) {
        known_.erase(found);
        if (!full_)
            problems_.push_back({at, "", "more than " + std::to_string(targets_max) + " targets"});
        full_ = true;
        return nullptr;
    }
    TargetSettings target;
    target.name = name;
    target.at = at;
    target.interval = interval_;
    target.active = active_;
    targets_.push_back(std::move(target));
    return &targets_.back();
}

void TargetList::repeated(const Place& at, const std::string& key, const std::string& name) {
    if (++repeats_ <= repeats_reported_max)
        warnings_.push_back({at, key, '"' + name + "\" is listed twice"});
    else if (repeats_ == repeats_reported_max + 1)
        warnings_.push_back({at, key, "more targets are listed twice"});
}

}  // namespace mailwatchd::config
