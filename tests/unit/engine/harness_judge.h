// What must hold in a run of the harness, whatever happens in it.
#pragma once

#include "harness.h"

namespace mailwatchd::test {

using Lines = std::vector<std::string>;

/// "good.example pop3", one for each time that its change was told.
Lines verdicts_of(const std::vector<model::Transition>& told);
/// What is shown and believed, but for when it happened, and where in its interval a target is due.
Lines end_state(const House& house, const Layout& layout);

/// Notes each thing that does not hold, once.
class Judge {
public:
    Judge(const Run& run, House& house) : run_{run}, house_{house} {}

    void holds(bool held, const std::string& what);

    /// At every wait: never two rounds of a target at once, nor two sessions with one port.
    void at_once();
    void shown_is_recorded(const std::string& when);
    /// Targets, lists and rules are those of the last configuration that was given.
    void as_configured();
    /// Each is running, or due within one interval and its spread, and recorded so.
    void due_times();
    /// No more than these, and once each.
    void nothing_else_told(const Lines& expected);
    /// Each verdict's change at most once, and those alone that change where nothing goes wrong.
    void verdicts_told(const std::set<std::string>& expected);
    bool are_verdicts_told(const std::set<std::string>& expected) const;
    /// A step of the wall clock moves no session.
    void unmoved(int sessions, const Undisturbed& seen);
    void all_stored(const Lines& expected);
    void all_told(const Lines& expected);
    bool is_all_told(const Lines& expected) const;
    void ends_as(const Lines& expected);

    /// The daemon has ended on a disk that could not note what was delivered: the next one delivers
    /// that again, under the ids that it has.
    void expect_again() { delivers_again_ = true; }

    Lines found() { return std::move(found_); }

private:
    std::vector<model::Transition> told() const;
    Lines lines(const std::vector<model::Transition>& transitions) const;
    bool need_not_be_told(const std::string& line) const;
    void differ(const Lines& some, const Lines& others, const std::string& what);

    const Run& run_;
    House& house_;
    Lines found_;
    bool delivers_again_ = false;
};

}  // namespace mailwatchd::test
