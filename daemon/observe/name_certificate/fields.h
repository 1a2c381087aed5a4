// The stored form of the certificate of a name.
#pragma once

#include "model/name_certificate.h"
#include "observe/session/fields.h"

namespace mailwatchd::store {

/// It begins at 2, because the fields of TlsFacts count versions with the sessions' ones.
template <>
inline constexpr std::uint64_t version_of<model::NameCertificate> = 2;
template <>
inline constexpr std::uint64_t oldest_version_of<model::NameCertificate> = 2;

template <>
struct Blank<model::NameCertificate> {
    static model::NameCertificate make() {
        return {.endpoint = {{}, Blank<model::Address>::make(), model::smtp},
                .taken_at = {},
                .tls = {},
                .shared_sha256 = {}};
    }
};

}  // namespace mailwatchd::store

namespace mailwatchd::model {

template <class A>
void fields(A& a, store::Ref<A, NameCertificate> v) {
    a.value(v.endpoint);
    a.value(v.taken_at);
    a.value(v.tls);
    a.value(v.shared_sha256);
}

}  // namespace mailwatchd::model
