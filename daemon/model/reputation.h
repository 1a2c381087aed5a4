// The reputation of an address and of a domain, and the network that an address belongs to.
#pragma once

#include "base/time.h"
#include "model/address.h"
#include "model/listing.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::model {

/// One source's answer. An answer without data is shown, but counts as neither good nor bad.
struct SourceWord {
    enum class State : std::uint8_t {
        graded,    ///< `percent` is its rating.
        no_data,   ///< It answered without data.
        unproven,  ///< It failed its self-test: see `trust`.
        unknown,   ///< No answer, or one that we cannot interpret.
    };
    std::string source;
    State state = State::unknown;
    DnsblState trust = DnsblState::silent;
    int percent = 0;                             ///< 0 is the worst, 100 the best.
    DnsblClass dnsbl_class = DnsblClass::minor;  ///< Of a listing by a list of domains.
    std::vector<Address> answers;                ///< Inside 127/8, sorted.
    std::string meaning;                         ///< Their meaning, from the catalogue.
    std::string text;                            ///< The list's TXT, or the failure; raw, bounded.

    /// It works, and said something that counts.
    bool is_answer() const { return state == State::graded || state == State::no_data; }
    /// Nothing is known of it, though it works.
    bool is_silent() const { return state == State::unknown && answers.empty(); }
    /// Another time it may answer: its silence proves nothing, and a refusal is about our resolver.
    bool may_answer() const {
        return is_silent() || (state == State::unproven &&
                               (trust == DnsblState::silent || trust == DnsblState::blocked));
    }
};

/// What a source said before. It stands while the source does not answer.
struct EarlierWord {
    SourceWord word;  ///< With a grade, or without data.
    base::Instant taken_at;
};

/// Who announces an address, according to registries and routing tables. The country is that of the
/// registration, not of the machine.
struct Origin {
    /// Sorted; more than one if several networks announce it.
    std::vector<std::uint32_t> as_numbers;
    std::string as_name;   ///< Raw, bounded: "EXAMPLE-AS Example Ltd".
    std::string country;   ///< "DE": two letters, or empty.
    std::string registry;  ///< "ripencc".
    std::string prefix;    ///< "192.0.2.0/24".
    std::string source;    ///< The DNS source of the data.
};

struct Reputation {
    Address address;
    base::Instant taken_at;
    std::vector<SourceWord> words;     ///< In the catalogue's order; those that were to be queried.
    std::vector<EarlierWord> earlier;  ///< Of those that did not answer this time.
    std::optional<Origin> origin;
    base::Instant origin_at;  ///< When the origin was looked up: it is kept for days.
    std::string ptr;          ///< The first reverse name; empty if there is none.
    std::string isp_domain;   ///< Its organisational domain.
};

struct DomainReputation {
    std::string domain;  ///< The organisational domain of the target.
    base::Instant taken_at;
    std::vector<SourceWord> words;     ///< percent: 100 if clear, 0 if listed.
    std::vector<EarlierWord> earlier;  ///< Of those that did not answer this time.
};

}  // namespace mailwatchd::model
