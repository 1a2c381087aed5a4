// Block lists on the scripted network, for tests of their interpretation.
#pragma once

#include "dns_answers.h"
#include "network.h"
#include "observe/dnsbl/block_list.h"
#include "observe/dnsbl/dnsbl_client.h"

namespace mailwatchd::observe {

inline model::Dnsbl dnsbl(std::string name) {
    model::Dnsbl made;
    made.name = std::move(name);
    made.asks_v6 = true;
    return made;
}

inline Catalogue catalogue(std::vector<model::Dnsbl> dnsbls) {
    return std::make_shared<const std::vector<model::Dnsbl>>(std::move(dnsbls));
}

inline std::string at(const char* address, const std::string& dnsbl = "bl.example") {
    return query_name(test::ip(address), dnsbl);
}

/// Block lists on the scripted network. Everything that `dns` does not list is NXDOMAIN.
struct Lists : test::ObservedNetwork {
    DnsblClient dnsbls{clock, network, numbers, catalogue({dnsbl("bl.example")})};
    model::Dnsbl bl = dnsbl("bl.example");

    void lists(const char* address, const char* code, const std::string& in = "bl.example") {
        network.address(at(address, in), {code});
    }
    /// Makes the list pass its self-test (RFC 5782 §5).
    void proves(const std::string& name = "bl.example") {
        lists("127.0.0.2", "127.0.0.2", name);
        lists("::ffff:127.0.0.2", "127.0.0.2", name);
    }
    ListingPtr look(const char* address, const Freshness& freshness) {
        return clock.run(dnsbls.look(bl, test::ip(address), freshness));
    }
    ListingPtr look(const char* address = "192.0.2.1") { return look(address, scheduled()); }
    HealthPtr prove(const Freshness& freshness,
                    model::Address::Family family = model::Address::Family::v4) {
        return clock.run(dnsbls.prove(bl, family, freshness));
    }
    int asked(const char* address) const { return queries(at(address), dns::Type::a); }
};

}  // namespace mailwatchd::observe
