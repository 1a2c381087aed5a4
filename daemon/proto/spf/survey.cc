#include "proto/spf/survey.h"

#include "base/digest.h"
#include "proto/spf/coverage.h"
#include "proto/spf/walk.h"

#include <algorithm>
#include <cassert>

namespace mailwatchd::spf {

namespace {

/// A record is shown as one line of text; a longer one is cut and identified by its digest.
constexpr std::size_t shown_bytes_max = 2048;

std::string with_single_spaces(const std::string& record) {
    std::string text;
    for (const char c : record)
        if (c != ' ' || (!text.empty() && text.back() != ' ')) text += c;
    while (text.ends_with(' ')) text.pop_back();
    return text;
}

}  // namespace

Survey::Survey(std::string domain) : domain_{std::move(domain)} { run(); }

void Survey::answer(const dns::Question& question, base::Result<dns::Answer> answer) {
    assert(awaited_ > 0);
    answers_.add(question, std::move(answer), share_);
    if (--awaited_ == 0) run();
}

void Survey::run() {
    Walk walk{domain_, answers_, records_};
    questions_ = walk.run(look_);
    awaited_ = questions_.size();
    if (questions_.empty()) return add_scopes(look_, answers_, records_);
    share_ = answers_.room() / questions_.size();
}

std::string record_text(const model::SpfLook& look) {
    if (look.failure) return {};
    std::vector<std::string> records;
    for (const auto& record : look.records) records.push_back(with_single_spaces(record));
    std::ranges::sort(records);
    std::string text;
    for (const auto& record : records) text += (text.empty() ? "" : " | ") + record;
    if (text.empty()) return "none";
    if (text.size() <= shown_bytes_max) return text;
    return text.substr(0, shown_bytes_max) + "... sha256:" + base::sha256_hex(text);
}

}  // namespace mailwatchd::spf
