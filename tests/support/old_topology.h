// A topology as version 0.1 stored it.
#pragma once

#include "observe/topology/fields.h"
#include "store/codec.h"

#include <string>

namespace mailwatchd::test {

/// The bytes of version 1, without the members of later versions.
inline std::string topology_of_version_1(const model::Topology& topology) {
    store::Writer writer;
    writer.number(1);
    const auto put = [&](const auto&... members) { (writer.value(members), ...); };
    put(topology.target, topology.taken_at, topology.mail, topology.mx);
    writer.number(topology.hosts.size());
    for (const auto& host : topology.hosts)
        put(host.name, host.roles, host.preference, host.addresses, host.refused, host.aliases,
            host.failure, host.is_alias);
    put(topology.truncated, topology.authenticated, topology.failure);
    const auto bytes = writer.take();
    return bytes + store::checksum_text(bytes);
}

}  // namespace mailwatchd::test
