// One look at one mail endpoint: everything a polite client can see between connect and QUIT.
// Complete for its protocol, never shaped by one check.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/endpoint.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::model {

/// What a server says it can do, as answered to EHLO (RFC 5321), CAPA (RFC 2449) or CAPABILITY
/// (RFC 9051). `lines` are verbatim and bounded; the rest is read from them.
struct Capabilities {
    bool known = false;                   ///< The server answered and we understood.
    std::vector<std::string> lines;       ///< One keyword with its arguments each.
    std::vector<std::string> mechanisms;  ///< SASL mechanisms, upper case, in order, no repeats.
    bool starttls = false;                ///< STARTTLS or STLS is on offer.
    bool login_disabled = false;          ///< IMAP LOGINDISABLED.
    bool user_command = false;            ///< POP3 USER.
};

/// How far the dialogue got.
enum class Stage : std::uint8_t {
    unconnected,   ///< `failure` says why.
    connected,     ///< TCP (and, where implicit, TLS) stands; no recognised greeting.
    greeted,       ///< The protocol's greeting was recognised by its grammar.
    capabilities,  ///< The first capability answer was read.
    secured,       ///< TLS runs and capabilities were asked again (implicit TLS: asked at all).
    finished,      ///< We said goodbye and the server did too, or closed.
};

enum class Upgrade : std::uint8_t {
    not_tried,  ///< Not on offer, implicit TLS, or the dialogue ended before.
    refused,    ///< On offer, but the server said no when asked.
    failed,     ///< The server agreed, the handshake did not come about.
    done,
};

/// Why a certificate chain is not trusted; `trusted` where it is.
enum class ChainVerdict : std::uint8_t {
    trusted,
    self_signed,
    unknown_issuer,
    expired,
    not_yet_valid,
    other,
};

struct CertificateFacts {
    std::string subject;             ///< Common name, as it stands.
    std::vector<std::string> names;  ///< DNS names of the SAN, A-labels as they stand; bounded.
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
    std::string chain_error;    ///< OpenSSL's words where not trusted.
    bool name_matches = false;  ///< The certificate is valid for Endpoint::host (RFC 9525).
    std::optional<CertificateFacts> certificate;
};

struct MailSession {
    Endpoint endpoint;
    base::Instant taken_at;
    base::Duration patience{};  ///< How long we were willing to wait for the greeting.

    Stage stage = Stage::unconnected;
    /// Why the dialogue ended before it was finished; of `stage` unconnected, why there was none.
    std::optional<base::Failure> failure;

    base::Duration connect_time{};
    base::Duration greeting_time{};
    std::string greeting;  ///< First bytes the server sent, raw, bounded; also when not recognised.
    int greeting_code = 0;  ///< SMTP reply code of the greeting, else 0.
    bool greeting_refuses =
        false;             ///< SMTP 4xx/5xx, POP3 -ERR, IMAP BYE: it speaks and sends us away.
    bool preauth = false;  ///< IMAP PREAUTH.
    bool apop = false;     ///< POP3 greeting carries an APOP time stamp (RFC 1939 §7).
    int helo_code = 0;     ///< SMTP reply code to EHLO, else 0.

    Capabilities before_tls;  ///< In the clear; unknown on implicit TLS.
    Upgrade upgrade = Upgrade::not_tried;
    bool bytes_after_starttls =
        false;  ///< Clear-text bytes followed the go-ahead; dropped (failure P7).
    std::optional<TlsFacts> tls;
    Capabilities after_tls;  ///< Inside TLS; unknown where none ran.
};

/// Raw bytes of a greeting that are kept.
inline constexpr std::size_t greeting_bytes_max = 512;

}  // namespace mailwatchd::model
