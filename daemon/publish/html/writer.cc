#include "publish/html/writer.h"

#include "base/escape.h"

namespace mailwatchd::publish {

Html& Html::text(std::string_view words) {
    for (const char c : base::printable_lines(words)) {
        switch (c) {
            case '&': out_ += "&amp;"; break;
            case '<': out_ += "&lt;"; break;
            case '>': out_ += "&gt;"; break;
            case '"': out_ += "&quot;"; break;
            case '\'': out_ += "&#39;"; break;
            default: out_ += c;
        }
    }
    return *this;
}

Html& Html::remote(std::string_view raw, std::size_t bytes_max) {
    return text(base::escape(raw, bytes_max));
}

Html& Html::number(std::int64_t number) {
    out_ += std::to_string(number);
    return *this;
}

}  // namespace mailwatchd::publish
