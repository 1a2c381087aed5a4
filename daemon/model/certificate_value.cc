#include "model/certificate_value.h"

#include <algorithm>
#include <array>

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
    const auto facts = parse_certificate(text);
    auto words = std::string{facts.chain}
                     .append(", from ")
                     .append(facts.issuer)
                     .append(" for ")
                     .append(facts.names)
                     .append(" (")
                     .append(facts.key)
                     .append(")");
    if (!facts.not_after.empty()) words.append(", until ").append(facts.not_after);
    return words;
}

std::string certificate_differences(std::string_view from, std::string_view to) {
    const auto was = parse_certificate(from);
    const auto is = parse_certificate(to);
    struct Part {
        std::string_view name;
        bool differs;
    };
    const std::array parts{
        Part{"trust", was.chain != is.chain},
        Part{"issuer", was.issuer != is.issuer},
        Part{"names", was.names != is.names},
        Part{"validity",
             differ(was.not_before, is.not_before) || differ(was.not_after, is.not_after)},
        Part{"key", was.key != is.key || differ(was.key_sha256, is.key_sha256)},
    };
    std::string text;
    for (const auto& part : parts)
        if (part.differs) text.append(text.empty() ? "" : ", ").append(part.name);
    return text;
}

}  // namespace mailwatchd::model
