#include "base/domain_name.h"

#include "base/ascii.h"

#include <idn2.h>
#include <libpsl.h>

#include <algorithm>
#include <memory>

namespace mailwatchd::base {

namespace {

Result<DomainName> bad(std::string_view what, std::string_view text) {
    return failed<DomainName>(Errc::malformed, "not a domain name (" + std::string{what} + "): \"" +
                                                   std::string{text} + '"');
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// The fault of a lower-case name without its final dot; empty if there is none.
std::string_view fault(std::string_view name) {
    if (name.empty() || name.size() > DomainName::name_bytes_max)
        return "empty or longer than 253 bytes";
    std::size_t label_bytes = 0;
    for (const char c : name) {
        if (c == '.' && label_bytes == 0) return "empty label";
        if (c != '.' && !is_plain(c)) return "invalid character";
        label_bytes = c == '.' ? 0 : label_bytes + 1;
        if (label_bytes > DomainName::label_bytes_max) return "label longer than 63 bytes";
    }
    return label_bytes == 0 ? "empty label" : "";
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Result<DomainName> DomainName::from_wire(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    auto name = lower(text);
    if (const auto what = fault(name); !what.empty()) return bad(what, text);
    return DomainName{std::move(name)};
}

Result<DomainName> DomainName::parse(std::string_view text) {
    std::string ascii{text};
    if (!is_ascii(text)) {
        // libidn2 would stop at the NUL and accept the rest unseen.
        if (text.find('\0') != std::string_view::npos) return bad("invalid character", text);
        char* raw = nullptr;
        const int status =
            idn2_to_ascii_8z(ascii.c_str(), &raw, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
        const std::unique_ptr<char, decltype(&idn2_free)> owned{raw, &idn2_free};
        if (status != IDN2_OK) return bad(idn2_strerror(status), text);
        ascii = raw;
    }
    auto name = from_wire(ascii);
    if (!name) return name;
    const auto last = name->text_.substr(name->text_.rfind('.') + 1);
    if (std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; }))
        return bad("ends in a number", text);
    return name;
}

bool DomainName::is_within(const DomainName& zone) const {
    return text_ == zone.text_ ||
           (text_.size() > zone.text_.size() && text_.ends_with(zone.text_) &&
            text_[text_.size() - zone.text_.size() - 1] == '.');
}

std::optional<DomainName> DomainName::parent() const {
    const auto dot = text_.find('.');
    if (dot == std::string::npos) return std::nullopt;
    return DomainName{text_.substr(dot + 1)};
}

Result<DomainName> DomainName::below(std::string_view label) const {
    return from_wire(std::string{label}.append(".").append(text_));
}

DomainName organisational_domain(const DomainName& name) {
    // Immutable after its first use. Debian's libpsl reads the list of the package publicsuffix.
    static const std::unique_ptr<psl_ctx_t, decltype(&psl_free)> list{psl_latest(nullptr),
                                                                      &psl_free};
    const char* found = list ? psl_registrable_domain(list.get(), name.text().c_str()) : nullptr;
    if (found == nullptr) return name;
    return DomainName::from_wire(found).value();
}

}  // namespace mailwatchd::base
