// Questions that the DNS does not answer: what was known stays, and what was never known is awaited
// for a while.
#include "discovered.h"
#include "observe/topology/topology_builder.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using base::Errc;
using dns::Type;
using model::Role;
using test::host;
using test::said;
using test::ScriptedNetwork;
using test::texts;
using Texts = std::vector<std::string>;

namespace mailwatchd::observe {
namespace {

Candidate sure(std::string name) { return {std::move(name), test::roles({Role::mx}), 10}; }
Candidate guess(std::string name) {
    return {std::move(name), test::roles({Role::mailbox}), {}, true, true};
}

const auto none = said({});

/// One discovery after the other, each with what the one before knew.
class Series {
public:
    explicit Series(std::uint32_t awaited_times) : awaited_times_{awaited_times} {}

    std::optional<model::Host> next(const Candidate& candidate, const HostAnswers& answers) {
        const Earlier earlier{has_known_ ? &known_ : nullptr, awaited_times_};
        auto made = make_host(candidate, answers, test::documentation(), earlier);
        known_.hosts.clear();
        if (made) known_.hosts.push_back(*made);
        has_known_ = true;
        return made;
    }
    /// What the next discovery knows.
    void know(std::vector<model::Host> hosts) {
        known_.hosts = std::move(hosts);
        has_known_ = true;
    }

private:
    std::uint32_t awaited_times_;
    model::Topology known_;
    bool has_known_ = false;
};

const auto a_record = said({"192.0.2.1"});
const auto aaaa_record = said({"2001:db8::1"}, dns::Type::aaaa);

TEST(Unanswered, is_awaited_in_two_discoveries_and_counted_in_all) {
    Series series{2};
    for (std::uint32_t time = 1; time <= 5; ++time) {
        const auto made = series.next(sure("mx.example"), {a_record, test::fails()});
        ASSERT_EQ(made->unanswered.size(), 1U);
        EXPECT_EQ(made->unanswered[0].family, model::Address::Family::v6);
        EXPECT_EQ(made->unanswered[0].times, time);
        EXPECT_EQ(made->unanswered[0].is_awaited, time <= 2) << time;
        EXPECT_EQ(made->unanswered[0].failure.code, Errc::server_failure);
        EXPECT_EQ(texts(made->addresses), Texts{"192.0.2.1"});
    }
}

TEST(Unanswered, is_not_awaited_in_an_audit_that_nobody_repeats) {
    Series series{0};
    EXPECT_FALSE(
        series.next(sure("mx.example"), {a_record, test::fails()})->unanswered[0].is_awaited);
}

TEST(Unanswered, an_answer_ends_the_count) {
    Series series{2};
    series.next(sure("mx.example"), {a_record, test::fails()});
    EXPECT_TRUE(series.next(sure("mx.example"), {a_record, aaaa_record})->unanswered.empty());
    const auto made = series.next(sure("mx.example"), {a_record, test::fails()});
    EXPECT_EQ(made->unanswered[0].times, 1U);
    EXPECT_FALSE(made->unanswered[0].is_awaited) << "what was known stays";
}

TEST(Unanswered, d1_known_addresses_stay_as_long_as_it_lasts) {
    Series series{2};
    series.next(sure("mx.example"), {a_record, aaaa_record});
    for (int i = 0; i < 5; ++i) {
        const auto made = series.next(sure("mx.example"), {a_record, test::fails()});
        EXPECT_EQ(texts(made->addresses), (Texts{"192.0.2.1", "2001:db8::1"}));
        EXPECT_FALSE(made->unanswered[0].is_awaited);
    }
    const auto none_left = series.next(sure("mx.example"), {a_record, none});
    EXPECT_EQ(texts(none_left->addresses), Texts{"192.0.2.1"}) << "an answer counts";
}

TEST(Unanswered, d1_known_to_have_none_stays_so) {
    Series series{2};
    series.next(sure("mx.example"), {a_record, none});
    const auto made = series.next(sure("mx.example"), {a_record, test::fails()});
    EXPECT_EQ(texts(made->addresses), Texts{"192.0.2.1"});
    EXPECT_FALSE(made->unanswered[0].is_awaited);
}

TEST(Unanswered, a1_special_addresses_stay_too) {
    Series series{2};
    series.next(sure("mx.example"), {said({"10.0.0.1"}), none});
    EXPECT_EQ(texts(series.next(sure("mx.example"), {test::fails(), none})->refused),
              Texts{"10.0.0.1"});
}

TEST(Unanswered, d1_a_guess_that_was_found_stays) {
    Series series{2};
    series.next(guess("imap.example"), {a_record, none});
    const auto made = series.next(guess("imap.example"), {test::fails(), test::fails()});
    ASSERT_TRUE(made);
    EXPECT_EQ(texts(made->addresses), Texts{"192.0.2.1"});
    EXPECT_FALSE(made->unanswered[0].is_awaited);
}

TEST(Unanswered, a_guess_that_was_never_found_is_no_host) {
    Series series{2};
    EXPECT_FALSE(series.next(guess("imap.example"), {test::fails(), test::fails()}));
    EXPECT_FALSE(series.next(guess("imap.example"), {none, test::fails()}));
}

TEST(Unanswered, a_guess_is_never_awaited) {
    Series series{2};
    const auto made = series.next(guess("imap.example"), {a_record, test::fails()});
    EXPECT_FALSE(made->unanswered[0].is_awaited);
}

TEST(Unanswered, d1_an_alias_keeps_the_addresses_of_its_holder) {
    Series series{2};
    auto holder = host("mx1.example", {Role::mx}, {"192.0.2.1"});
    holder.aliases = {"mx2.example"};
    series.know({holder});
    const auto made = series.next(sure("mx2.example"), {test::fails(), none});
    EXPECT_EQ(texts(made->addresses), Texts{"192.0.2.1"});
    EXPECT_FALSE(made->unanswered[0].is_awaited);
}

/// A version that did not store which question failed.
TEST(Unanswered, a_failure_of_an_older_version_was_no_answer) {
    Series series{2};
    auto old = host("mx.example", {Role::mx}, {"192.0.2.1"});
    old.failure = base::Failure{Errc::timed_out, "AAAA mx.example"};
    series.know({old});
    EXPECT_TRUE(
        series.next(sure("mx.example"), {a_record, test::fails()})->unanswered[0].is_awaited);
}

/// The topology after a second discovery that knows the first.
std::string after_both(void (*first)(ScriptedNetwork&), void (*then)(ScriptedNetwork&)) {
    DiscoveryWorld world;
    first(world.network);
    auto wanted = scope("example.org");
    wanted.known = world.found("example.org");
    then(world.network);
    return shown(*world.clock.run(discover(world.clock, world.network, wanted, world.scheduled())));
}

void with_service(ScriptedNetwork& dns) {
    dns.mx("example.org", {{10, "mx1.example.org"}});
    dns.address("mx1.example.org", {"192.0.2.1", "2001:db8::1"});
    srv(dns, "_imaps._tcp.example.org", "box.example.net");
    dns.address("box.example.net", {"192.0.2.3"});
}

TEST(Discovery, d1_a_family_that_fails_keeps_its_addresses) {
    EXPECT_EQ(after_both(with_service,
                         [](ScriptedNetwork& dns) {
                             dns.fails("mx1.example.org", Type::aaaa, Errc::server_failure);
                         }),
              "mx1.example.org:mx[192.0.2.1 2001:db8::1 server_failure] "
              "box.example.net:mailbox[192.0.2.3]");
}

TEST(Discovery, d1_a_service_record_that_fails_keeps_its_host) {
    EXPECT_EQ(after_both(with_service,
                         [](ScriptedNetwork& dns) {
                             dns.fails("_imaps._tcp.example.org", Type::srv, Errc::timed_out);
                         }),
              "mx1.example.org:mx[192.0.2.1 2001:db8::1] box.example.net:mailbox[192.0.2.3]");
}

TEST(Discovery, a_service_record_that_is_gone_takes_its_host_along) {
    EXPECT_EQ(after_both(with_service,
                         [](ScriptedNetwork& dns) {
                             dns.answers.erase({"_imaps._tcp.example.org", Type::srv});
                         }),
              "mx1.example.org:mx[192.0.2.1 2001:db8::1]");
}

TEST(Discovery, d1_a_service_record_that_fails_keeps_no_former_mx) {
    EXPECT_EQ(after_both(
                  [](ScriptedNetwork& dns) {
                      with_service(dns);
                      srv(dns, "_imaps._tcp.example.org", "mx1.example.org");
                  },
                  [](ScriptedNetwork& dns) {
                      dns.mx("example.org", {{10, "mx2.example.org"}});
                      dns.address("mx2.example.org", {"192.0.2.2"});
                      dns.fails("_imaps._tcp.example.org", Type::srv, Errc::timed_out);
                  }),
              "mx2.example.org:mx[192.0.2.2]");
}

}  // namespace
}  // namespace mailwatchd::observe
