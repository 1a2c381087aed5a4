// Which certificate a server shows under each of its host names. One session serves all names of
// an address; a name that its certificate does not name may have a session of its own.
#pragma once

#include "model/mail_session.h"
#include "model/world.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::model {

/// What a session under one host name of an endpoint showed, beside the session that all names
/// share.
struct NameCertificate {
    Endpoint endpoint;  ///< `host` is the name that was sent (SNI, RFC 6066 §3).
    base::Instant taken_at;
    std::optional<TlsFacts> tls;  ///< Nothing: the session ended before TLS.
    /// The digest of the certificate that the shared session showed at that time.
    std::string shared_sha256;
};

/// One name of an endpoint, as judges see it.
struct SeenName {
    Endpoint endpoint;
    std::shared_ptr<const NameCertificate> own;  ///< Null: there was no session under this name.
    /// Others were shown the shared certificate, nobody another one, and all its names are known.
    bool is_same_for_all = false;
};

template <>
struct Kinship<NameCertificate> {
    using Need = Endpoint;
    using Seen = SeenName;
};

/// Whether all of the certificate's DNS names were kept.
bool has_all_names(const CertificateFacts& certificate);

/// Whether one of the certificate's DNS names is the host's. `*` stands for exactly one label, the
/// left-most (RFC 9525 §6.3), and for no more than OpenSSL lets it: not below a top level
/// ("*.org"), not for a label with '_'. `host` is a DomainName's text.
bool names_host(const CertificateFacts& certificate, std::string_view host);

/// Whether the shared session shows what is true under this name: it was opened under it, its
/// certificate names it, it shows no certificate, or the host is an address.
bool is_answered(const MailSession& shared, std::string_view host);

/// What a name was shown, compared with the latest shared session.
enum class Likeness : std::uint8_t {
    unknown,  ///< No certificate, or the shared one has changed since.
    same,
    another,
};
Likeness compare(const NameCertificate& own, const MailSession& shared);

/// The certificate of a host name at an endpoint. `tls` points into the session or the world.
struct CertificateOfName {
    const TlsFacts* tls = nullptr;
    base::Instant taken_at;
    bool matches = true;       ///< Valid for the name (RFC 9525); true if there is none.
    bool is_presumed = false;  ///< No session under this name showed it: SeenName::is_same_for_all.
};
/// Nothing if it is not known. Requires a session with TLS.
std::optional<CertificateOfName> certificate_of(const World& world, const MailSession& shared,
                                                std::string_view host);

}  // namespace mailwatchd::model
