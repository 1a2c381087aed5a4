// The invariants of a run of the harness.
#pragma once

#include "harness/harness.h"

namespace mailwatchd::test {

using Lines = std::vector<std::string>;

/// What is shown and confirmed, except times and the phase of each target in its interval.
Lines end_state(const House& house, const Layout& layout);

/// Records each violation once.
class Judge {
public:
    Judge(const Run& run, House& house) : run_{run}, house_{house} {}

    void holds(bool held, const std::string& what);

    /// At every wait: never two rounds of one target at a time, nor two sessions with one port.
    void at_once();
    void shown_is_recorded(const std::string& when);
    /// Targets, lists and rules match the latest configuration.
    void as_configured();
    /// Each target is running, or due within one interval and its spread, and recorded so.
    void due_times();
    /// No other reports than these, and each once.
    void nothing_else_delivered(const Lines& expected);
    /// Each verdict's change at most once, and only those that also change without a fault.
    void verdicts_delivered(const std::set<std::string>& expected);
    bool are_verdicts_delivered(const std::set<std::string>& expected) const;
    /// A step of the wall clock moves no session.
    void unmoved(int sessions, const Undisturbed& seen);
    void all_stored(const Lines& expected);
    void all_delivered(const Lines& expected);
    bool is_all_delivered(const Lines& expected) const;
    void ends_as(const Lines& expected);

    /// The daemon ended on a disk that could not record the deliveries: the next one delivers those
    /// events again, with the same ids.
    void expect_again() { delivers_again_ = true; }

    Lines found() { return std::move(found_); }

private:
    std::vector<model::Transition> delivered() const;
    Lines lines(const std::vector<model::Transition>& transitions) const;
    bool need_not_be_delivered(const std::string& line) const;
    void differ(const Lines& some, const Lines& others, const std::string& what);

    const Run& run_;
    House& house_;
    Lines found_;
    bool delivers_again_ = false;
};

}  // namespace mailwatchd::test
