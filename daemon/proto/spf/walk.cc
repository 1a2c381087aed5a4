#include "proto/spf/walk.h"

#include "proto/spf/near_miss.h"

#include <algorithm>

namespace mailwatchd::spf {

using model::SpfResult;

namespace {

/// Networks of up to this size are listed as single hosts.
constexpr std::size_t network_addresses_max = 8;

/// Maximum number of remarks on one domain.
constexpr std::size_t remarks_max = 100;

constexpr std::size_t dns_header_bytes = 12;
constexpr std::size_t question_bytes = 4;      ///< Type and class.
constexpr std::size_t record_head_bytes = 12;  ///< A pointer to the name, type, class, TTL, length.
constexpr std::size_t edns_bytes = 11;         ///< RFC 6891 §6.1.2.
constexpr std::size_t string_bytes_max = 255;  ///< Each string is preceded by its length.

/// The size of a message with these records, each split into as few character strings as possible.
std::size_t message_bytes(const std::string& name, const dns::Answer& answer) {
    std::size_t bytes = dns_header_bytes + name.size() + 2 + question_bytes + edns_bytes;
    for (const auto& record : answer.records) {
        const auto* const text = std::get_if<dns::Text>(&record.data);
        if (text == nullptr) continue;
        const auto strings = text->text.size() / string_bytes_max + 1;
        bytes += record_head_bytes + text->text.size() + strings;
    }
    return bytes;
}

bool is_fatal(model::SpfRemark::Kind kind) {
    return kind <= model::SpfRemark::Kind::too_many_addresses;
}

/// The hosts of a tiny network; nothing for a larger one.
std::vector<model::Address> hosts_of(const Range& network) {
    std::vector<model::Address> hosts{network.first};
    while (hosts.back() != network.last) {
        if (hosts.size() == network_addresses_max) return {};
        hosts.push_back(next(hosts.back()));
    }
    return hosts;
}

}  // namespace

/// Beyond this size the exact number does not matter (failure D14).
bool Walk::is_too_large() {
    look_.truncated = look_.truncated || look_.lookups > queries_max;
    return look_.truncated;
}

std::vector<dns::Question> Walk::run(model::SpfLook& look) {
    look_.domain = domain_;
    visit({domain_, nullptr, true, true, dns_name(domain_)}, {});
    if (!wanted_.empty()) {
        const auto room = static_cast<std::size_t>(queries_max) - answers_.size();
        std::vector<dns::Question> wanted{wanted_.begin(), wanted_.end()};
        if (wanted.size() > room) wanted.resize(room);
        if (!wanted.empty()) return wanted;
        look_.truncated = true;
    }
    for (auto& sender : senders_of_others_) {
        if (look_.senders.size() == model::spf_senders_max) break;
        look_.senders.push_back(std::move(sender));
    }
    look_.result = result();
    look = std::move(look_);
    return {};
}

SpfResult Walk::result() const {
    const auto is = [](Kind kind) {
        return [kind](const model::SpfRemark& remark) { return remark.kind == kind; };
    };
    if (look_.failure) return SpfResult::temperror;
    if (look_.records.empty()) return SpfResult::none;
    if (std::ranges::any_of(look_.remarks, is_fatal, &model::SpfRemark::kind))
        return SpfResult::permerror;
    if (std::ranges::any_of(look_.remarks, is(Kind::unanswered))) return SpfResult::temperror;
    return all_.value_or(SpfResult::neutral);
}

void Walk::remark(Kind kind, const Level& level, std::string term, std::string what) {
    if (look_.remarks.size() < remarks_max)
        look_.remarks.push_back({kind, level.domain, std::move(term), std::move(what)});
}

const dns::Answer* Walk::look_up(const Level& level, const std::string& text, dns::Type type,
                                 const std::string& term) {
    const auto name = dns_name(text);
    if (!name) return nullptr;
    const auto* const known = answers_.find({*name, type});
    if (known == nullptr) {
        wanted_.insert({*name, type});
        return nullptr;
    }
    if (*known) return &**known;
    remark(Kind::unanswered, level, term, known->error().detail);
    return nullptr;
}

void Walk::visit(const Level& level, const std::string& term) {
    const bool is_top = level.above == nullptr;
    const auto& who = is_top ? level : *level.above;
    const auto& name = level.name;
    if (!name || name->find('.') == std::string::npos)
        return remark(Kind::missing_record, who, term, level.domain + " is not a domain name");
    const auto* const known = answers_.find({*name, dns::Type::txt});
    if (is_top && known != nullptr && !*known) look_.failure = known->error();
    const auto* const answer = look_up(level, level.domain, dns::Type::txt, term);
    if (answer != nullptr) take_record(level, term, *answer);
}

void Walk::take_record(const Level& level, const std::string& term, const dns::Answer& answer) {
    const bool is_top = level.above == nullptr;
    const auto& who = is_top ? level : *level.above;
    const auto records = records_in(answer);
    if (is_top) {
        near_misses(level, answer);
        look_.records = records;
        look_.answer_bytes = message_bytes(level.domain, answer);
    } else if (answer.empty()) {
        ++look_.void_lookups;
        ++look_.void_lookups_v6;
    }
    if (records.size() > 1)
        remark(Kind::several_records, level, term, std::to_string(records.size()) + " records");
    if (records.empty() && !is_top)
        remark(Kind::missing_record, who, term, no_record(level.domain, answer));
    if (records.size() != 1) return;
    const auto& parsed = records_.read(records.front());
    if (parsed.fault) remark(Kind::syntax, level, parsed.fault->term, parsed.fault->text());
    read(level, parsed.record);
}

void Walk::near_misses(const Level& level, const dns::Answer& answer) {
    for (const auto& text : answer.texts())
        if (auto why = near_miss(text))
            remark(Kind::near_miss, level, in_quotes(text), *std::move(why));
}

void Walk::read(const Level& level, const Record& record) {
    const auto& directives = record.directives;
    const auto all = std::ranges::find(directives, Mechanism::all, &Directive::mechanism);
    for (auto each = directives.begin(); each != all && !is_too_large(); ++each) term(level, *each);
    const bool ends = all != directives.end();
    if (ends && level.decides) all_ = all->qualifier;
    if (ends)
        for (auto each = all + 1; each != directives.end(); ++each)
            remark(Kind::after_all, level, each->text);
    modifiers(level, record);
    if (record.redirect) redirect(level, record, ends);
}

void Walk::modifiers(const Level& level, const Record& record) {
    for (const auto& unknown : record.unknown_modifiers) {
        const auto name = std::string_view{unknown}.substr(0, unknown.find('='));
        remark(names_mechanism(name) ? Kind::mechanism_as_modifier : Kind::unknown_modifier, level,
               unknown);
    }
    if (record.redirect && is_run_together(record.redirect->value))
        remark(Kind::run_together, level, record.redirect->text);
}

void Walk::redirect(const Level& level, const Record& record, bool after_all) {
    const auto& text = record.redirect->text;
    if (after_all) return remark(Kind::ignored_redirect, level, text);
    ++look_.lookups;
    const auto where = fixed_name(record.redirect->value, level.domain, domain_);
    if (where) descend(level, {*where, &level, level.decides, level.allows, {}}, text);
}

void Walk::descend(const Level& level, Level below, const std::string& term) {
    below.name = dns_name(below.domain);
    for (const auto* each = &level; each != nullptr; each = each->above)
        if (below.name && each->name == below.name)
            return remark(Kind::loop, level, term, "leads back to " + each->domain);
    if (!is_too_large()) visit(below, term);
}

void Walk::term(const Level& level, const Directive& directive) {
    const Level here{level.domain, level.above, level.decides,
                     level.allows && directive.qualifier == SpfResult::pass, level.name};
    if (directive.network) return add_network(here, *directive.network);
    if (directive.domain && is_run_together(*directive.domain))
        remark(Kind::run_together, level, directive.text);
    ++look_.lookups;
    if (directive.mechanism == Mechanism::ptr) return remark(Kind::ptr, level, directive.text);
    const auto where = fixed_name(directive.domain, level.domain, domain_);
    if (!where) return;
    switch (directive.mechanism) {
        case Mechanism::include:
            return descend(level, {*where, &level, false, here.allows, {}}, directive.text);
        case Mechanism::a: return hosts(here, *where, directive.text);
        case Mechanism::mx: return exchangers(here, *where, directive.text);
        default: return exists(level, *where, directive.text);
    }
}

void Walk::hosts(const Level& level, const std::string& host, const std::string& term) {
    std::vector<model::Address> addresses;
    int nothing = 0;
    for (const auto type : {dns::Type::a, dns::Type::aaaa}) {
        const auto* const answer = look_up(level, host, type, term);
        if (answer == nullptr) continue;
        const auto found = answer->addresses();
        addresses.insert(addresses.end(), found.begin(), found.end());
        if (!found.empty()) continue;
        ++nothing;
        ++(type == dns::Type::a ? look_.void_lookups : look_.void_lookups_v6);
    }
    if (nothing == 2) remark(Kind::void_lookup, level, term, host + " has no address");
    if (!addresses.empty()) add_sender(level, host, std::move(addresses));
}

void Walk::exchangers(const Level& level, const std::string& target, const std::string& term) {
    const auto* const answer = look_up(level, target, dns::Type::mx, term);
    if (answer == nullptr) return;
    const auto found = answer->mail_exchangers();
    if (found.empty()) {
        ++look_.void_lookups;
        ++look_.void_lookups_v6;
        remark(Kind::void_lookup, level, term, target + " has no MX");
    }
    if (found.size() > names_max)
        return remark(Kind::too_many_addresses, level, term,
                      target + " has " + std::to_string(found.size()) + " MX hosts");
    for (const auto& exchanger : found)
        if (!exchanger.host.empty()) hosts(level, exchanger.host, term);
}

void Walk::exists(const Level& level, const std::string& target, const std::string& term) {
    const auto* const answer = look_up(level, target, dns::Type::a, term);
    if (answer == nullptr || !answer->empty()) return;
    ++look_.void_lookups;
    ++look_.void_lookups_v6;
    remark(Kind::void_lookup, level, term, target + " has no address");
}

void Walk::add_network(const Level& level, const Range& network) {
    const auto& senders = level.decides ? look_.senders : senders_of_others_;
    if (senders.size() == model::spf_senders_max) return;
    for (const auto& address : hosts_of(network)) add_sender(level, address.text(), {address});
}

void Walk::add_sender(const Level& level, const std::string& host,
                      std::vector<model::Address> addresses) {
    if (!level.allows) return;
    auto& senders = level.decides ? look_.senders : senders_of_others_;
    const auto is_known = [&](const model::SpfSender& sender) { return sender.host == host; };
    if (senders.size() < model::spf_senders_max && std::ranges::none_of(senders, is_known))
        senders.push_back({host, std::move(addresses)});
}

}  // namespace mailwatchd::spf
