// What others think of an address and of a domain, and whose an address is.
#pragma once

#include "base/time.h"
#include "model/address.h"
#include "model/listing.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::model {

/// What one source says. A source that answers without data is heard and says nothing: that is
/// neither good nor bad, and stays visible.
struct SourceWord {
    enum class State : std::uint8_t {
        graded,    ///< `percent` is what it thinks.
        no_data,   ///< It answered and knows nothing.
        unproven,  ///< It did not prove itself: `trust` says why.
        unknown,   ///< No answer, or one that means nothing to us.
    };
    std::string source;
    State state = State::unknown;
    DnsblState trust = DnsblState::silent;
    int percent = 0;                             ///< 0 is the worst, 100 the best.
    DnsblClass dnsbl_class = DnsblClass::minor;  ///< Of a listing by a list of domains.
    std::vector<Address> answers;                ///< Inside 127/8, sorted.
    std::string meaning;                         ///< What the catalogue says that they mean.
    std::string text;                            ///< The list's TXT, or what failed; raw, bounded.
};

/// Who announces an address, as the registries and routing tables say it. The country is that of
/// the registration, not of the machine.
struct Origin {
    std::vector<std::uint32_t> as_numbers;  ///< Sorted; several where several announce it.
    std::string as_name;                    ///< Raw, bounded: "EXAMPLE-AS Example Ltd".
    std::string country;                    ///< "DE": two letters, or empty.
    std::string registry;                   ///< "ripencc".
    std::string prefix;                     ///< "192.0.2.0/24".
    std::string source;                     ///< The list that said so.
};

struct Reputation {
    Address address;
    base::Instant taken_at;
    std::vector<SourceWord> words;  ///< In the catalogue's order; those that were to be asked.
    std::optional<Origin> origin;
    base::Instant origin_at;  ///< When the origin was asked for: it is kept for days.
    std::string ptr;          ///< The first reverse name; empty where there is none.
    std::string isp_domain;   ///< Its organisational domain.
};

struct DomainReputation {
    std::string domain;  ///< The organisational domain of the target.
    base::Instant taken_at;
    std::vector<SourceWord> words;  ///< percent: 100 where clear, 0 where listed.
};

}  // namespace mailwatchd::model
