// A room with a mail server, a well configured prober, and rules for active probes.
#pragma once

#include "network.h"
#include "observe/series/active.h"

#include <gtest/gtest.h>

namespace mailwatchd::observe {

using namespace std::chrono_literals;
using model::ActiveMode;
using model::Answer;
using model::Reason;
using model::SeriesEnd;
using model::SeriesKind;
using test::Dialogue;
using test::ip;

inline model::ActiveRules rules() {
    model::ActiveRules made;
    made.helo_name = "monitor.example.net";
    made.domains = {"example.org", "strict.example"};
    return made;
}

inline Catalogue one_dnsbl() {
    model::Dnsbl dnsbl;
    dnsbl.name = "bl.example";
    dnsbl.dnsbl_class = model::DnsblClass::serious;
    return std::make_shared<const std::vector<model::Dnsbl>>(std::vector{dnsbl});
}

/// A server that accepts mail for postmaster and refuses everything else.
inline Dialogue server(std::string to_strangers = "554 5.7.1 Relay access denied\r\n",
                       std::string to_spoof = "550 5.7.23 SPF fail\r\n") {
    return {.greeting = "220 mx1.example.org ESMTP Postfix\r\n",
            .rows = {{"EHLO", "250 mx1.example.org\r\n"},
                     {"MAIL FROM:<postmaster@strict.example>", std::move(to_spoof)},
                     {"MAIL", "250 2.1.0 Ok\r\n"},
                     {"RCPT TO:<postmaster@", "250 2.1.5 Ok\r\n"},
                     {"RCPT", std::move(to_strangers)},
                     {"RSET", "250 2.0.0 Ok\r\n"},
                     {"QUIT", "221 bye\r\n"}}};
}

struct Room : test::ObservedNetwork {
    net::Pace pace{clock, {}};
    Prober prober{clock, network, network, numbers, {{}, ip("192.0.2.254")}};
    PortControls controls{{clock, network, network, pace, prober}, test::look_settings()};
    TcpGuard guard{clock, prober, controls};
    Sessions sessions{
        {clock, network, pace, numbers, guard}, test::look_settings(), test::as_asked};
    DnsblClient dnsbls{clock, network, numbers, one_dnsbl()};
    Active active{{clock, network, network, pace, sessions, guard, dnsbls, numbers},
                  test::look_settings(),
                  rules()};
    model::TargetName target{model::TargetKind::domain, "example.org"};

    Room() {
        network.own_v4 = ip("198.51.100.9");
        network.ptr("198.51.100.9", {"monitor.example.net"});
        network.address("monitor.example.net", {"198.51.100.9"});
        network.txt("strict.example", {"v=spf1 -all"});
        network.mx("strict.example", {{10, "mx.strict.example"}});
        network.address("2.0.0.127.bl.example", {"127.0.0.2"});
        network.endpoint("192.0.2.1", 25) = server().endpoint();
    }

    ProbeRequest request(std::vector<SeriesKind> kinds,
                         std::string_view address = "192.0.2.1") const {
        return {target, ActiveMode::own, test::endpoint(address), std::move(kinds)};
    }
    void probe(ProbeRequest request, const Freshness& freshness) {
        clock.run(active.probe(std::move(request), freshness));
    }
    void probe(std::vector<SeriesKind> kinds) { probe(request(std::move(kinds)), scheduled()); }

    SeriesPtr seen(SeriesKind kind, std::string_view address = "192.0.2.1") const {
        return active.seen(target, ActiveMode::own, {kind, test::endpoint(address)});
    }
    SeriesPtr taken(SeriesKind kind) const {
        return active.latest(test::endpoint("192.0.2.1"), kind);
    }
    int result(std::string_view verb, std::string_view address = "192.0.2.1",
               std::uint16_t port = 25) {
        int count = 0;
        for (const auto& line : network.heard[{ip(address), port}])
            if (line.starts_with(verb)) ++count;
        return count;
    }
};

inline const std::vector<SeriesKind> both{SeriesKind::relay, SeriesKind::spf_enforcement};

}  // namespace mailwatchd::observe
