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

/// Cuts off the text before the first blank.
std::string_view cut_word(std::string_view& text) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

/// A field that is missing on one side is not known to differ.
bool differ(std::string_view one, std::string_view other) {
    return !one.empty() && !other.empty() && one != other;
}

}  // namespace

CertificateValue parse_certificate(std::string_view text) {
    CertificateValue value;
    auto last = cut_last(text);
    value.sha256 = cut_word(last);
    value.key_sha256 = cut_word(last);
    value.not_before = cut_word(last);
    value.not_after = last;
    value.key = cut_last(text);
    value.names = cut_last(text);
    const auto end = std::min(text.find(';'), text.size());
    value.chain = text.substr(0, end);
    value.issuer = end == text.size() ? std::string_view{} : text.substr(end + 1);
    return value;
}

std::string certificate_words(std::string_view text) {
    const auto value = parse_certificate(text);
    auto words = std::string{value.chain}
                     .append(", from ")
                     .append(value.issuer)
                     .append(" for ")
                     .append(value.names)
                     .append(" (")
                     .append(value.key)
                     .append(")");
    if (!value.not_after.empty()) words.append(", until ").append(value.not_after);
    return words;
}

std::string certificate_difference(std::string_view from, std::string_view to) {
    const auto was = parse_certificate(from);
    const auto is = parse_certificate(to);
    std::string text;
    const auto begin = [&](std::string_view what) {
        text.append(text.empty() ? "" : "; ").append(what);
    };
    const auto add = [&](std::string_view what, std::string_view before, std::string_view now) {
        if (before == now) return;
        begin(what);
        text.append(now).append(" (was ").append(before).append(")");
    };
    add("", was.chain, is.chain);
    add("issued by ", was.issuer, is.issuer);
    add("for ", was.names, is.names);
    add("key ", was.key, is.key);
    if (was.key == is.key && differ(was.key_sha256, is.key_sha256)) {
        begin("another key (");
        text.append(is.key).append(")");
    }
    if (differ(was.not_before, is.not_before)) add("valid from ", was.not_before, is.not_before);
    if (differ(was.not_after, is.not_after)) add("valid until ", was.not_after, is.not_after);
    return text.empty() ? "same issuer, names and key" : text;
}

}  // namespace mailwatchd::model
