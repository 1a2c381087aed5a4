// A world that changes at random, from a seed, with the daemon in it. Everything that happens is
// written down, so that what is reported can be compared: each real change once and in time, and
// nothing else. The same seed gives the same run.
#pragma once

#include "support/house.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::test {

struct SimulationOptions {
    std::uint64_t seed = 1;
    int targets = 10;
    int days = 365;
    base::Duration interval = default_interval;
    base::Duration clock_ahead{};  ///< Of the wall clock, at the start.
    bool active = false;           ///< With series of MAIL and RCPT, which some servers put off.
};

class Simulation {
public:
    explicit Simulation(SimulationOptions options);

    /// Runs to the end, or to the first fault. Returns what went wrong, with the seed and the day;
    /// "" if nothing did.
    std::string run();

    std::size_t happened() const { return happened_; }
    /// How often each ingredient was met, by its name; 0 for one that was not.
    const std::map<std::string, std::size_t>& met() const { return met_; }
    /// One line: checks, changes, and how they were reported.
    std::string numbers() const;

private:
    enum class Place { host, domain, dnsbl };
    /// What can change of a target, back and forth.
    struct Facet {
        /// The changes in both directions.
        const char* kinds[2];
        /// Sets it to state `n`, which counts the changes; its parity is the direction.
        void (Simulation::*set)(int target, int n);
        Place place = Place::host;
        /// The check that has its full score in the even states only; null: it moves none.
        const char* costs = nullptr;
        bool needs_active = false;
    };
    struct Trouble {
        const char* name;
        std::uint64_t weight;  ///< How often, compared with the others.
        void (Simulation::*strike)();
    };
    static std::span<const Facet> facets();
    static std::span<const Trouble> troubles();

    /// A change that has not been reported yet, by kind and place.
    using Key = std::pair<std::string, std::string>;
    struct Expected {
        base::Ticks since;
        base::Ticks until;
    };

    std::uint64_t random(std::uint64_t below);
    int random_target() {
        return static_cast<int>(random(static_cast<std::uint64_t>(options_.targets)));
    }
    base::Duration random_time(base::Duration from, base::Duration to);
    void plan(base::Ticks at, std::function<void()> what);
    void plan_change(std::size_t facet, int target, int n);
    void plan_trouble();
    void plan_rotation();
    void change(std::size_t facet, int target, int n);
    bool has(const Facet& facet, int target) const;
    std::string place_of(const Facet& facet, int target) const;
    void expect(const std::string& kind, const std::string& place);
    /// Some seconds into an audit, and perhaps its confirmation.
    void interrupt();
    void start();

    // The facets.
    void set_pop3(int target, int n);
    void set_listing(int target, int n);
    void set_certificate(int target, int n);
    void set_spf(int target, int n);
    void set_ptr(int target, int n);
    void set_mx(int target, int n);
    void set_wildcard(int target, int n);
    void set_relay(int target, int n);

    // The troubles.
    void cut_off_ourselves();
    void disturb_a_server();
    void restart();
    void kill();
    void reboot();
    void suspend();
    void step_clock();
    void reload_rules();
    void reload_targets();
    void fill_disk();
    void restart_journald();

    // What must hold.
    void compare();
    void compare(const model::Transition& entry);
    bool is_again(const model::Transition& entry);
    void compare_time(const Expected& expected, const std::string& words);
    void compare_verdict(const model::Transition& entry, const std::string& words);
    void compare_prober(bool is_unhealthy, const std::string& words);
    /// The next audit, and the confirmation.
    base::Duration reported_within() const;
    void check_due_times();
    void check_limits();
    void check_sessions();
    void check_verdicts();
    bool is_quiet(int target) const;
    void fault(const std::string& what);
    void false_report(const std::string& what);
    base::Ticks now() const { return house_.clock.ticks() + before_boot_; }

    static std::string domain(int target) { return "s" + std::to_string(target) + ".example"; }
    static std::string host(int target) { return "mx." + domain(target); }
    static std::string address(int target) {
        return "198.18." + std::to_string(target + 1) + ".25";
    }
    /// A second mail host with changing addresses; only some targets have one.
    static std::string pool(int target) { return "pool." + domain(target); }
    static bool has_pool(int target) { return target % 5 == 0; }
    void add_pool(int target);
    std::string configured(int targets) const;

    SimulationOptions options_;
    int weight_ = 1;
    std::uint64_t state_;
    House house_;
    base::Duration before_boot_{};  ///< Time that passed before the latest boot.
    base::Ticks started_;
    base::Ticks end_;
    std::multimap<base::Ticks, std::function<void()>> plan_;
    std::multimap<Key, Expected> expected_;
    std::map<std::pair<std::size_t, int>, int> states_;  ///< Of facets, by target.
    /// A renewed certificate that some ports did not show, because of trouble, may have a second
    /// entry for them: until when, and the ports that had one.
    std::map<Key, std::pair<base::Ticks, std::set<std::string>>> partly_;
    std::size_t compared_ = 0;
    std::set<std::string> ids_;  ///< Of everything that was delivered.
    bool may_repeat_ = false;    ///< A kill may lose what was delivered last.
    /// The latest reported change of each target, and the checks that followed it in entries of
    /// their own.
    std::map<std::string, std::pair<base::Ticks, std::set<std::string>>> reported_;
    base::Ticks cut_off_until_;   ///< Of the latest outage, with the time to notice its end.
    base::Ticks troubled_until_;  ///< Of the latest trouble of any kind.
    bool is_unhealthy_ = false;   ///< As reported.
    std::map<std::pair<int, std::uint16_t>, int> connects_before_;  ///< Host and port.
    int most_sessions_ = 0;
    std::size_t happened_ = 0;
    std::size_t compared_changes_ = 0;
    std::size_t untroubled_ = 0;  ///< Of these, those that no trouble may have delayed.
    std::size_t verdicts_ = 0;
    std::size_t false_ = 0;
    std::size_t late_ = 0;
    std::size_t lost_ = 0;
    std::map<std::string, std::size_t> met_;
    std::string fault_;
};

}  // namespace mailwatchd::test
