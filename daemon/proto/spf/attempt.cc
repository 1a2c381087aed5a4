#include "proto/spf/attempt.h"

#include "proto/dns/wire_name.h"
#include "proto/spf/near_miss.h"
#include "proto/words.h"

#include <algorithm>

namespace mailwatchd::spf {

using model::SpfResult;

namespace {

/// A longer explanation is cut.
constexpr std::size_t explanation_bytes_max = 512;

/// RFC 4343 §2.1.
std::string escaped_label(std::string_view label) {
    std::string text;
    for (const char c : label) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (c == '\\') {
            text += "\\\\";
        } else if (c > 0x20 && c < 0x7F) {
            text += c;
        } else {
            text += {'\\', static_cast<char>('0' + byte / 100),
                     static_cast<char>('0' + byte / 10 % 10), static_cast<char>('0' + byte % 10)};
        }
    }
    return text;
}

bool is_within(std::string_view name, std::string_view domain) {
    return name == domain || (name.size() > domain.size() && name.ends_with(domain) &&
                              name[name.size() - domain.size() - 1] == '.');
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string in_arpa(const model::Address& address) {
    return address.reversed() + (address.is_v4() ? ".in-addr.arpa" : ".ip6.arpa");
}

/// %{i}: the address, or the dotted nibbles for IPv6 (§7.3), in upper case like other receivers.
std::string dotted(const model::Address& address) {
    if (address.is_v4()) return address.text();
    auto nibbles = proto::upper(address.reversed());
    std::ranges::reverse(nibbles);
    return nibbles;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += part;
    return text;
}

}  // namespace

std::optional<std::string> dns_name(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    if (text.empty()) return std::nullopt;
    std::string escaped;
    while (true) {
        const auto dot = text.find('.');
        escaped += escaped_label(text.substr(0, dot));
        if (dot == std::string_view::npos) break;
        escaped += '.';
        text.remove_prefix(dot + 1);
    }
    return dns::canonical_name(escaped);
}

bool is_evaluable(std::string_view name) {
    return name.find('.') != std::string_view::npos && !name.starts_with('[');
}

std::vector<std::string> records_in(const dns::Answer& answer) {
    std::vector<std::string> records;
    for (const auto& record : answer.records)  // Not texts(): two equal records count as two.
        if (const auto* text = std::get_if<dns::Text>(&record.data); text && is_spf(text->text))
            records.push_back(text->text);
    return records;
}

std::optional<std::string> fixed_name(const std::optional<MacroString>& macros,
                                      const std::string& domain, const std::string& sender_domain) {
    if (!macros) return domain;
    if (macros->depends_on_client()) return std::nullopt;
    return fit_name(
        expand(*macros, [&](char letter) { return letter == 'o' ? sender_domain : domain; }));
}

std::optional<dns::Question> Attempt::run(model::SpfEvaluation& result) {
    const auto concluded = check_host(request_.domain);
    if (stop_ == Stop::waiting) return wanted_;
    out_.result = concluded;
    if (concluded == SpfResult::none && !stopped()) out_.problem = none_because_;
    if (stop_ == Stop::temperror) out_.result = SpfResult::temperror;
    if (stop_ == Stop::permerror) out_.result = SpfResult::permerror;
    if (stopped()) out_.mechanism = out_.explanation = {};
    out_.queries = static_cast<int>(answers_.size());
    result = std::move(out_);
    return std::nullopt;
}

void Attempt::stop(Stop why, std::string problem) {
    if (stopped()) return;
    stop_ = why;
    out_.problem = std::move(problem);
}

SpfResult Attempt::check_host(const std::string& domain) {
    const auto* const parsed = find_record(domain);
    if (parsed == nullptr) return SpfResult::none;
    if (parsed->fault) stop(Stop::permerror, domain + ": " + parsed->fault->text());
    return stopped() ? SpfResult::none : evaluate(parsed->record, domain);
}

const ParsedRecord* Attempt::find_record(const std::string& domain) {
    const auto name = dns_name(domain);
    if (!name || !is_evaluable(*name)) {
        none_because_ = '"' + domain + "\" is not a domain name with at least two labels";
        return nullptr;
    }
    const auto* const answer = look_up(name, dns::Type::txt);
    if (answer == nullptr) return nullptr;
    const bool is_first = out_.lookups == 0 && depth_ == 0;
    if (!is_first) count_void(*answer, domain);
    const auto records = records_in(*answer);
    if (records.size() > 1)
        stop(Stop::permerror, domain + " has " + std::to_string(records.size()) + " SPF records");
    if (records.empty()) none_because_ = no_record(domain, *answer);
    if (records.size() != 1 || stopped()) return nullptr;
    return &records_.read(records.front());
}

SpfResult Attempt::evaluate(const Record& record, const std::string& domain) {
    for (const auto& directive : record.directives) {
        const bool matched = matches(directive, domain);
        if (stopped()) return SpfResult::none;
        if (!matched) continue;
        if (depth_ == 0) {
            out_.mechanism = directive.text;
            out_.domain = domain;
            if (directive.qualifier == SpfResult::fail) explain(record, domain);
        }
        return directive.qualifier;
    }
    if (record.redirect) return redirect(*record.redirect, domain);
    if (depth_ == 0) {
        out_.mechanism = "default";
        out_.domain = domain;
    }
    return SpfResult::neutral;  // §4.7
}

SpfResult Attempt::redirect(const Modifier& modifier, const std::string& domain) {
    if (!count_term(modifier.text)) return SpfResult::none;
    const auto target = expand_name(modifier.value, domain);
    if (stopped()) return SpfResult::none;
    const auto result = check_host(target);
    if (result == SpfResult::none && !stopped())  // §6.1
        stop(Stop::permerror, domain + ": \"" + modifier.text + "\": " + none_because_);
    return result;
}

bool Attempt::matches(const Directive& directive, const std::string& domain) {
    switch (directive.mechanism) {
        case Mechanism::all: return true;
        case Mechanism::ip4:
        case Mechanism::ip6: return directive.network->contains(request_.ip);
        default: break;
    }
    if (!count_term(domain + ": \"" + directive.text + '"')) return false;
    const auto target = directive.domain ? expand_name(*directive.domain, domain) : domain;
    if (stopped() || target.empty()) return false;
    switch (directive.mechanism) {
        case Mechanism::include: return include(target);
        case Mechanism::a: return any_address(target, directive);
        case Mechanism::mx: return any_exchanger(target, directive);
        case Mechanism::ptr: return validated_within(target);
        default: break;
    }
    const auto* const answer = look_up(dns_name(target), dns::Type::a);  // exists, §5.7
    if (answer != nullptr) count_void(*answer, target);
    return answer != nullptr && !answer->empty();
}

bool Attempt::include(const std::string& target) {
    ++depth_;
    const auto result = check_host(target);
    --depth_;
    if (result == SpfResult::none && !stopped())  // §5.2
        stop(Stop::permerror, "\"include:" + target + "\": " + none_because_);
    return !stopped() && result == SpfResult::pass;
}

bool Attempt::is_own(const dns::Answer& addresses, const Directive& directive) const {
    const auto bits = request_.ip.is_v4() ? directive.bits_v4 : directive.bits_v6;
    return std::ranges::any_of(addresses.addresses(), [&](const model::Address& address) {
        return network(address, bits).contains(request_.ip);
    });
}

bool Attempt::any_address(const std::string& target, const Directive& directive) {
    const auto* const answer = look_up(dns_name(target), address_type());
    if (answer == nullptr) return false;
    count_void(*answer, target);
    return is_own(*answer, directive);
}

bool Attempt::any_exchanger(const std::string& target, const Directive& directive) {
    const auto* const answer = look_up(dns_name(target), dns::Type::mx);
    if (answer == nullptr) return false;
    count_void(*answer, target);
    const auto exchangers = answer->mail_exchangers();
    if (exchangers.size() > names_max)
        stop(Stop::permerror, target + " has more than ten MX hosts (RFC 7208, 4.6.4)");
    for (const auto& exchanger : exchangers) {
        if (stopped()) return false;
        if (exchanger.host.empty()) continue;  // The null MX.
        const auto* const addresses = look_up(exchanger.host, address_type());
        if (addresses == nullptr) continue;
        count_void(*addresses, exchanger.host);
        if (is_own(*addresses, directive)) return !stopped();
    }
    return false;
}

std::vector<std::string> Attempt::validated_names(
    const std::function<bool(std::string_view)>& wanted, bool counts) {
    std::vector<std::string> valid;
    const auto* const answer = try_to_look_up(in_arpa(request_.ip), dns::Type::ptr);
    if (answer == nullptr) return valid;
    if (counts) count_void(*answer, "PTR of " + request_.ip.text());
    auto names = answer->names();
    if (names.size() > names_max) names.resize(names_max);
    Directive exactly;
    for (const auto& name : names) {
        if (stopped()) break;
        if (name.empty() || !wanted(name)) continue;
        const auto* const addresses = try_to_look_up(name, address_type());
        if (addresses != nullptr && is_own(*addresses, exactly)) valid.push_back(name);
    }
    return valid;
}

bool Attempt::validated_within(const std::string& target) {
    const auto name = dns_name(target);  // The client's names are looked up first (§5.5).
    const auto ours = [&](std::string_view each) { return name && is_within(each, *name); };
    return !validated_names(ours, true).empty() && !stopped();
}

/// %{p}: the domain itself, else a name below it, else any (§7.3).
std::string Attempt::validated_name(const std::string& domain) {
    const auto own = dns_name(domain);
    const auto names = validated_names([](std::string_view) { return true; }, false);
    const auto under = [&](const std::string& name) { return own && is_within(name, *own); };
    if (own && std::ranges::find(names, *own) != names.end()) return *own;
    if (const auto found = std::ranges::find_if(names, under); found != names.end()) return *found;
    return names.empty() ? "unknown" : names.front();
}

const dns::Answer* Attempt::try_to_look_up(const std::optional<std::string>& name, dns::Type type) {
    if (!name || stopped()) return nullptr;
    dns::Question question{*name, type};
    if (const auto* const known = answers_.find(question)) return *known ? &**known : nullptr;
    if (answers_.size() >= static_cast<std::size_t>(queries_max)) {
        stop(Stop::permerror, "more than " + std::to_string(queries_max) + " DNS queries");
    } else {
        stop(Stop::waiting, {});
        wanted_ = std::move(question);
    }
    return nullptr;
}

const dns::Answer* Attempt::look_up(const std::optional<std::string>& name, dns::Type type) {
    const auto* const answer = try_to_look_up(name, type);
    if (answer == nullptr && name && !stopped())
        stop(Stop::temperror, answers_.find({*name, type})->error().detail);
    return answer;
}

void Attempt::count_void(const dns::Answer& answer, const std::string& about) {
    if (!answer.empty() || stopped()) return;
    if (++out_.void_lookups > model::spf_void_lookups_max)
        stop(Stop::permerror, "more than two void lookups (RFC 7208, 4.6.4); the last is " + about);
}

bool Attempt::count_term(const std::string& term) {
    if (++out_.lookups <= model::spf_lookups_max) return true;
    stop(Stop::permerror,
         "more than ten terms need DNS lookups (RFC 7208, 4.6.4); the last is " + term);
    return false;
}

std::string Attempt::expand_name(const MacroString& macros, const std::string& domain) {
    // RFC 8616 §4: a name with a non-ASCII local part never matches.
    const auto local = request_.sender.substr(0, request_.sender.rfind('@'));
    if ((macros.uses('l') || macros.uses('s')) && !is_ascii(local)) return {};
    return fit_name(expand(macros, [&](char letter) { return value(letter, domain); }));
}

std::string Attempt::value(char letter, const std::string& domain) {
    const auto at = request_.sender.rfind('@');
    switch (letter) {
        case 's': return request_.sender;
        case 'l': return request_.sender.substr(0, at);
        case 'o': return request_.sender.substr(at + 1);
        case 'd': return domain;
        case 'i': return dotted(request_.ip);
        case 'p': return validated_name(domain);
        case 'v': return request_.ip.is_v4() ? "in-addr" : "ip6";
        case 'h': return request_.helo;
        case 'c': return request_.ip.text();
        case 'r': return request_.receiver;
        default: break;  // t
    }
    const auto since = request_.at.time_since_epoch();
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(since).count());
}

/// A failure here leaves the result unchanged, without an explanation (§6.2).
void Attempt::explain(const Record& record, const std::string& domain) {
    if (!record.exp) return;
    const auto target = expand_name(record.exp->value, domain);
    const auto* const answer = try_to_look_up(dns_name(target), dns::Type::txt);
    if (answer == nullptr || answer->records.size() != 1) return;
    auto text = explanation(joined(answer->texts()), domain);
    if (!stopped() && is_ascii(text)) out_.explanation = std::move(text);
}

std::string Attempt::explanation(const std::string& text, const std::string& domain) {
    const auto macros = parse_explanation(text);
    if (!macros) return {};
    auto expanded = expand(*macros, [&](char letter) { return value(letter, domain); });
    if (expanded.size() > explanation_bytes_max) expanded.resize(explanation_bytes_max);
    return expanded;
}

}  // namespace mailwatchd::spf
