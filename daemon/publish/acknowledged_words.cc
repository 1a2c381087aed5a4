#include "publish/acknowledged_words.h"

#include "base/escape.h"

namespace mailwatchd::publish {

std::string acknowledged_words(const model::Acknowledgement& acknowledged) {
    auto text =
        "acknowledged by " + base::escape(acknowledged.who) + " on " + base::date(acknowledged.at);
    if (acknowledged.until) text += ", until " + base::rfc3339(*acknowledged.until);
    if (!acknowledged.why.empty()) text += ": " + base::escape(acknowledged.why);
    return text;
}

}  // namespace mailwatchd::publish
