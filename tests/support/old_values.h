// Observations as version 0.1 stored them: without the members of later versions.
#pragma once

#include "observe/domain_reputation/fields.h"
#include "observe/topology/fields.h"
#include "store/codec.h"

#include <string>

namespace mailwatchd::test {

/// A value of version 1 with these members.
class OldValue {
public:
    OldValue() { writer_.number(1); }
    OldValue& number(std::uint64_t number) {
        writer_.number(number);
        return *this;
    }
    OldValue& put(const auto&... members) {
        (writer_.value(members), ...);
        return *this;
    }
    std::string bytes() {
        const auto bytes = writer_.take();
        return bytes + store::checksum_text(bytes);
    }

private:
    store::Writer writer_;
};

inline std::string of_version_1(const model::Topology& topology) {
    OldValue old;
    old.put(topology.target, topology.taken_at, topology.mail, topology.mx);
    old.number(topology.hosts.size());
    for (const auto& host : topology.hosts)
        old.put(host.name, host.roles, host.preference, host.addresses, host.refused, host.aliases,
                host.failure, host.is_alias);
    return old.put(topology.truncated, topology.authenticated, topology.failure).bytes();
}

inline std::string of_version_1(const model::Reputation& look) {
    return OldValue{}
        .put(look.address, look.taken_at, look.words, look.origin, look.origin_at, look.ptr,
             look.isp_domain)
        .bytes();
}

inline std::string of_version_1(const model::DomainReputation& look) {
    return OldValue{}.put(look.domain, look.taken_at, look.words).bytes();
}

}  // namespace mailwatchd::test
