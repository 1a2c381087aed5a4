// One watched value of one subject, made once per observation, and what is known of each kind of
// reading: one row, beside the observation that it is made of.
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

/// How a value that differs is confirmed: the waits of the configuration, and the means.
enum class Confirmation : std::uint8_t {
    none,    ///< Believed at once: it follows from what is confirmed, or is our own doing.
    ports,   ///< By another mail session.
    dns,     ///< By asking the DNS past its caches.
    series,  ///< By another series of mail transactions.
    own,     ///< By another look at ourselves.
};

struct Reading;
struct ReadingKind;

/// What the name and the urgency of a change depend on besides its values.
struct ChangeContext {
    bool is_mx = false;  ///< The subject's host is an MX of some target.
    std::shared_ptr<const std::vector<Dnsbl>> lists;  ///< The block lists; null: none.
    /// What is believed of another reading (its number) of the same subject; null: nothing is.
    std::function<std::string_view(std::uint8_t other)> beside = {};
};

/// What a change is called, and how urgent it is.
struct ChangeName {
    const ChangeKind* kind;
    int priority;  ///< Syslog's.
};

/// A gauge over all standings of one reading.
struct ReadingGauge {
    enum class Shape : std::uint8_t {
        truth,    ///< 1 where the value is `yes`, 0 where it is another.
        present,  ///< 1 where the value is `yes`, else absent.
        count,    ///< One series a subject: how many of its standings have the value `yes`.
        changed,  ///< When the value last changed, confirmed; absent where it never did.
    };
    enum class Detail : std::uint8_t { full, host, target };  ///< The smallest that has it.

    /// What the series are labelled with of the subject.
    enum class Of : std::uint8_t {
        place,   ///< host, address, port: as far as it has them.
        target,  ///< target; absent where the target has no check of the argument's name.
        none,
    };

    std::string_view name;
    std::string_view help;
    Shape shape = Shape::truth;
    std::string_view yes = {};
    /// Label that the argument goes into; none: the argument is not shown.
    std::string_view argument_label = {};
    Detail detail = Detail::host;
    Of of = Of::place;
    /// Whether a standing of that argument counts; null: every one.
    bool (*counts)(std::string_view argument) = nullptr;
};

/// A kind of reading. Constant: whoever makes, believes or shows a reading refers to its row.
struct ReadingKind {
    std::uint8_t number;      ///< In the state: never changed, never used again.
    std::string_view name;    ///< In JSON, in the journal, in commands.
    Subject::Kind subject;    ///< What it is of.
    std::string_view values;  ///< The closed set, "open, closed", or "text".
    Confirmation confirmation = Confirmation::none;
    /// What a change may be told as, and which of them one is; nothing where it is only recorded.
    std::span<const ChangeKind* const> changes = {};
    std::optional<ChangeName> (*change)(const Reading& reading, std::string_view from,
                                        std::string_view to,
                                        const ChangeContext& context) = nullptr;
    /// These three are known values (watch/values.h) or "".
    /// The value that one confirmation is enough for: positive proof.
    std::string_view quick = {};
    /// The value that is not believed at first sight but only after all confirmations.
    std::string_view slow = {};
    /// What is believed before the first look: a first look that differs is a change.
    std::string_view presumed = {};
    /// Values that are one to the reader: a change between two of them is recorded, not told.
    bool (*is_told)(std::string_view from, std::string_view to) = nullptr;
    /// Unknown for the reason `slow_greeting` is worth another, more patient look.
    bool is_patient = false;
    /// The reading of the same look that answers for this one where the look did not come so far.
    const ReadingKind* seen_with = nullptr;
    /// Journal field that the argument goes into as well: "MAILWATCHD_DNSBL"; "": none.
    std::string_view argument_field = {};
    std::span<const ReadingGauge> gauges = {};
};

struct Reading {
    Subject subject;
    const ReadingKind* kind = nullptr;  ///< Never null in a reading that is handed on.
    std::string argument;               ///< List, relay case or check; empty for the others.
    std::string value;                  ///< Empty: unknown, and `reason` says why.
    Reason reason = Reason::none;
    base::Instant taken_at;
    std::string evidence;  ///< Verbatim and raw, bounded; escaped where shown.
    base::Ticks ticks{};   ///< When it was taken, on the clock that is never stepped.
    /// Which look it is of, counted over all looks; a look that was folded before adds nothing.
    std::uint32_t look = 0;

    bool is_known() const { return !value.empty(); }
    std::string full_name() const;
};
/// The closed set, each by itself; none where the value is a text.
std::vector<std::string_view> closed_set(const ReadingKind& kind);
/// "port", or "listed:zen.example" where there is an argument.
std::string full_name(const ReadingKind& kind, std::string_view argument);

/// All kinds of readings that a program knows, by number and by name. Immutable.
class ReadingKinds {
public:
    /// `more`: kinds of changes that are of no reading alone.
    ReadingKinds(std::vector<const ReadingKind*> kinds, std::vector<const ChangeKind*> more);
    /// Null for a number or a name that this version does not know.
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
