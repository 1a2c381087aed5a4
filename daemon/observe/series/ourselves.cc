#include "observe/series/ourselves.h"

#include "base/domain_name.h"
#include "net/gather.h"
#include "observe/reverse_dns/readings.h"
#include "observe/reverse_dns/reverse.h"
#include "observe/spf/spf.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration mx_patience = 20s;

/// Maximum number of configured domains tried as spoofed senders, and how many are enough: the
/// second one is for the target that owns the first.
constexpr std::size_t spoofs_tried_max = 32;
constexpr std::size_t spoofs_wanted = 2;

std::string domain_of(std::string_view mailbox) {
    return std::string{mailbox.substr(mailbox.rfind('@') + 1)};
}

std::string organisation_of(const std::string& domain) {
    const auto name = base::DomainName::parse(domain);
    return name ? base::organisational_domain(*name).text() : domain;
}

/// One lookup in progress. Lives in the coroutine frame of `look_at_own_address`.
class OwnLook {
public:
    OwnLook(OwnSources sources, const model::Address& address, const model::ActiveRules& rules)
        : sources_{sources}, rules_{rules} {
        found_.address = address;
        found_.taken_at = sources.clock.now();
        freshness_.purpose = Purpose::requested;
        freshness_.not_before = sources.clock.ticks() - 1h;
    }

    net::Awaitable<void> run() {
        std::vector<net::Awaitable<void>> work;
        work.push_back(ask_reverse());
        for (const auto& dnsbl : *sources_.dnsbls.catalogue())
            if (dnsbl.dnsbl_class != model::DnsblClass::informational)
                work.push_back(ask_dnsbl(dnsbl));
        work.push_back(ask_control());
        work.push_back(find_spoofs());
        co_await net::gather(std::move(work));
        std::ranges::sort(found_.listed_by);
    }

    watch::Ourselves take() { return std::move(found_); }

private:
    net::Awaitable<void> ask_reverse() {
        using Reverse = watch::Ourselves::Reverse;
        const auto look = co_await look_up_reverse(sources_.clock, sources_.resolver,
                                                   rules_.helo_name, found_.address, freshness_);
        const auto reading = readings_of(*look).front();
        found_.reverse = !reading.is_known()            ? Reverse::unknown
                         : reading.value == "confirmed" ? Reverse::confirmed
                                                        : Reverse::missing;
    }

    net::Awaitable<void> ask_dnsbl(model::Dnsbl dnsbl) {
        const auto name = dnsbl.name;
        const auto listing =
            co_await sources_.dnsbls.look(std::move(dnsbl), found_.address, freshness_);
        if (listing && listing->state == model::Listing::State::listed)
            found_.listed_by.push_back(name);
    }

    net::Awaitable<model::SpfResult> evaluate(std::string sender) {
        auto request = spf::mail_from(found_.address, std::move(sender), rules_.helo_name);
        const auto evaluation =
            co_await evaluate_spf(sources_.clock, sources_.resolver, std::move(request));
        co_return evaluation.result;
    }

    net::Awaitable<void> ask_control() {
        const auto sender = watch::control_sender(rules_);
        if (!sender) co_return;
        const auto result = co_await evaluate(*sender);
        if (result != model::SpfResult::temperror)
            found_.control_passes =
                result == model::SpfResult::pass || result == model::SpfResult::none;
    }

    /// One after the other: usually the operator's first domain is suitable.
    net::Awaitable<void> find_spoofs() {
        std::vector<std::string> organisations;
        std::size_t tried = 0;
        for (const auto& domain : candidates()) {
            if (found_.spoofs.size() == spoofs_wanted || ++tried > spoofs_tried_max) co_return;
            const auto organisation = organisation_of(domain);
            if (std::ranges::find(organisations, organisation) != organisations.end()) continue;
            const bool fit = co_await is_fit(domain);
            if (!fit) continue;
            found_.spoofs.push_back(domain);
            organisations.push_back(organisation);
        }
    }

    std::vector<std::string> candidates() const {
        if (rules_.spoof_sender) return {domain_of(*rules_.spoof_sender)};
        return rules_.domains;
    }

    net::Awaitable<bool> is_fit(std::string domain) {
        auto sender = watch::spoof_mailbox(rules_, domain);
        const auto result = co_await evaluate(std::move(sender));
        if (result != model::SpfResult::fail) co_return false;
        if (rules_.spoof_sender) co_return true;  // Configured by the operator.
        const bool receives = co_await has_mx(std::move(domain));
        co_return receives;
    }

    /// Servers reject a domain without MX for that reason, whatever its SPF record is (RFC 7505
    /// §4.2).
    net::Awaitable<bool> has_mx(std::string domain) {
        dns::Question question{std::move(domain), dns::Type::mx};
        net::AskOptions options;
        const auto deadline = sources_.clock.in(mx_patience);
        const auto answer =
            co_await sources_.resolver.ask(std::move(question), std::move(options), deadline);
        if (!answer) co_return false;
        co_return std::ranges::any_of(answer->mail_exchangers(),
                                      [](const auto& each) { return !each.host.empty(); });
    }

    OwnSources sources_;
    const model::ActiveRules& rules_;
    watch::Ourselves found_;
    Freshness freshness_;
};

}  // namespace

net::Awaitable<OurselvesPtr> look_at_own_address(OwnSources sources, model::Address address,
                                                 model::ActiveRules rules) {
    OwnLook look{sources, address, rules};
    co_await look.run();
    co_return std::make_shared<const watch::Ourselves>(look.take());
}

}  // namespace mailwatchd::observe
