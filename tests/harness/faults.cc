// The faults that may occur while the engine waits.
#include "harness/harness.h"

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

constexpr auto step = 240h;
/// A target that returns after this many waits returns soon: its round is still in progress.
constexpr std::size_t soon = 3;

void configure(House& house, const Layout& layout) { house.configure(layout.text()); }

void remove_target(House& house, const Layout& layout) {
    configure(house, layout.without_first_target());
}

void remove_target_and_add_it(House& house, const Layout& layout) {
    remove_target(house, layout);
    configure(house, layout);
}

void remove_target_and_add_it_soon(House& house, const Layout& layout) {
    remove_target(house, layout);
    house.faults.arm(soon, Side::before, [&house, layout] { configure(house, layout); });
}

void remove_list(House& house, const Layout& layout) {
    configure(house, layout.without_first_list());
}

void weigh(House& house, Layout layout, const std::string& weight) {
    layout.more += "[checks.dnsbl]\nweight = " + weight + '\n';
    configure(house, layout);
}

/// The second reload comes while the rules of the first are being applied.
void reload_twice(House& house, const Layout& layout) {
    weigh(house, layout, "50");
    house.faults.arm(1, Side::before, [&house, layout] { weigh(house, layout, "60"); });
}

void fail_once(House& house, const Layout&) { house.faults.disk = DiskFault::fails_once; }
void fail_for_ever(House& house, const Layout&) { house.faults.disk = DiskFault::fails; }

}  // namespace

std::span<const Fault> faults() {
    const auto cancel = [](House& house, const Layout&) { house.restart(); };
    const auto forward = [](House& house, const Layout&) { house.clock.step_wall(step); };
    const auto back = [](House& house, const Layout&) { house.clock.step_wall(-step); };
    const auto refuse = [](House& house, const Layout&) { house.sink.refuses = true; };
    static const std::vector<Fault> all{
        {.name = "target_removed",
         .strike = remove_target,
         .forgets_requests = true,
         .lasts = true},
        {.name = "target_back", .strike = remove_target_and_add_it, .forgets_requests = true},
        {.name = "target_back_soon",
         .strike = remove_target_and_add_it_soon,
         .forgets_requests = true},
        {.name = "list_removed", .strike = remove_list, .changes_rules = true, .lasts = true},
        {.name = "two_reloads", .strike = reload_twice, .changes_rules = true, .lasts = true},
        {.name = "cancelled", .strike = cancel, .forgets_requests = true},
        {.name = "store_fails_once", .strike = fail_once},
        // If the daemon ends on the dead disk, requests are lost with it.
        {.name = "store_fails", .strike = fail_for_ever, .forgets_requests = true, .lasts = true},
        {.name = "wall_forward", .strike = forward, .steps_wall = true},
        {.name = "wall_back", .strike = back, .steps_wall = true},
        {.name = "sink_refuses", .strike = refuse, .lasts = true, .stops_sink = true},
    };
    return all;
}

}  // namespace mailwatchd::test
