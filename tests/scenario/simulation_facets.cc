// What changes in the random world.
#include "scenario/simulation.h"

#include <algorithm>
#include <array>
#include <span>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

const std::string wildcard_list = "two.bl.example";
constexpr int pool_size = 5;

/// The certificate of every port of the host, with a key of this number.
void show_simulated_certificate(ScriptedNetwork& network, const std::string& host,
                                const std::string& address, int number) {
    auto tls = good_tls(host, SimulatedClock::epoch + 24h * 40000);
    tls.certificate->key_sha256 = "key" + std::to_string(number);
    tls.certificate->sha256 = tls.certificate->key_sha256;
    for (const std::uint16_t port : std::array<std::uint16_t, 5>{25, 465, 587, 993, 995})
        network.endpoint(address, port).tls = tls;
}

/// It lists everybody, also those whom no list may have.
base::Result<dns::Answer> listing_everybody(const ScriptedNetwork& network,
                                            const dns::Question& question) {
    dns::Answer answer{.question = question, .canonical = question.name, .ttl = 300};
    if (question.name.ends_with('.' + wildcard_list)) {
        if (question.type == dns::Type::a)
            answer.records.push_back({.owner = question.name,
                                      .type = dns::Type::a,
                                      .ttl = 300,
                                      .data = model::Address::parse("127.0.0.2").value()});
        return answer;
    }
    const auto other = network.answers.lower_bound({question.name, dns::Type{}});
    answer.exists = other != network.answers.end() && other->first.name == question.name;
    return answer;
}

}  // namespace

std::span<const Simulation::Facet> Simulation::facets() {
    static const Facet all[]{
        {{"port_opened", "port_closed"}, &Simulation::set_pop3, Place::host, "pop3"},
        {{"dnsbl_listed", "dnsbl_delisted"}, &Simulation::set_listing, Place::host, "dnsbl"},
        {{"certificate_renewed", "certificate_renewed"}, &Simulation::set_certificate},
        {{"spf_changed", "spf_changed"}, &Simulation::set_spf, Place::domain},
        {{"ptr_changed", "ptr_changed"}, &Simulation::set_ptr, Place::host, "reverse_dns"},
        {{"mx_changed", "mx_changed"}, &Simulation::set_mx, Place::domain},
        {{"dnsbl_retired", "dnsbl_restored"}, &Simulation::set_wildcard, Place::dnsbl},
        {.kinds = {"relay_accepted", "relay_refused"},
         .set = &Simulation::set_relay,
         .costs = "open_relay",
         .needs_active = true},
    };
    return all;
}

bool Simulation::has(const Facet& facet, int target) const {
    if (facet.needs_active) return options_.active;
    return facet.place != Place::dnsbl || target == 0;  // One list for all of them.
}

std::string Simulation::place_of(const Facet& facet, int target) const {
    if (facet.place == Place::dnsbl)
        return std::string{model::Subject::dnsbl(wildcard_list).host()};
    return facet.place == Place::domain ? domain(target) : host(target);
}

void Simulation::set_pop3(int target, int n) {
    house_.network.endpoint(address(target), 110) =
        n % 2 == 1 ? clear_pop3() : ScriptedEndpoint::refused();
}

void Simulation::set_listing(int target, int n) {
    set_listed(house_.network, "one.bl.example", address(target), n % 2 == 1);
}

void Simulation::set_certificate(int target, int n) {
    show_simulated_certificate(house_.network, host(target), address(target), n);
}

void Simulation::set_spf(int target, int n) {
    house_.network.txt(domain(target), {"v=spf1 mx ip4:10." + std::to_string(target) + ".0." +
                                        std::to_string(n % 250) + " -all"});
}

void Simulation::set_ptr(int target, int n) {
    house_.network.ptr(address(target), {n % 2 == 1 ? "another." + host(target) : host(target)});
}

void Simulation::set_mx(int target, int n) {
    std::vector<dns::Mx> exchangers{{10, host(target)}};
    if (n % 2 == 1) exchangers.push_back({20, host(options_.targets)});
    if (has_pool(target)) exchangers.push_back({30, pool(target)});
    house_.network.mx(domain(target), std::move(exchangers));
}

void Simulation::set_wildcard(int /*target*/, int n) {
    auto& network = house_.network;
    network.resolve_others = nullptr;
    if (n % 2 == 1)
        network.resolve_others = [&network](const dns::Question& question) {
            return listing_everybody(network, question);
        };
}

/// It puts nobody off; whom it relays for is the question.
void Simulation::set_relay(int target, int n) {
    std::vector<std::pair<std::string, std::string>> rows{
        {"RCPT TO:<postmaster@" + domain(target) + '>', "250 2.1.5 Ok\r\n"}};
    if (n % 2 == 1) rows.push_back({"RCPT TO:<mailwatchd-probe%probe.example@", "250 Ok\r\n"});
    house_.network.endpoint(address(target), 25).accept = mail_server(rows).accept;
}

/// Two of its addresses at a time.
void Simulation::plan_rotation() {
    plan(now() + random_time(6h, 8 * 24h), [this] {
        for (int target = 0; target < options_.targets; target += 5) {
            const auto first = random(pool_size);
            const auto second = (first + 1 + random(pool_size - 1)) % pool_size;
            const auto prefix = "198.18." + std::to_string(target + 1) + ".1";
            house_.network.address(pool(target), {prefix + "0" + std::to_string(first),
                                                  prefix + "0" + std::to_string(second)});
        }
        ++met_["a pool rotates"];
        plan_rotation();
    });
}

/// Each of its addresses has a name of its own, as well.
void Simulation::add_pool(int target) {
    const auto prefix = "198.18." + std::to_string(target + 1) + ".10";
    for (int n = 0; n < pool_size; ++n) {
        const auto own = prefix + std::to_string(n);
        const auto name = "n" + std::to_string(n) + '.' + pool(target);
        add_good_host(house_.network, pool(target), own);
        house_.network.address(name, {own});
        house_.network.ptr(own, {name, pool(target)});
    }
    house_.network.address(pool(target), {prefix + "0", prefix + "1"});
}

}  // namespace mailwatchd::test
