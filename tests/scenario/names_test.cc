// Servers with a certificate for each of their host names, and servers with one for all (ADR 33).
#include "observe/name_certificate/turns.h"
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array<std::uint16_t, 5> secured_ports{25, 465, 587, 993, 995};

/// The certificate number `number`, for that name.
model::TlsFacts certificate(const std::string& name, char number, base::Duration ends_in) {
    auto tls = good_tls(name, SimulatedClock::epoch + ends_in);
    tls.certificate->not_before = SimulatedClock::epoch - 24h * 30;
    tls.certificate->sha256 = std::string(64, number);
    tls.certificate->key_sha256 = std::string(64, number);
    return tls;
}

/// Domains whose MX names all lead to one address.
class Names : public testing::Test {
protected:
    explicit Names(int domains) : house{configuration(domains_of(domains))} {
        add_dnsbls(house.network);
        for (const auto& domain : domains_of(domains)) {
            add_good_host(house.network, "mx." + domain, good_address);
            add_domain(house.network, domain, "mx." + domain);
        }
        show("", certificate("mx.d00.example", 'a', 24h * 4000));
    }
    static std::vector<std::string> domains_of(int count) {
        std::vector<std::string> all;
        for (int i = 0; i < count; ++i)
            all.push_back((i < 10 ? "d0" : "d") + std::to_string(i) + ".example");
        return all;
    }
    /// The certificate for clients that name that host; "": for all others.
    void show(const std::string& host, const model::TlsFacts& tls) {
        for (const auto port : secured_ports) {
            auto& endpoint = house.network.endpoint(good_address, port);
            if (host.empty())
                endpoint.tls = tls;
            else
                endpoint.tls_by_name[host] = tls;
        }
    }
    /// The names of the sessions so far.
    const std::vector<std::string>& asked(std::uint16_t port = 25) {
        return house.network.server_names[{model::Address::parse(good_address).value(), port}];
    }
    /// The findings about certificates at port 25.
    std::vector<std::string> findings(const std::string& domain) const {
        std::vector<std::string> tags;
        for (const auto& check : house.target(domain)->state->checks)
            for (const auto& finding : check.report.findings)
                if (finding.kind->tag.find("CERTIFICATE") != std::string_view::npos &&
                    finding.subject.port() == 25)
                    tags.emplace_back(finding.kind->tag);
        return tags;
    }
    /// One certificate, for the first domain's host.
    void show_all(char number) {
        auto tls = certificate("mx.d00.example", number, 24h * 4000);
        show("", tls);
        tls.name_matches = false;
        for (int i = 1; i < 30; ++i) show("mx." + domains_of(30)[i], tls);
    }
    void intervals(int count) { house.run_for(count * (default_interval + 24h)); }

    House house;
};

struct TwoCertificates : Names {
    TwoCertificates() : Names{2} {
        auto expired = certificate("mx.d01.example", 'b', -24h);
        expired.chain = model::ChainVerdict::expired;
        show("mx.d01.example", expired);
        house.start();
        house.run_for(1h);
    }
};

TEST_F(TwoCertificates, each_name_is_judged_by_its_own) {
    for (const auto port : secured_ports)
        EXPECT_THAT(asked(port), ElementsAre("mx.d00.example", "mx.d01.example")) << port;
    EXPECT_THAT(findings("d00.example"), IsEmpty());
    EXPECT_THAT(findings("d01.example"), ElementsAre("MX_CERTIFICATE_DATES"));
}

TEST_F(TwoCertificates, a_restart_forgets_neither) {
    house.restart();
    house.recheck("d00.example");
    house.run_for(10min);
    EXPECT_THAT(findings("d00.example"), IsEmpty());
    EXPECT_THAT(findings("d01.example"), ElementsAre("MX_CERTIFICATE_DATES"));
    EXPECT_EQ(std::ranges::count(asked(), "mx.d01.example"), 1);
}

TEST_F(TwoCertificates, are_asked_once_per_interval_and_are_no_change) {
    intervals(3);
    EXPECT_THAT(house.delivered(), IsEmpty());
    EXPECT_LE(std::ranges::count(asked(), "mx.d01.example"), 4);
    EXPECT_GE(std::ranges::count(asked(), "mx.d01.example"), 3);
}

struct OneCertificate : Names {
    OneCertificate() : Names{30} {
        show_all('a');
        house.start();
        house.run_for(1h);
    }
};

TEST_F(OneCertificate, a_sample_answers_for_all_names) {
    EXPECT_EQ(asked().size(), 1U + observe::sample_size);
    EXPECT_THAT(findings("d00.example"), IsEmpty());
    for (int i = 1; i < 30; ++i)
        EXPECT_THAT(findings(domains_of(30)[i]), ElementsAre("MX_CERTIFICATE_NAME")) << i;
}

TEST_F(OneCertificate, other_names_are_the_sample_of_the_next_interval) {
    intervals(4);
    const std::set<std::string> names{asked().begin(), asked().end()};
    EXPECT_GE(names.size(), 1U + observe::sample_size * 3);
    EXPECT_LE(std::ranges::count_if(asked(), [](const auto& n) { return n != "mx.d00.example"; }),
              static_cast<int>(observe::sample_size) * 6);
}

TEST_F(OneCertificate, is_asked_for_a_name_that_a_person_asks_about) {
    const auto before = asked().size();
    house.recheck("d29.example");
    house.run_for(10min);
    EXPECT_EQ(asked().size(), before + 2) << "the shared session, and its own";
    EXPECT_EQ(asked().back(), "mx.d29.example");
}

TEST_F(OneCertificate, renewed_is_one_entry_and_another_sample) {
    show_all('c');
    intervals(2);
    ASSERT_EQ(house.delivered().size(), 1U);
    EXPECT_EQ(house.sink.all.front().also_total, secured_ports.size() - 1);
    EXPECT_EQ(house.sink.all.front().targets_total, 30U);
    EXPECT_THAT(findings("d00.example"), IsEmpty());
    EXPECT_THAT(findings("d29.example"), ElementsAre("MX_CERTIFICATE_NAME"));
}

struct ManyCertificates : Names {
    ManyCertificates() : Names{30} {
        for (int i = 1; i < 30; ++i) {
            const auto host = "mx." + domains_of(30)[i];
            auto own = certificate(host, static_cast<char>('b' + i), 24h * 4000);
            own.chain = model::ChainVerdict::self_signed;
            show(host, own);
        }
        house.start();
        house.run_for(1h);
    }
};

TEST_F(ManyCertificates, are_found_out_slowly) {
    EXPECT_EQ(asked().size(), 1U + observe::names_max);
    int known = 0;
    for (const auto& domain : domains_of(30)) {
        const auto found = findings(domain);
        if (found.empty()) continue;
        EXPECT_THAT(found, ElementsAre("MX_CERTIFICATE_UNTRUSTED"));
        ++known;
    }
    EXPECT_EQ(known, static_cast<int>(observe::names_max)) << "nothing is said of the others";
}

TEST_F(ManyCertificates, every_name_gets_its_turn) {
    intervals(8);
    const std::set<std::string> names{asked().begin(), asked().end()};
    EXPECT_EQ(names.size(), 30U);
    for (int i = 1; i < 30; ++i)
        EXPECT_THAT(findings(domains_of(30)[i]), ElementsAre("MX_CERTIFICATE_UNTRUSTED")) << i;
    EXPECT_THAT(house.delivered(), IsEmpty());
}

}  // namespace
}  // namespace mailwatchd::test
