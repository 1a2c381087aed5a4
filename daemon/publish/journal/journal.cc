#include "publish/journal/journal.h"

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION  // The line of our source is no news.
#include "base/escape.h"
#include "publish/journal/message_ids.h"
#include "publish/json/json.h"

#include <systemd/sd-journal.h>

namespace mailwatchd::publish {

namespace {

class Fields {
public:
    /// What has passed the escaper, or is ours. An empty value makes no field.
    void add(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        all_.push_back(std::string{name}.append("=").append(value));
    }
    void add_remote(std::string_view name, std::string_view value) {
        add(name, base::escape(value, field_bytes_max));
    }
    std::vector<std::string> take() { return std::move(all_); }

private:
    std::vector<std::string> all_;
};

void add_place(Fields& fields, const model::Transition& transition) {
    const auto& subject = transition.subject;
    const auto is_zone = subject.kind == model::Subject::Kind::zone;
    const auto address = subject.ip();
    const auto port = subject.port();
    fields.add_remote("MAILWATCHD_SUBJECT", subject.text);
    if (!is_zone && subject.kind != model::Subject::Kind::vantage)
        fields.add_remote("MAILWATCHD_HOST", subject.host());
    fields.add("MAILWATCHD_ADDRESS", address ? address->text() : "");
    fields.add("MAILWATCHD_PORT", port ? std::to_string(*port) : "");
    if (is_zone) fields.add_remote("MAILWATCHD_ZONE", subject.host());
    if (transition.name == model::ReadingName::listed)
        fields.add_remote("MAILWATCHD_ZONE", transition.argument);
    if (transition.name == model::ReadingName::verdict)
        fields.add_remote("MAILWATCHD_CHECK", transition.argument);
}

int send_to_journal(const std::vector<std::string>& fields) {
    std::vector<iovec> parts;
    parts.reserve(fields.size());
    for (const auto& field : fields)
        parts.push_back(
            {const_cast<char*>(field.data()), field.size()});  // NOLINT(*const-cast): read only
    return sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
}

}  // namespace

std::vector<std::string> journal_fields(const model::Transition& transition) {
    Fields fields;
    fields.add("MESSAGE", message(transition));
    fields.add("MESSAGE_ID", message_id(transition.kind));
    fields.add("PRIORITY", std::to_string(transition.priority));
    fields.add("MAILWATCHD_EVENT_ID", transition.id);
    fields.add("MAILWATCHD_KIND", name(transition.kind));
    fields.add("MAILWATCHD_AT", base::rfc3339(transition.at));
    for (const auto& target : transition.targets) fields.add_remote("MAILWATCHD_TARGET", target);
    if (transition.targets_total > 0)
        fields.add("MAILWATCHD_TARGETS_TOTAL", std::to_string(transition.targets_total));
    add_place(fields, transition);
    fields.add("MAILWATCHD_READING", reading_of(transition));
    fields.add_remote("MAILWATCHD_OLD", transition.old_value);
    fields.add_remote("MAILWATCHD_NEW", transition.new_value);
    fields.add("MAILWATCHD_EVIDENCE", base::escape(transition.evidence));
    for (const auto& change : transition.consequences)
        fields.add_remote("MAILWATCHD_CONSEQUENCE", change);
    return fields.take();
}

JournalTeller::JournalTeller() : send_{send_to_journal} {}

base::Outcome JournalTeller::tell(const model::Transition& transition) {
    const int sent = send_(journal_fields(transition));
    if (sent < 0)
        return base::Failure{base::Errc::no_resources,
                             std::string{"journal: "} + std::strerror(-sent)};
    return {};
}

base::Outcome JsonLinesTeller::tell(const model::Transition& transition) {
    out_ << to_json(transition) + '\n' << std::flush;
    if (out_) return {};
    out_.clear();  // The next one may come through again.
    return base::Failure{base::Errc::no_resources, "event line: cannot write"};
}

bool is_journal_stream(const char* journal_stream, int descriptor) {
    struct stat seen {};
    if (journal_stream == nullptr || ::fstat(descriptor, &seen) != 0) return false;
    return std::to_string(seen.st_dev) + ':' + std::to_string(seen.st_ino) == journal_stream;
}

std::unique_ptr<Teller> make_teller() {
    const char* stream =
        std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): at start-up
    if (is_journal_stream(stream, STDERR_FILENO)) return std::make_unique<JournalTeller>();
    return std::make_unique<JsonLinesTeller>(std::cerr);
}

}  // namespace mailwatchd::publish
