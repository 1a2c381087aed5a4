#include "proto/spf/record.h"

#include "proto/words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace mailwatchd::spf {

namespace {

using proto::equal_ignoring_case;
using proto::is_digit;
using proto::is_letter;

constexpr std::string_view version = "v=spf1";

struct Name {
    std::string_view text;
    Mechanism mechanism;
};
constexpr std::array names{
    Name{"all", Mechanism::all}, Name{"include", Mechanism::include}, Name{"a", Mechanism::a},
    Name{"mx", Mechanism::mx},   Name{"ptr", Mechanism::ptr},         Name{"ip4", Mechanism::ip4},
    Name{"ip6", Mechanism::ip6}, Name{"exists", Mechanism::exists},
};

/// name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
std::string_view leading_name(std::string_view text) {
    if (text.empty() || !is_letter(text.front())) return {};
    const auto end = std::ranges::find_if_not(text, [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
    });
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

/// What people write for a mechanism's name.
constexpr std::array misspellings{Name{"ipv4", Mechanism::ip4}, Name{"ip", Mechanism::ip4},
                                  Name{"ipv6", Mechanism::ip6}};

/// " (did you mean \"ip4\"?)", or nothing.
std::string suggestion(std::string_view name) {
    for (const auto modifier : {"redirect", "exp"})
        if (equal_ignoring_case(name, modifier))
            return std::string{" (did you mean \""} + modifier + "=\"?)";
    for (const auto& each : misspellings)
        if (equal_ignoring_case(name, each.text))
            return each.mechanism == Mechanism::ip4 ? " (did you mean \"ip4\"?)"
                                                    : " (did you mean \"ip6\"?)";
    return {};
}

std::optional<model::SpfResult> qualifier_of(char c) {
    switch (c) {
        case '+': return model::SpfResult::pass;
        case '-': return model::SpfResult::fail;
        case '~': return model::SpfResult::softfail;
        case '?': return model::SpfResult::neutral;
        default: return std::nullopt;
    }
}

/// A prefix length: decimal without leading zeros, at most `most`.
std::optional<unsigned> prefix_length(std::string_view digits, unsigned most) {
    unsigned bits = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, bits);
    const bool leading_zero = digits.size() > 1 && digits.front() == '0';
    if (error != std::errc{} || stop != end || leading_zero || bits > most) return std::nullopt;
    return bits;
}

/// The part after a mechanism's name: ":domain/24//64", split.
struct Arguments {
    bool has_value = false;
    std::string_view value;    ///< Between the colon and the prefix lengths.
    std::string_view lengths;  ///< From the first slash followed only by digits and slashes.
};

Arguments split_arguments(std::string_view rest) {
    Arguments arguments;
    auto from = rest.size();
    while (from > 0 && (is_digit(rest[from - 1]) || rest[from - 1] == '/')) --from;
    const auto slash = rest.find('/', from);
    if (slash != std::string_view::npos) {
        arguments.lengths = rest.substr(slash);
        rest = rest.substr(0, slash);
    }
    arguments.has_value = rest.starts_with(':');
    arguments.value = rest.substr(arguments.has_value ? 1 : 0);
    return arguments;
}

/// Parses one record, term by term.
class RecordParser {
public:
    ParsedRecord parse(std::string_view text) {
        std::size_t at = version.size();
        while (at < text.size()) {
            if (text[at] == ' ') {
                ++at;
                continue;
            }
            const auto term = text.substr(at, text.find(' ', at) - at);
            column_ = at + 1;
            term_ = term;
            read(term);
            at += term.size();
        }
        return std::move(parsed_);
    }

private:
    void read(std::string_view term) {
        const auto name = leading_name(term);
        if (!name.empty() && term.size() > name.size() && term[name.size()] == '=')
            return modifier(name, term.substr(name.size() + 1));
        Directive directive;
        directive.term = term;
        if (const auto qualifier = qualifier_of(term.front())) {
            directive.qualifier = *qualifier;
            term.remove_prefix(1);
        }
        directive.text = term;
        const auto own_name = term.substr(0, term.find_first_of(":/"));
        const auto* const known = std::ranges::find_if(
            names, [&](const Name& each) { return equal_ignoring_case(own_name, each.text); });
        if (known == names.end()) {
            fail("unknown mechanism \"" + std::string{own_name} + '"' + suggestion(own_name));
            return;
        }
        directive.mechanism = known->mechanism;
        if (arguments(directive, term.substr(own_name.size())))
            parsed_.record.directives.push_back(std::move(directive));
    }

