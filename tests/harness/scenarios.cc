// The scenarios of the harness: short, each with everything that the engine must report.
#include "harness/harness.h"

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

/// Time for the next round, which is at most an interval away, and its confirmations.
constexpr auto script_time = interval + 1h;

const std::string target = "good.example";
const std::string opened = "port_opened mx.good.example[198.51.100.25]:110 closed>open";

/// A good_host with one server, so that a round has tens of waits instead of hundreds.
void add_host(ScriptedNetwork& network, const std::string& name, const std::string& at) {
    add_good_host(network, name, at);
    for (const int port : {587, 465, 995, 993})
        network.endpoint(at, static_cast<std::uint16_t>(port)) = ScriptedEndpoint::refused();
}

void one_host(House& house) {
    add_dnsbls(house.network);
    add_host(house.network, good_host, good_address);
    add_domain(house.network, target, good_host);
}

void two_targets(House& house) {
    one_host(house);
    add_domain(house.network, "other.example", good_host);
}

void relay_host(House& house) {
    one_host(house);
    house.network.endpoint(good_address, 25) = mail_server();
    house.network.own_v4 = model::Address::parse("203.0.113.9");
    house.network.ptr("203.0.113.9", {"probe.example"});
    house.network.address("probe.example", {"203.0.113.9"});
}

void open_110(House& house) { house.network.endpoint(good_address, 110) = clear_pop3(); }

void next_round(House& house, const Layout&) { house.run_for(script_time); }

void port_opens(House& house, const Layout&) {
    open_110(house);
    house.run_for(script_time);
}

void spf_changes(House& house, const Layout&) {
    house.network.txt(target, {"v=spf1 +all"});
    house.run_for(script_time);
}

void mx_changes(House& house, const Layout&) {
    house.network.mx(target, {{10, good_host}, {20, "mx2.good.example"}});
    add_host(house.network, "mx2.good.example", "198.51.100.26");
    house.run_for(script_time);
}

void gets_listed(House& house, const Layout&) {
    set_listed(house.network, "one.bl.example", good_address, true);
    house.run_for(script_time);
}

void list_lists_the_world(House& house, const Layout&) {
    house.network.resolve_others = [](const dns::Question& question) {
        dns::Answer answer{.question = question, .canonical = question.name, .ttl = 300};
        answer.exists = question.name.ends_with("one.bl.example");
        if (answer.exists && question.type == dns::Type::a)
            answer.records.push_back({.owner = question.name,
                                      .type = dns::Type::a,
                                      .ttl = 300,
                                      .data = model::Address::parse("127.0.0.2").value()});
        return base::Result<dns::Answer>{answer};
    };
    house.run_for(script_time);
}

void relays(House& house, const Layout&) {
    house.network.endpoint(good_address, 25) =
        mail_server({{"RCPT TO:<mailwatchd-probe%probe.example@good.example>", "250 Ok\r\n"}});
    house.run_for(script_time);
}

void recheck_while_resolver_is_dead(House& house, const Layout&) {
    const auto answers = std::exchange(house.network.answers, {});
    house.network.resolve_others = [](const dns::Question& question) {
        return base::failed<dns::Answer>(base::Errc::timed_out, question.text());
    };
    house.recheck(target);
    house.run_for(5min);
    house.network.answers = answers;
    house.network.resolve_others = nullptr;
    house.run_for(script_time);
}

void resume(House& house) { house.pause(target, false); }
void acknowledge_finding(House& house) { house.acknowledge(target, "SPF_MISSING"); }

void pause_and_resume(House& house, const Layout&) {
    open_110(house);
    house.recheck(target);
    house.run_for(5s);
    house.pause(target, true);
    house.run_for(30min);
    resume(house);
    house.run_for(script_time);
}

void acknowledge(House& house, const Layout&) {
    house.recheck(target);
    house.run_for(5s);
    acknowledge_finding(house);
    house.run_for(script_time);
}

void restart_while_pending(House& house, const Layout&) {
    open_110(house);
    house.recheck(target);
    house.run_for(90s);
    house.restart();
    house.run_for(script_time);
}

void leave_and_return(House& house, const Layout& layout) {
    house.configure(layout.without_first_target().text());
    open_110(house);
    house.run_for(30min);
    house.configure(layout.text());
    house.run_for(script_time);
}

void start(House& house, const Layout&) {
    house.start();
    house.run_for(1h);
}

}  // namespace

std::string Layout::text() const {
    auto text = configuration(targets, "interval = \"3h\"\njitter = \"0s\"\n" + more, lists);
    return active ? active_at_own(std::move(text)) : text;
}

Layout Layout::without_first_target() const {
    auto less = *this;
    less.targets.erase(less.targets.begin());
    return less;
}

Layout Layout::without_first_list() const {
    auto less = *this;
    less.lists.erase(less.lists.begin());
    return less;
}

std::span<const Scenario> scenarios() {
    static const Layout two{.targets = {"good.example", "other.example"}};
    static const std::vector<Scenario> all{
        {.name = "first_audit", .world = one_host, .script = start, .from_start = true},
        {.name = "unchanged_round", .world = one_host, .script = next_round},
        {.name = "port_opens", .world = one_host, .script = port_opens, .delivered = {opened}},
        {.name = "spf_changes",
         .world = one_host,
         .script = spf_changes,
         .delivered = {"spf_changed good.example v=spf1 mx -all>v=spf1 +all"}},
        {.name = "mx_changes",
         .world = one_host,
         .script = mx_changes,
         .delivered = {"mx_changed good.example 10 mx.good.example>10 mx.good.example, 20 "
                       "mx2.good.example"}},
        {.name = "gets_listed",
         .world = one_host,
         .script = gets_listed,
         .delivered = {"dnsbl_listed mx.good.example[198.51.100.25] clear>listed"}},
        {.name = "list_lists_the_world",
         .world = one_host,
         .script = list_lists_the_world,
         .delivered = {"dnsbl_retired dnsbl:one.bl.example proven>wildcarding"}},
        {.name = "relays",
         .layout = {.active = true},
         .world = relay_host,
         .script = relays,
         .delivered = {"relay_accepted mx.good.example[198.51.100.25]:25 refused>accepted"}},
        {.name = "recheck_while_resolver_is_dead",
         .world = one_host,
         .script = recheck_while_resolver_is_dead,
         .delivered_if_asked = {"prober_unhealthy prober healthy>unhealthy",
                                "prober_healthy prober unhealthy>healthy"}},
        {.name = "pause_and_resume",
         .world = one_host,
         .script = pause_and_resume,
         .delivered = {opened},
         .operator_asks_again = resume},
        {.name = "acknowledge",
         .world = one_host,
         .script = acknowledge,
         .operator_asks_again = acknowledge_finding},
        {.name = "restart_while_pending",
         .world = one_host,
         .script = restart_while_pending,
         .delivered = {opened},
         .restarts = true},
        {.name = "two_targets",
         .layout = two,
         .world = two_targets,
         .script = port_opens,
         .delivered = {opened}},
        {.name = "leave_and_return",
         .layout = two,
         .world = two_targets,
         .script = leave_and_return,
         .delivered = {opened}},
    };
    return all;
}

}  // namespace mailwatchd::test
