#include "tool/dnsbl_command.h"

#include "control/audit_view.h"
#include "control/exit_codes.h"
#include "engine/network.h"
#include "net/gather.h"
#include "net/spawn.h"
#include "observe/observer.h"
#include "observe/reputation/reputation.h"
#include "publish/dnsbl_table.h"
#include "tool/tool_configuration.h"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <iostream>

namespace mailwatchd::tool {

namespace {

namespace asio = boost::asio;
using model::Dnsbl;
using Family = model::Address::Family;

publish::TestedDnsbl::Use use_of(const Dnsbl& dnsbl) {
    if (dnsbl.retired) return publish::TestedDnsbl::Use::retired;
    return dnsbl.enabled ? publish::TestedDnsbl::Use::on : publish::TestedDnsbl::Use::off;
}

/// The test of one list for one address family, or for names. Lives in `DnsblTest`.
struct Test {
    observe::DnsblClient& lists;
    const Dnsbl& dnsbl;
    Family family;
    publish::TestedDnsbl row;
};

/// State of one run. Lives in `test_dnsbl_command`.
class DnsblTest {
public:
    explicit DnsblTest(std::shared_ptr<const engine::Plan> plan)
        : plan_{std::move(plan)},
          network_{*plan_, {}},
          observer_{network_.view(), plan_->observer_settings()} {
        for (const auto& dnsbl : *plan_->dnsbls)
            add(observer_.use<observe::DnsblClient>(), dnsbl, true);
        for (const auto& source : *plan_->sources)
            if (source.kind != Dnsbl::Kind::origin)
                add(observer_.use<observe::Reputations>().lists(), source,
                    source.kind == Dnsbl::Kind::domain);
    }

    net::Awaitable<void> run() {
        const auto now = network_.clock().ticks();
        co_await observer_.look_at_ourselves(now);
        if (!is_fit()) co_return;
        const observe::Freshness freshness{observe::Purpose::requested, now, {}, {}};
        std::vector<net::Awaitable<void>> proofs;
        for (auto& test : tests_) proofs.push_back(prove(test, freshness));
        co_await net::gather(std::move(proofs));
    }

    bool is_fit() const { return observer_.prober().resolver_healthy(); }

    std::vector<publish::TestedDnsbl> rows() const {
        std::vector<publish::TestedDnsbl> all;
        for (const auto& test : tests_) all.push_back(test.row);
        return all;
    }

private:
    void add(observe::DnsblClient& lists, const Dnsbl& dnsbl, bool has_class) {
        const bool is_of_names = dnsbl.kind == Dnsbl::Kind::domain;
        for (const auto family : {Family::v4, Family::v6}) {
            if (is_of_names ? family == Family::v6 : !dnsbl.asks(family)) continue;
            publish::TestedDnsbl row;
            row.dnsbl = dnsbl.name;
            if (has_class) row.dnsbl_class = dnsbl.dnsbl_class;
            row.asked = is_of_names ? "names" : family == Family::v4 ? "IPv4" : "IPv6";
            row.use = use_of(dnsbl);
            row.note = dnsbl.note;
            tests_.push_back(Test{lists, dnsbl, family, std::move(row)});
        }
    }

    static net::Awaitable<void> prove(Test& test, observe::Freshness freshness) {
        const auto health = co_await test.lists.test(test.dnsbl, test.family, freshness);
        test.row.state = health->state;
        test.row.evidence = health->evidence;
    }

    std::shared_ptr<const engine::Plan> plan_;
    engine::RealNetwork network_;
    observe::Observer observer_;
    std::vector<Test> tests_;
};

}  // namespace

int test_dnsbl_command(const DnsblOptions& options) {
    auto plan = tool_configuration(options.config, options.resolver);
    if (!plan.plan) return plan.status;
    asio::io_context loop{1};
    DnsblTest test{std::move(plan.plan)};
    net::spawn(loop.get_executor(), test.run());
    loop.run();
    if (!test.is_fit())
        return complain("the DNS resolver does not work correctly, so no list was tested",
                        control::exit_could_not_audit);
    const auto rows = test.rows();
    std::cout << (options.json ? publish::to_json(rows)
                               : publish::to_text(rows, control::terminal_options()))
              << std::flush;
    return std::ranges::any_of(rows, publish::is_broken) ? control::exit_something_failed
                                                         : control::exit_nothing_failed;
}

}  // namespace mailwatchd::tool
