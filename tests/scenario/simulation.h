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
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::test {

struct SimulationOptions {
    std::uint64_t seed = 1;
    int targets = 10;
    int days = 365;
    base::Duration interval = default_interval;
};

class Simulation {
public:
    explicit Simulation(SimulationOptions options);

    /// Runs to the end, or to the first fault. Returns what went wrong, with the seed and the day;
    /// "" if nothing did.
    std::string run();

    std::size_t happened() const { return happened_; }
    std::size_t outages() const { return outages_; }
    /// On port 25 of all hosts.
    int sessions() const;

private:
    /// What can change of a target, back and forth.
    struct Facet {
        /// The changes in both directions.
        const char* kinds[2];
        /// Sets it to state `n`, which counts the changes; its parity is the direction.
        std::function<void(Simulation&, int target, int n)> set;
        bool is_of_domain = false;  ///< Otherwise of its host.
    };
    static const std::vector<Facet>& facets();

    /// A change that has not been reported yet, by kind and place.
    using Key = std::pair<std::string, std::string>;
    struct Expected {
        base::Ticks since;
        base::Ticks until;
    };

    std::uint64_t random(std::uint64_t below);
    base::Duration random_time(base::Duration from, base::Duration to);
    void plan(base::Ticks at, std::function<void()> what);
    void plan_change(std::size_t facet, int target, int n);
    void plan_trouble();
    void change(std::size_t facet, int target, int n);
    void restart();
    void cut_off_ourselves();
    void disturb_a_server();
    void compare();
    void compare(const model::Transition& entry);
    void compare_verdict(const model::Transition& entry, const std::string& words);
    void compare_prober(bool is_unhealthy, const std::string& words);
    /// The next audit, and the confirmation.
    base::Duration reported_within() const;
    void check_due_times();
    void fault(const std::string& what);
    base::Ticks now() const { return house_.clock.ticks(); }

    static std::string domain(int target) { return "s" + std::to_string(target) + ".example"; }
    static std::string host(int target) { return "mx." + domain(target); }
    static std::string address(int target) {
        return "198.18." + std::to_string(target + 1) + ".25";
    }

    SimulationOptions options_;
    std::uint64_t state_;
    House house_;
    base::Ticks started_;
    base::Ticks end_;
    std::multimap<base::Ticks, std::function<void()>> plan_;
    std::multimap<Key, Expected> expected_;
    /// A renewed certificate that some ports did not show, because of trouble, may have a second
    /// entry for them: until when, and the ports that had one.
    std::map<Key, std::pair<base::Ticks, std::set<std::string>>> partly_;
    std::size_t compared_ = 0;
    /// The latest reported change of each target, and the checks that followed it in entries of
    /// their own.
    std::map<std::string, std::pair<base::Ticks, std::set<std::string>>> reported_;
    base::Ticks cut_off_until_;  ///< Of the latest outage, with the time to notice its end.
    bool is_unhealthy_ = false;  ///< As reported.
    std::size_t happened_ = 0;
    std::size_t outages_ = 0;
    std::string fault_;
};

}  // namespace mailwatchd::test