    /// False if they do not fit the mechanism.
    bool arguments(Directive& directive, std::string_view rest) {
        switch (directive.mechanism) {
            case Mechanism::all: return rest.empty() || fail("\"all\" takes no argument");
            case Mechanism::ip4:
            case Mechanism::ip6: return network(directive, rest);
            case Mechanism::include:
            case Mechanism::exists:
                if (!rest.starts_with(':')) return fail("a domain is required: \":example.org\"");
                return domain(directive, rest.substr(1));
            case Mechanism::ptr:
                if (rest.empty()) return true;
                if (!rest.starts_with(':')) return fail("only a domain is allowed");
                return domain(directive, rest.substr(1));
            case Mechanism::a:
            case Mechanism::mx: break;
        }
        const auto parts = split_arguments(rest);
        if (!parts.has_value && !parts.value.empty()) return fail("expected \":\" or \"/\"");
        if (parts.has_value && !domain(directive, parts.value)) return false;
        return parts.lengths.empty() || lengths(directive, parts.lengths);
    }

    bool domain(Directive& directive, std::string_view text) {
        auto spec = parse_domain_spec(text);
        if (!spec) return fail(spec.error().detail);
        directive.domain = std::move(*spec);
        return true;
    }

    bool network(Directive& directive, std::string_view rest) {
        const bool is_v4 = directive.mechanism == Mechanism::ip4;
        const unsigned most = is_v4 ? 32 : 128;
        const auto text = rest.starts_with(':') ? rest.substr(1) : std::string_view{};
        const auto slash = text.find('/');
        const auto address = model::Address::parse(text.substr(0, slash));
        if (!address || address->is_v4() != is_v4)
            return fail(is_v4 ? "expected an IPv4 network such as \":192.0.2.0/24\""
                              : "expected an IPv6 network such as \":2001:db8::/32\"");
        const auto bits = slash == std::string_view::npos
                              ? std::optional{most}
                              : prefix_length(text.substr(slash + 1), most);
        if (!bits) return fail("expected a prefix length from 0 to " + std::to_string(most));
        directive.network = spf::network(*address, *bits);
        return true;
    }

    /// dual-cidr-length: "/24", "//64" or "/24//64".
    bool lengths(Directive& directive, std::string_view text) {
        const auto v6 = text.find("//");
        const auto first = text.substr(0, v6);
        if (!first.empty()) {
            const auto bits = prefix_length(first.substr(1), 32);
            if (!bits) return fail("expected an IPv4 prefix length from 0 to 32");
            directive.bits_v4 = *bits;
        }
        if (v6 != std::string_view::npos) {
            const auto bits = prefix_length(text.substr(v6 + 2), 128);
            if (!bits) return fail("expected an IPv6 prefix length from 0 to 128");
            directive.bits_v6 = *bits;
        }
        return true;
    }

    void modifier(std::string_view name, std::string_view value) {
        auto& record = parsed_.record;
        if (!equal_ignoring_case(name, "redirect") && !equal_ignoring_case(name, "exp")) {
            if (const auto macros = parse_macro_string(value); !macros) {
                fail(macros.error().detail);
                return;
            }
            record.unknown_modifiers.emplace_back(term_);
            return;
        }
        auto& own = equal_ignoring_case(name, "exp") ? record.exp : record.redirect;
        auto spec = parse_domain_spec(value);
        if (own) {
            fail("occurs twice");
        } else if (!spec) {
            fail(spec.error().detail);
        } else {
            own = Modifier{std::string{term_}, std::move(*spec)};
        }
    }

    /// Keeps the first fault; always returns false.
    bool fail(std::string what) {
        if (!parsed_.fault)
            parsed_.fault = SyntaxFault{std::string{term_}, column_, std::move(what)};
        return false;
    }

    ParsedRecord parsed_;
    std::string_view term_;
    std::size_t column_ = 0;
};

}  // namespace

std::string SyntaxFault::text() const {
    return '"' + term + "\" at column " + std::to_string(column) + ": " + what;
}

bool is_spf(std::string_view text) {
    return equal_ignoring_case(text.substr(0, version.size()), version) &&
           (text.size() == version.size() || text[version.size()] == ' ');
}

bool names_mechanism(std::string_view name) {
    const auto is_it = [&](const Name& each) { return equal_ignoring_case(name, each.text); };
    return std::ranges::any_of(names, is_it) || std::ranges::any_of(misspellings, is_it);
}

ParsedRecord parse_record(std::string_view text) { return RecordParser{}.parse(text); }

}  // namespace mailwatchd::spf
