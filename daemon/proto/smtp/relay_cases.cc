#include "proto/smtp/relay_cases.h"

#include "base/domain_name.h"
#include "model/relay_control.h"
#include "proto/words.h"

#include <algorithm>

namespace mailwatchd::smtp {

namespace {

/// The parts that the envelopes are made of.
struct Parts {
    const RelayNames& names;
    std::string literal = address_literal(names.server);
    std::string plain = names.foreign_user + '@' + names.foreign_domain;
    std::string percent = names.foreign_user + '%' + names.foreign_domain;
    std::string bang = names.foreign_domain + '!' + names.foreign_user;

    static std::string quoted(const std::string& text) { return '"' + text + '"'; }
    static std::string from(const std::string& domain) {
        return std::string{probe_user} + '@' + domain;
    }
    std::string route(const std::string& through) const { return '@' + through + ':' + plain; }
};

struct Envelope {
    std::string sender;
    std::string recipient;
};

/// In the order of model::relay_cases.
std::vector<Envelope> envelopes(const Parts& parts) {
    const auto& [names, literal, plain, percent, bang] = parts;
    const auto& host = names.server_name;
    const auto& domain = names.domain;
    const auto outside = Parts::from(names.foreign_domain);
    const auto numeric = Parts::from(literal);
    return {
        {"", plain},
        {outside, plain},
        {Parts::from(host), plain},
        {numeric, plain},
        {numeric, percent + '@' + literal},
        {numeric, percent + '@' + host},
        {numeric, Parts::quoted(plain)},
        {numeric, Parts::quoted(percent)},
        {numeric, plain + '@' + literal},
        {numeric, Parts::quoted(plain) + '@' + literal},
        {numeric, plain + '@' + host},
        {numeric, parts.route(literal)},
        {numeric, parts.route(host)},
        {numeric, bang},
        {numeric, bang + '@' + literal},
        {numeric, bang + '@' + host},
        {Parts::from(domain), plain},
        {outside, percent + '@' + domain},
        {outside, Parts::quoted(plain) + '@' + domain},
        {outside, parts.route(domain)},
        {outside, plain + '@' + domain},
        {outside, plain + '@'},
    };
}

}  // namespace

std::vector<model::SeriesCase> relay_envelopes(const RelayNames& names) {
    auto made = envelopes(Parts{names});
    std::vector<model::SeriesCase> cases;
    for (std::size_t i = 0; i < made.size(); ++i) {
        model::SeriesCase one;
        one.name = model::relay_cases[i].name;
        one.sender = std::move(made[i].sender);
        one.recipient = std::move(made[i].recipient);
        cases.push_back(std::move(one));
    }
    return cases;
}

model::SeriesCase relay_control() {
    model::SeriesCase control;
    control.name = model::impossible_case;
    control.recipient = Parts::from("no..such.invalid");
    return control;
}

Form form_of(const model::SeriesCase& envelope) {
    const std::string_view whole = envelope.recipient;
    const auto route = whole.starts_with('@') ? whole.find(':') + 1 : 0;  // RFC 5321 appendix C.
    auto mailbox = whole.substr(route);
    if (mailbox.starts_with('"')) mailbox.remove_prefix(mailbox.find('"', 1) + 1);
    const bool is_plain = std::ranges::count(mailbox, '@') == 1 && !mailbox.ends_with('@');
    if (!is_plain || whole.find('[') != std::string_view::npos) return Form::odd;
    return envelope.sender.find("@[") == std::string::npos ? Form::plain : Form::literal_sender;
}

std::string announced_name(std::string_view greeting, std::string_view otherwise) {
    constexpr std::size_t code_bytes = 4;  // "220 " or "220-".
    if (greeting.size() > code_bytes) {
        auto rest = greeting.substr(code_bytes);
        auto word = proto::take_word(rest);
        word = word.substr(0, word.find_first_of("\r\n"));
        if (const auto name = base::DomainName::parse(word)) return name->text();
    }
    return std::string{otherwise};
}

std::string address_literal(const model::Address& address) {
    return (address.is_v4() ? "[" : "[IPv6:") + address.text() + ']';
}

}  // namespace mailwatchd::smtp
