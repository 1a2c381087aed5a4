// DNS questions and answers as values (RFC 1035), and their wire codec.
#pragma once

#include "base/result.h"
#include "model/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mailwatchd::dns {

enum class Type : std::uint16_t {
    a = 1,
    ns = 2,
    cname = 5,
    soa = 6,
    ptr = 12,
    mx = 15,
    txt = 16,
    aaaa = 28,
    srv = 33,
    opt = 41,  ///< EDNS's pseudo-record (RFC 6891 §6.1); never queried.
    ds = 43,
    dnskey = 48,
    tlsa = 52,
    spf = 99,  ///< Discontinued (RFC 7208 §3.1); queried only to report it.
};
std::string_view name(Type type);

/// The only class of records that we ask for, RFC 1035 §3.2.4.
inline constexpr unsigned class_in = 1;

/// `name` is ASCII without the final dot; "" is the root. Names other than host names (underscores,
/// reversed addresses) are allowed; bytes outside printable ASCII are not.
struct Question {
    std::string name;
    Type type = Type::a;
    auto operator<=>(const Question&) const = default;
    /// "A mx1.example.org", for logs and Failure::detail.
    std::string text() const;
};

struct Mx {
    std::uint16_t preference = 0;
    std::string host;  ///< Lower case, no final dot; "" is the root.
    auto operator<=>(const Mx&) const = default;
};
struct Srv {
    std::uint16_t priority = 0, weight = 0, port = 0;
    std::string target;
    auto operator<=>(const Srv&) const = default;
};
/// NS, CNAME and PTR targets: lower case, no final dot. Dots inside labels and unprintable bytes
/// are escaped as in RFC 4343 §2.1.
struct Name {
    std::string text;
    auto operator<=>(const Name&) const = default;
};
/// Character strings joined without a separator (RFC 7208 §3.3), raw bytes.
struct Text {
    std::string text;
    auto operator<=>(const Text&) const = default;
};
/// RDATA of other types.
struct Opaque {
    std::string bytes;
    auto operator<=>(const Opaque&) const = default;
};
struct Record {
    std::string owner;
    Type type = Type::a;
    std::uint32_t ttl = 0;
    std::variant<model::Address, Name, Mx, Srv, Text, Opaque> data;
};

/// A conclusive answer: the records of the requested type after the CNAME chain, or the proof that
/// there are none. SERVFAIL, REFUSED, timeouts and malformed messages are Failures instead.
struct Answer {
    Question question;
    bool exists = true;          ///< False for NXDOMAIN.
    std::string canonical;       ///< The name at the end of the CNAME chain.
    bool authenticated = false;  ///< A resolver that is trusted for it set AD.
    /// Lowest of the chain; for a negative answer, from the SOA (RFC 2308 §5).
    std::uint32_t ttl = 0;
    /// Of the requested type at `canonical`; sorted by value. Those of `interpret` have no `owner`.
    std::vector<Record> records;

    bool empty() const { return records.empty(); }
    bool is_alias() const { return canonical != question.name; }
    /// The records' values of one kind, sorted without duplicates.
    std::vector<model::Address> addresses() const;
    std::vector<std::string> names() const;
    std::vector<Mx> mail_exchangers() const;
    std::vector<Srv> services() const;
    std::vector<std::string> texts() const;
};

/// The memory that an answer takes, approximately.
std::size_t bytes_of(const Answer& answer);

/// Maximum length of a CNAME chain (failure D6).
inline constexpr std::size_t cname_chain_max = 11;
inline constexpr std::size_t message_bytes_max = 65535;
inline constexpr std::size_t records_max = 4096;

struct QueryOptions {
    std::uint16_t id = 0;
    bool recursion = true;           ///< RD.
    bool checking_disabled = false;  ///< CD.
    bool edns = true;                ///< False for a server that does not understand it.
};

/// A query with the AD bit and, unless it is disabled, EDNS (RFC 6891, 1232 bytes) with DO.
base::Result<std::string> encode_query(const Question& question, const QueryOptions& options);

struct Message {
    std::uint16_t id = 0;
    bool response = false, truncated = false, authenticated = false, authoritative = false;
    bool edns = false;  ///< It has an OPT record.
    std::uint8_t rcode = 0;
    std::optional<Question> question;
    std::vector<Record> answers;
    std::vector<Record> authority;
};

/// Parses any bytes; malformed if they violate RFC 1035 or a limit. Never recurses, never reads
/// outside `wire`, follows compression pointers only backwards (RFC 9267).
base::Result<Message> parse(std::string_view wire);

/// A response interpreted for its question; follows the CNAME chain inside the message. If the
/// chain leaves the message, `is_partial` is true, `records` is empty, and `canonical` is the next
/// name to query.
struct Interpretation {
    Answer answer;
    bool is_partial = false;
    std::size_t links = 0;  ///< CNAMEs that were followed.
    /// No records, and no SOA that would prove it: RFC 2308 §2.2, "type 3". A server that has lost
    /// its way up answers so.
    bool is_unproven = false;
};
base::Result<Interpretation> interpret(const Question& question, const Message& message);

}  // namespace mailwatchd::dns
