#include "model/certificate_value.h"

#include <algorithm>

namespace mailwatchd::model {

namespace {

/// Cuts off the text after the last ';'.
std::string_view cut_last(std::string_view& text) {
    const auto at = text.rfind(';');
    const auto last = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    text = text.substr(0, at == std::string_view::npos ? text.size() : at);
    return last;
}

}  // namespace

CertificateValue parse_certificate(std::string_view text) {
    CertificateValue value;
    value.sha256 = cut_last(text);
    value.key = cut_last(text);
    value.names = cut_last(text);
    const auto end = std::min(text.find(';'), text.size());
    value.chain = text.substr(0, end);
    value.issuer = end == text.size() ? std::string_view{} : text.substr(end + 1);
    return value;
}

std::string certificate_words(std::string_view text) {
    const auto facts = parse_certificate(text);
    return std::string{facts.chain}
        .append(", from ")
        .append(facts.issuer)
        .append(" for ")
        .append(facts.names)
        .append(" (")
        .append(facts.key)
        .append(")");
}

}  // namespace mailwatchd::model
