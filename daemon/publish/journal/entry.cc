#include "publish/journal/entry.h"

#include "base/escape.h"
#include "model/change_kind.h"
#include "publish/message.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace mailwatchd::publish {

namespace {

class Fields {
public:
    /// The value is escaped or our own. An empty value makes no field.
    void add(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        all_.push_back(std::string{name}.append("=").append(value));
    }
    void add_remote(std::string_view name, std::string_view value) {
        add(name, base::escape(value, field_bytes_max));
    }
    /// One field for each of the first `named`.
    void add_list(std::string_view name, const std::vector<std::string>& all, std::size_t named) {
        for (const auto& each : first_of(all, named)) add_remote(name, each);
    }
    void add_total(std::string_view name, std::size_t total) {
        if (total > 0) add(name, std::to_string(total));
    }
    std::vector<std::string> take() { return std::move(all_); }

private:
    std::vector<std::string> all_;
};

void add_place(Fields& fields, const model::Transition& transition) {
    const auto& subject = transition.subject;
    const auto is_dnsbl = subject.kind == model::Subject::Kind::dnsbl;
    const auto address = subject.ip();
    const auto port = subject.port();
    fields.add_remote("MAILWATCHD_SUBJECT", subject.shown());
    if (!is_dnsbl && subject.kind != model::Subject::Kind::prober)
        fields.add_remote("MAILWATCHD_HOST", subject.host());
    fields.add("MAILWATCHD_ADDRESS", address ? address->text() : "");
    fields.add("MAILWATCHD_PORT", port ? std::to_string(*port) : "");
    if (is_dnsbl) fields.add_remote("MAILWATCHD_DNSBL", subject.host());
    if (const auto field = transition.reading->argument_field; !field.empty())
        fields.add_remote(field, transition.argument);
}

constexpr std::string_view cut_end = "...";
constexpr std::string_view truncated = "MAILWATCHD_TRUNCATED";
/// Longest field that counts the lost ones.
constexpr std::size_t truncated_bytes_max = truncated.size() + 21;

std::size_t bytes_at(const std::vector<std::string>& fields, std::size_t longest) {
    return std::accumulate(fields.begin(), fields.end(), std::size_t{0},
                           [longest](std::size_t sum, const std::string& field) {
                               return sum + std::min(field.size(), longest);
                           });
}

/// The longest field length at which all fields fit.
std::size_t longest_that_fits(const std::vector<std::string>& fields, std::size_t room) {
    std::size_t fits = room / std::max<std::size_t>(fields.size(), 1), fits_not = room + 1;
    while (fits + 1 < fits_not) {
        const auto middle = std::midpoint(fits, fits_not);
        (bytes_at(fields, middle) <= room ? fits : fits_not) = middle;
    }
    return fits;
}

/// Returns the number of cut fields.
std::size_t cut_longest(std::vector<std::string>& fields, std::size_t room) {
    if (bytes_at(fields, std::string::npos) <= room) return 0;
    const auto longest = longest_that_fits(fields, room);
    std::size_t cut = 0;
    for (auto& field : fields) {
        if (field.size() <= longest) continue;
        field.replace(longest - cut_end.size(), std::string::npos, cut_end);
        ++cut;
    }
    return cut;
}

}  // namespace

std::vector<std::string> bounded(std::vector<std::string> fields) {
    const auto named = std::min(fields.size(), entry_fields_max - 1);
    auto lost = fields.size() - named;
    fields.resize(named);
    lost += cut_longest(fields, entry_bytes_max - truncated_bytes_max);
    if (lost > 0) fields.push_back(std::string{truncated} + '=' + std::to_string(lost));
    return fields;
}

std::vector<std::string> journal_fields(const model::Transition& transition) {
    Fields fields;
    fields.add("MESSAGE", message(transition));
    fields.add("MESSAGE_ID", transition.kind->message_id);
    fields.add("PRIORITY", std::to_string(transition.priority));
    fields.add("MAILWATCHD_EVENT_ID", transition.id);
    fields.add("MAILWATCHD_KIND", transition.kind->name);
    fields.add("MAILWATCHD_AT", base::rfc3339(transition.at));
    fields.add_list("MAILWATCHD_TARGET", transition.targets, model::named_targets_max);
    fields.add_total("MAILWATCHD_TARGETS_TOTAL", transition.targets_total);
    add_place(fields, transition);
    fields.add("MAILWATCHD_READING", reading_of(transition));
    fields.add_remote("MAILWATCHD_OLD", transition.old_value);
    fields.add_remote("MAILWATCHD_NEW", transition.new_value);
    fields.add("MAILWATCHD_EVIDENCE", base::escape(transition.evidence));
    fields.add_list("MAILWATCHD_ALSO", transition.also, model::named_changes_max);
    fields.add_total("MAILWATCHD_ALSO_TOTAL", transition.also_total);
    fields.add_list("MAILWATCHD_CONSEQUENCE", transition.consequences,
                    model::named_consequences_max);
    fields.add_total("MAILWATCHD_CONSEQUENCES_TOTAL", consequences_total(transition));
    return bounded(fields.take());
}

}  // namespace mailwatchd::publish
