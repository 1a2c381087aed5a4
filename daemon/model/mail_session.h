// One observation of a mail endpoint: everything that a polite client sees between connect and
// QUIT. Complete for its protocol, and independent of any check.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/endpoint.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// A server's capabilities, from its answer to EHLO (RFC 5321), CAPA (RFC 2449) or CAPABILITY (RFC
/// 9051). `lines` are verbatim and bounded; the other members are derived from them.
struct Capabilities {
    bool known = false;                   ///< The server answered and we understood.
    std::vector<std::string> lines;       ///< One keyword with its arguments per line.
    std::vector<std::string> mechanisms;  ///< SASL mechanisms, upper case, in order, no duplicates.
    bool starttls = false;                ///< STARTTLS or STLS is offered.
    bool login_disabled = false;          ///< IMAP LOGINDISABLED.
    bool user_command = false;            ///< POP3 USER.
};

/// How far the dialogue got.
enum class Stage : std::uint8_t {
    unconnected,   ///< `failure` says why.
    connected,     ///< TCP (and TLS, if implicit) is connected; no recognised greeting.
    greeted,       ///< The greeting was recognised by the protocol's grammar.
    capabilities,  ///< The first capability answer was read.
    secured,       ///< TLS runs, and capabilities were asked for again (implicit TLS: at all).
    finished,      ///< We said goodbye, and the server replied or closed.
};

enum class Upgrade : std::uint8_t {
    not_tried,  ///< Not offered, implicit TLS, or the dialogue ended before.
    refused,    ///< Offered, but the server refused the command.
    failed,     ///< The server agreed, but the handshake failed.
    done,
    unanswered,  ///< Requested, but no valid reply came: silence, garbage, or the end.
};

/// Why a certificate chain is not trusted; `trusted` if it is.
enum class ChainVerdict : std::uint8_t {
    trusted,
    self_signed,
    unknown_issuer,
    expired,
    not_yet_valid,
    other,
};

/// Maximum number of DNS names kept of a certificate.
inline constexpr std::size_t certificate_names_max = 64;

struct CertificateFacts {
    std::string subject;             ///< Common name, verbatim.
    std::vector<std::string> names;  ///< DNS names of the SAN, A-labels verbatim; bounded.
    std::string issuer;              ///< Issuer's organisation and common name.
    base::Instant not_before;
    base::Instant not_after;
    std::string key_type;  ///< "RSA", "EC", "ED25519", …
    int key_bits = 0;
    std::string signature;   ///< "sha256WithRSAEncryption", …
    std::string sha256;      ///< Of the certificate, lower-case hex.
    std::string key_sha256;  ///< Of its SubjectPublicKeyInfo, lower-case hex.
};

struct TlsFacts {
    std::string version;  ///< "TLSv1.3".
    std::string cipher;   ///< OpenSSL's name.
    ChainVerdict chain = ChainVerdict::other;
    std::string chain_error;    ///< OpenSSL's message if not trusted.
    bool name_matches = false;  ///< The certificate is valid for Endpoint::host (RFC 9525).
    std::optional<CertificateFacts> certificate;  ///< The server's own.
    /// The certificate that `chain_error` is about, if it is another one of the path (RFC 5280
    /// §6.1.3).
    std::optional<CertificateFacts> at_fault;
    /// The earliest end of the certificates of the path, as far as one was built. The epoch: not
    /// recorded.
    base::Instant path_end{};
};

/// When verification of the certificate ends: with the first certificate of its path that does.
/// Requires a certificate.
inline base::Instant verified_until(const TlsFacts& tls) {
    return tls.path_end == base::Instant{} ? tls.certificate->not_after : tls.path_end;
}

struct MailSession {
    Endpoint endpoint;
    base::Instant taken_at;
    base::Duration patience{};  ///< How long we were willing to wait for the greeting.

    Stage stage = Stage::unconnected;
    /// Why the dialogue ended early; if `stage` is unconnected, why there was none. `refused` with
    /// the reply if EHLO was refused because of who we are.
    std::optional<base::Failure> failure;

    base::Duration connect_time{};
    base::Duration greeting_time{};
    /// The first bytes from the server, raw, bounded, even if not recognised.
    std::string greeting;
    int greeting_code = 0;  ///< SMTP reply code of the greeting, else 0.
    /// SMTP 4xx/5xx, POP3 -ERR, IMAP BYE: a valid greeting that refuses service.
    bool greeting_refuses = false;
    bool preauth = false;  ///< IMAP PREAUTH.
    bool apop = false;     ///< POP3 greeting with an APOP timestamp (RFC 1939 §7).
    int helo_code = 0;     ///< SMTP reply code to EHLO, else 0.

    Capabilities before_tls;  ///< Unencrypted; unknown on implicit TLS.
    Upgrade upgrade = Upgrade::not_tried;
    /// What came in place of TLS: the reply that refused it, or the bytes that ended the upgrade;
    /// raw, bounded.
    std::string upgrade_reply;
    /// How many sessions in a row, this one included, requested TLS in vain.
    int upgrades_in_vain = 0;
    /// Unencrypted bytes followed the go-ahead; dropped (failure P7).
    bool bytes_after_starttls = false;
    std::optional<TlsFacts> tls;
    Capabilities after_tls;  ///< Inside TLS; unknown without TLS.
    /// Of a probe for injection only (model/starttls_injection.h), and not stored with a session:
    /// the first line that the server sent inside TLS without being asked there; raw, bounded.
    std::string injected_reply;
};

/// The tag of the command that a probe for injection sends to an IMAP server.
inline constexpr std::string_view injected_tag = "i ";

/// Maximum number of bytes kept of a greeting, and of what came in place of TLS.
inline constexpr std::size_t greeting_bytes_max = 512;

/// TLS was requested, but the session does not show that it works: however the upgrade ended, or
/// the session inside it.
inline bool upgraded_in_vain(const MailSession& session) {
    if (session.upgrade == Upgrade::not_tried) return false;
    return session.upgrade != Upgrade::done || session.stage < Stage::secured;
}

}  // namespace mailwatchd::model
