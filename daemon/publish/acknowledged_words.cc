#include "publish/acknowledged_words.h"

#include "base/escape.h"

namespace mailwatchd::publish {

std::string acknowledged_words(const model::Acknowledgement& acknowledged) {
    constexpr std::size_t date_bytes = 10;
    auto text = "acknowledged by " + base::escape(acknowledged.who) + " on " +
                base::rfc3339(acknowledged.at).substr(0, date_bytes);
    if (acknowledged.until) text += ", until " + base::rfc3339(*acknowledged.until);
    if (!acknowledged.why.empty()) text += ": " + base::escape(acknowledged.why);
    return text;
}

}  // namespace mailwatchd::publish
