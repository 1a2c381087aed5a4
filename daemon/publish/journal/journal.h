// Telling a transition: one journal entry with fields, or the same as a line of JSON where there is
// no journal (DESIGN.md Journal, PLATFORM.md 2.3).
#pragma once

#include "base/result.h"
#include "model/transition.h"
#include "publish/message.h"

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::publish {

/// The entry as the journal takes it: "NAME=value" each; a name may repeat (MAILWATCHD_TARGET).
std::vector<std::string> journal_fields(const model::Transition& transition);

/// Called by the worker after the commit. A failure means that nobody was told: leave `told` at 0
/// and tell again later, under the same id.
class Teller {
public:
    virtual ~Teller() = default;
    virtual base::Outcome tell(const model::Transition& transition) = 0;
};

class JournalTeller final : public Teller {
public:
    /// Takes one entry; 0, or a negative errno. The default is sd_journal_sendv(3).
    using Send = std::function<int(const std::vector<std::string>& fields)>;
    JournalTeller();
    explicit JournalTeller(Send send) : send_{std::move(send)} {}
    base::Outcome tell(const model::Transition& transition) override;

private:
    Send send_;
};

/// One object a line, flushed.
class JsonLinesTeller final : public Teller {
public:
    explicit JsonLinesTeller(std::ostream& out) : out_{out} {}
    base::Outcome tell(const model::Transition& transition) override;

private:
    std::ostream& out_;
};

/// Whether the descriptor is the journal's: systemd says its "device:inode" in $JOURNAL_STREAM,
/// which may be null.
bool is_journal_stream(const char* journal_stream, int descriptor);

/// The journal where stderr goes there, else JSON lines on stderr.
std::unique_ptr<Teller> make_teller();

}  // namespace mailwatchd::publish
