#include "config/dnsbl_codes.h"

#include "config/values.h"

#include <algorithm>
#include <array>
#include <string>

namespace mailwatchd::config {

namespace {

constexpr std::string_view want_pattern =
    "an address in 127.0.0.0/8, with \"*\" for any octet as in \"127.0.*.3\"";

const std::vector<std::string_view>& class_names() {
    using model::DnsblClass;
    static const std::vector<std::string_view> names{
        model::name(DnsblClass::serious), model::name(DnsblClass::minor),
        model::name(DnsblClass::policy), model::name(DnsblClass::informational)};
    return names;
}

std::optional<model::Address> listing_answer(std::string_view text) {
    static const auto answers = model::Prefix::parse("127.0.0.0/8");
    const auto address = model::Address::parse(text);
    return address && answers->contains(*address) ? address : std::nullopt;
}

/// "127.0.*.3": the address with 0 for each star, and the mask that ignores these octets.
bool read_pattern(std::string_view text, model::DnsblCode& code) {
    std::string plain;
    std::size_t octet = 0;
    for (const char c : text) {
        if (c == '.') ++octet;
        if (c == '*' && octet < code.mask.size()) code.mask[octet] = 0;
        plain += c == '*' ? '0' : c;
    }
    const auto address = listing_answer(plain);
    if (address) code.answer = *address;
    return address.has_value();
}

/// Reads which answers the code matches; false if that is missing or invalid.
bool read_answers(Section& table, model::DnsblCode& code) {
    constexpr int bit_max = 128;
    const bool has_bit = table.has("bit");
    const auto bit = table.integer("bit", 1, 1, bit_max);
    const auto text = table.text("answer");
    if (has_bit == table.has("answer")) {
        table.problem("", "expected either answer = \"127.0.0.2\" or bit = 2");
        return false;
    }
    if (!has_bit) {
        if (!text || read_pattern(text->value, code)) return text.has_value();
        table.problem(text->at, "answer", found_but_want(text->value, want_pattern));
        return false;
    }
    const auto octet = static_cast<std::uint8_t>(bit);
    code.answer = model::Address::v4({127, 0, 0, octet});
    code.mask[3] = octet;
    if ((octet & (octet - 1)) == 0) return true;
    table.problem("bit", "expected 1, 2, 4, 8, 16, 32, 64 or 128");
    return false;
}

void read_grade(Section& table, model::DnsblCode& code) {
    constexpr int percent_max = 100;
    if (const auto percent = table.integer("percent", -1, 0, percent_max); percent >= 0)
        code.percent = static_cast<int>(percent);
    code.percent_is_octet = table.flag("percent_is_octet", false);
}

}  // namespace

model::DnsblClass read_class(Section& section, model::DnsblClass fallback) {
    return *model::dnsbl_class_of(section.choice("class", model::name(fallback), class_names()));
}

std::optional<model::Address> read_answer(Section& section, std::string_view key) {
    const auto text = section.text(key);
    if (!text) return std::nullopt;
    const auto address = listing_answer(text->value);
    if (!address)
        section.problem(text->at, key, found_but_want(text->value, "an address in 127.0.0.0/8"));
    return address;
}

void read_codes(Section& section, bool graded, model::Dnsbl& dnsbl) {
    const bool given = section.has("codes");
    auto tables = section.sections("codes");
    if (given) dnsbl.codes.clear();
    for (auto& table : tables) {
        model::DnsblCode code;
        const bool known = read_answers(table, code);
        code.meaning = table.text("meaning", "");
        const bool differs = table.has("class");
        const auto dnsbl_class = read_class(table, dnsbl.dnsbl_class);
        if (differs) code.dnsbl_class = dnsbl_class;
        code.refusal = table.flag("refusal", false);
        if (graded) read_grade(table, code);
        table.finish();
        if (known) dnsbl.codes.push_back(std::move(code));
    }
}

}  // namespace mailwatchd::config
