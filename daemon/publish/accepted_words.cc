#include "publish/accepted_words.h"

#include "base/escape.h"

namespace mailwatchd::publish {

std::string accepted_words(const model::Acceptance& accepted) {
    constexpr std::size_t date_bytes = 10;
    auto text = "acknowledged by " + base::escape(accepted.who) + " on " +
                base::rfc3339(accepted.at).substr(0, date_bytes);
    if (accepted.until) text += ", until " + base::rfc3339(*accepted.until);
    if (!accepted.why.empty()) text += ": " + base::escape(accepted.why);
    return text;
}

}  // namespace mailwatchd::publish
