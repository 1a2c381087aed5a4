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

std::string certificate_difference(std::string_view from, std::string_view to) {
    const auto was = parse_certificate(from);
    const auto is = parse_certificate(to);
    std::string text;
    const auto add = [&](std::string_view what, std::string_view before, std::string_view now) {
        if (before == now) return;
        text.append(text.empty() ? "" : "; ").append(what);
        text.append(now).append(" (was ").append(before).append(")");
    };
    add("", was.chain, is.chain);
    add("issued by ", was.issuer, is.issuer);
    add("for ", was.names, is.names);
    add("key ", was.key, is.key);
    return text.empty() ? "same issuer, names and key" : text;
}

}  // namespace mailwatchd::model
