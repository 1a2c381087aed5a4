// One watched value of one subject, made once per observation, and the description of each kind of
// reading: one row, next to its observation.
#pragma once

#include "base/time.h"
#include "model/change_kind.h"
#include "model/listing.h"
#include "model/subject.h"
#include "model/verdict.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// How a differing value is confirmed: the waits of the configuration, and the means.
enum class Confirmation : std::uint8_t {
    none,    ///< Immediately: it follows from confirmed values, or is our own doing.
    ports,   ///< By another mail session.
    dns,     ///< By querying the DNS past its caches.
    series,  ///< By another series of mail transactions.
    own,     ///< By another health check of the prober.
};

struct Reading;
struct ReadingKind;

/// What the name and priority of a change depend on besides its values.
struct ChangeContext {
    bool is_mx = false;                               ///< The subject's host is an MX of a target.
    std::shared_ptr<const std::vector<Dnsbl>> lists;  ///< The block lists; null: none.
    /// The reputation sources, among them the lists of domains; null: none.
    std::shared_ptr<const std::vector<Dnsbl>> sources = {};
    /// The confirmed value of another reading (its number) of the same subject; null: there is
    /// none.
    std::function<std::string_view(std::uint8_t other)> beside = {};
};

/// The name of a change and its priority.
struct ChangeName {
    const ChangeKind* kind;
    int priority;  ///< Syslog's.
};

/// A gauge over all standings of one reading.
struct ReadingGauge {
    enum class Shape : std::uint8_t {
        truth,    ///< 1 if the value is `yes`, 0 for any other.
        present,  ///< 1 if the value is `yes`, else absent.
        count,    ///< One series per subject: how many of its standings have the value `yes`.
        changed,  ///< When the confirmed value last changed; absent if it never did.
    };
    /// The lowest level that includes it.
    enum class Detail : std::uint8_t { full, host, target };

    /// The labels taken from the subject.
    enum class Of : std::uint8_t {
        place,   ///< host, address, port: as far as the subject has them.
        target,  ///< target; absent if the target has no check of the argument's name.
        none,
    };

    std::string_view name;
    std::string_view help;
    Shape shape = Shape::truth;
    std::string_view yes = {};
    /// Label for the argument; none: the argument is not shown.
    std::string_view argument_label = {};
    Detail detail = Detail::host;
    Of of = Of::place;
    /// Whether a standing with that argument counts; null: all do.
    bool (*counts)(std::string_view argument) = nullptr;
};

/// A kind of reading. Constant: code that makes, confirms or shows a reading refers to its row.
struct ReadingKind {
    std::uint8_t number;      ///< Stored: never change or reuse it.
    std::string_view name;    ///< In JSON, in the journal, in commands.
    Subject::Kind subject;    ///< The kind of its subject.
    std::string_view values;  ///< The closed set, "open, closed", or "text".
    Confirmation confirmation = Confirmation::none;
    /// If it is unknown because of `slow_greeting`, it is worth a recheck with more patience.
    bool is_patient = false;
    /// Of a name: it concerns the targets below the name too.
    bool is_inherited = false;
    /// The possible changes, and the function that selects one; it returns nothing if the change is
    /// only recorded.
    std::span<const ChangeKind* const> changes = {};
    std::optional<ChangeName> (*change)(const Reading& reading, std::string_view from,
                                        std::string_view to,
                                        const ChangeContext& context) = nullptr;
    /// These three are known values (watch/values.h) or "".
    /// The value that needs only one confirmation: positive proof.
    std::string_view quick = {};
    /// The value that needs all confirmations even as the first one.
    std::string_view slow = {};
    /// The value assumed before the first observation: a different first value is a change.
    std::string_view presumed = {};
    /// Values that mean the same to the reader: a change between them is recorded, not reported.
    bool (*is_reported)(std::string_view from, std::string_view to) = nullptr;
    /// The reading of the same observation that replaces this one if the observation did not get so
    /// far.
    const ReadingKind* seen_with = nullptr;
    /// Journal field for the argument: "MAILWATCHD_DNSBL"; "": none.
    std::string_view argument_field = {};
    std::span<const ReadingGauge> gauges = {};
    /// What a change has in common with others of one cause: changes of this kind from and to the
    /// same values with the same text, confirmed within minutes, are one entry. Null: each change
    /// is an entry of its own.
    std::string (*cause)(const Subject& subject, std::string_view argument) = nullptr;
    /// Subjects with the same value hold one thing. When it changes at one of them, the others are
    /// observed soon (watch/holders.h).
    bool is_one_thing = false;
};

struct Reading {
    Subject subject;
    const ReadingKind* kind = nullptr;  ///< Never null in a reading that is passed on.
    std::string argument;               ///< List, relay case or check; empty for other kinds.
    std::string value;                  ///< Empty: unknown; see `reason`.
    Reason reason = Reason::none;
    base::Instant taken_at;
    std::string evidence;  ///< Verbatim and raw, bounded; escaped when shown.
    base::Ticks ticks{};   ///< When it was taken, on the clock that is never stepped.
    /// The number of its observation, counted over all observations. One that was folded before has
    /// no effect.
    std::uint32_t look = 0;

    bool is_known() const { return !value.empty(); }
    std::string full_name() const;
};
/// The values of the closed set; none if the value is a text.
std::vector<std::string_view> closed_set(const ReadingKind& kind);
/// "port", or "listed:zen.example" with an argument.
std::string full_name(const ReadingKind& kind, std::string_view argument);

/// All kinds of readings that a program knows, by number and by name. Immutable.
class ReadingKinds {
public:
    /// `more`: kinds of changes that belong to no single reading.
    ReadingKinds(std::vector<const ReadingKind*> kinds, std::vector<const ChangeKind*> more);
    /// Null for a number or name that this version does not know.
    const ReadingKind* find(std::uint8_t number) const { return by_number_[number]; }
    const ReadingKind* find(std::string_view name) const;
    const std::vector<const ReadingKind*>& all() const { return all_; }
    /// Every kind of change, by number.
    const std::vector<const ChangeKind*>& changes() const { return changes_; }
    const ChangeKind* find_change(std::uint8_t number) const;

private:
    std::vector<const ReadingKind*> all_;
    std::vector<const ChangeKind*> changes_;
    std::array<const ReadingKind*, 256> by_number_{};
};

}  // namespace mailwatchd::model
