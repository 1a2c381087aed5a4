// A day with a thousand targets that come and go and as many one-off audits: memory grows only with
// what is monitored, not with what was seen.
#include "support/house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

constexpr int targets = 1000;
constexpr int configured = 40;                         ///< At a time.
constexpr int reloads_an_hour = targets / configured;  ///< Each target is added once per hour.
constexpr int hosts = 4;
constexpr int audits_an_hour = 42;  ///< A thousand in total, each of a different domain.

std::string host(int n) { return "mx" + std::to_string(n % hosts) + ".shared.example"; }

class Soak : public testing::Test {
protected:
    Soak() : house{configuration(window(0), "", {})} {
        for (int n = 0; n < hosts; ++n) {
            const auto address = "198.51.100." + std::to_string(n + 1);
            house.network.address(host(n), {address});
            house.network.ptr(address, {host(n)});
            house.network.endpoint(address, 25) = smtp();
        }
        for (int n = 0; n < targets; ++n) add_domain(house.network, target(n), host(n));
        house.start();
    }

    static std::string target(int n) { return "d" + std::to_string(n) + ".example"; }
    static std::vector<std::string> window(int nth) {
        std::vector<std::string> names;
        for (int n = 0; n < configured; ++n)
            names.push_back(target((nth * configured + n) % targets));
        return names;
    }

    /// A domain that was never audited before, with its own host and address.
    void audit_a_stranger() {
        const auto n = strangers_++;
        const auto name = "stranger" + std::to_string(n) + ".example";
        const auto address =
            (n % 2 == 0 ? "192.0.2." : "198.51.100.") + std::to_string(hosts + 1 + n / 2 % 240);
        house.network.address("mail." + name, {address});
        house.network.ptr(address, {"mail." + name});
        house.network.endpoint(address, 25) = smtp();
        add_domain(house.network, name, "mail." + name);
        house.audit(name);
    }

    using Sizes = std::map<std::string, std::size_t>;

    /// The maximum of each size during the hour.
    Sizes one_hour() {
        Sizes most;
        for (int nth = 0; nth < reloads_an_hour; ++nth) {
            house.configure(configuration(window(nth), "", {}));
            for (int audits = nth * audits_an_hour / reloads_an_hour;
                 audits < (nth + 1) * audits_an_hour / reloads_an_hour; ++audits)
                audit_a_stranger();
            house.run_for(60min / reloads_an_hour);
            for (const auto& [what, size] : sizes()) most[what] = std::max(most[what], size);
        }
        return most;
    }

    Sizes sizes() {
        const auto& standing_table = house.scheduler->state_writer().standing_table();
        return {{"observations", house.observer->size()},
                {"paced addresses", house.observer->pace().snapshot().size()},
                {"pending", standing_table.pending_changes()},
                {"standings", standing_table.size()},
                {"words", standing_table.words().size()},
                {"targets", house.scheduler->targets().size()},
                {"targets that are gone", house.scheduler->targets().gone().size()},
                {"rounds under way", house.scheduler->running()}};
    }

    House house;

private:
    int strangers_ = 0;
};

TEST_F(Soak, e8_a_day_of_a_thousand_targets_leaves_memory_as_its_second_hour) {
    one_hour();
    // What the first hour left is removed in the second, as in each later hour.
    const auto second = one_hour();
    for (int hour = 2; hour < 23; ++hour) one_hour();
    const auto last = one_hour();
    for (const auto& [what, size] : second) EXPECT_LE(last.at(what), size) << what;
}

}  // namespace
}  // namespace mailwatchd::test
