// Each kind's stored rows, through the Observer: restored values equal the original ones, and
// foreign rows are ignored.
#include "active_room.h"
#include "dns_answers.h"
#include "model/name_certificate.h"
#include "model/reputation.h"
#include "model/spf.h"
#include "model/starttls_injection.h"
#include "observe/observer.h"
#include "observe/spf/fields.h"
#include "observe/topology/fields.h"
#include "store/codec.h"
#include "support/old_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>

namespace mailwatchd::observe {
namespace {

struct Row {
    StoreKey key;
    base::Instant taken_at;
    std::string body;
    auto operator<=>(const Row&) const = default;
};

/// A target that every kind has something to observe of.
struct Archive : test::ObservedNetwork {
    Archive() {
        network.mx("example.org", {{10, "mx1.example.org"}});
        network.address("mx1.example.org", {"192.0.2.1"});
        network.txt("example.org", {"v=spf1 mx include:none.example ptr -all"});
        network.ptr("192.0.2.1", {"mx1.example.org", "gone.example.org"});
        network.own_v4 = ip("198.51.100.9");
        network.ptr("198.51.100.9", {"monitor.example.net"});
        network.address("monitor.example.net", {"198.51.100.9"});
        network.endpoint("192.0.2.1", 25) = server().endpoint();
        network.endpoint("192.0.2.1", 587) = test::smtp_server();
        for (const auto* const list : {"bl.example", "rep.example"}) {
            network.address(query_name(ip("127.0.0.2"), list), {"127.0.0.2"});
            network.address(query_name(ip("192.0.2.1"), list), {"127.0.0.2"});
            network.txt(query_name(ip("192.0.2.1"), list), {"see example.net"});
        }
        network.address("test.dbl.example", {"127.0.1.2"});
        network.address("example.org.dbl.example", {"127.0.1.2"});
        network.txt("1.2.0.192.origin.asn.example", {"64500 | 192.0.2.0/24 | DE | ripencc | x"});

        needs.target = model::TargetName::parse("example.org").value();
        needs.active = ActiveMode::own;
        const auto at = test::endpoint("192.0.2.1");
        needs.require<model::MailSession>(at);
        needs.require<model::MailSession>(test::endpoint("192.0.2.1", model::submission));
        needs.require<model::MailSession>(test::endpoint("192.0.2.1", model::pop3));
        auto other = test::endpoint("192.0.2.1", model::submission);
        other.host = "mail.example.org";
        needs.require<model::NameCertificate>(other);
        needs.require<model::ReverseDns>({"mx1.example.org", ip("192.0.2.1")});
        needs.require<model::Listing>({"mx1.example.org", ip("192.0.2.1")});
        needs.require<model::Reputation>({"mx1.example.org", ip("192.0.2.1")});
        needs.require<model::DomainReputation>("example.org");
        needs.require<model::SpfLook>("example.org");
        needs.require<model::ActiveSeries>({SeriesKind::relay, at});
        needs.require<model::StarttlsInjection>(test::endpoint("192.0.2.1", model::submission));
    }

    std::unique_ptr<Observer> open() {
        ObserverSettings made;
        made.look = test::look_settings();
        made.prober.test_net = ip("192.0.2.254");
        made.catalogue = one_dnsbl();
        std::vector<model::Dnsbl> sources(3);
        sources[0].name = "rep.example";
        sources[1].name = "dbl.example";
        sources[1].kind = model::Dnsbl::Kind::domain;
        sources[2].name = "asn.example";
        sources[2].kind = model::Dnsbl::Kind::origin;
        made.sources = std::make_shared<const std::vector<model::Dnsbl>>(std::move(sources));
        made.active = rules();
        Network all{clock, network, network, network};
        return std::make_unique<Observer>(all, std::move(made));
    }

    Seen see(const Observer& observer) const {
        const auto topology = observer.latest_topology("example.org");
        return topology ? observer.see(observer.world(topology, needs)) : Seen{};
    }
    static std::vector<Row> rows(const Seen& seen) {
        std::vector<Row> all;
        for (const auto& each : seen.observations)
            all.push_back({each.key, each.taken_at, each.encode(each.value.get())});
        std::ranges::sort(all);
        return all;
    }

    /// What is observed and stored of it, and the keys requested from the state.
    void round() {
        const auto observer = open();
        DiscoveryScope scope{needs.target, {}, {}, test::documentation()};
        clock.run(observer->topology(std::move(scope), scheduled()));
        clock.run(observer->take(needs, scheduled(), {}));
        before = see(*observer);
        stored = rows(before);
        keys = observer->stored(*observer->latest_topology("example.org"), needs);
    }

    model::Needs needs;
    Seen before;
    std::vector<Row> stored;
    std::vector<StoreKey> keys;
};

class EveryKind : public testing::Test, protected Archive {
protected:
    void SetUp() override {
        round();
        clock.advance(1h);
    }
};

/// Everything of each except its number, which differs between runs.
std::vector<std::string> shown(const std::vector<model::Reading>& readings) {
    std::vector<std::string> all;
    for (const auto& each : readings)
        all.push_back(each.subject.shown() + ' ' + each.full_name() + '=' + each.value + '?' +
                      std::string{name(each.reason)} + ' ' + each.evidence + ' ' +
                      std::to_string(each.ticks.time_since_epoch().count()));
    return all;
}

TEST_F(EveryKind, has_a_row_of_what_was_seen) {
    std::set<std::uint16_t> numbers;
    for (const auto& row : stored) numbers.insert(row.key.kind);
    for (const auto& [number, kind] : kinds())
        EXPECT_EQ(numbers.contains(number), kind->name != "prober") << kind->name;
}

TEST_F(EveryKind, is_asked_for_by_the_keys_it_was_stored_under) {
    const auto at_start = kinds_at_start(kinds());
    for (const auto& row : stored) {
        const bool read_anyway = std::ranges::find(at_start, row.key.kind) != at_start.end();
        const bool asked = std::ranges::find(keys, row.key) != keys.end();
        EXPECT_TRUE(asked || read_anyway) << row.key.kind << ' ' << row.key.subject.shown();
    }
}

TEST_F(EveryKind, comes_back_as_it_went) {
    const auto observer = open();
    const auto asked = queries();
    for (const auto& row : stored) observer->restore(row.key.kind, row.body);
    const auto after = see(*observer);
    EXPECT_EQ(rows(after), stored);
    EXPECT_EQ(shown(after.readings), shown(before.readings));
    for (const auto& reading : after.readings)
        EXPECT_EQ(reading.look, 0U) << reading.full_name() << " was folded before the start";
    clock.run(observer->take(needs, scheduled(2h), {}));
    EXPECT_EQ(queries(), asked) << "it is used as it is";
    EXPECT_EQ(rows(see(*observer)), stored);
}

TEST_F(EveryKind, is_counted_once_however_often_it_is_restored) {
    const auto observer = open();
    for (const auto& row : stored) observer->restore(row.key.kind, row.body);
    const auto size = observer->size();
    for (const auto& row : stored) observer->restore(row.key.kind, row.body);
    EXPECT_EQ(observer->size(), size);
    EXPECT_EQ(shown(see(*observer).readings), shown(before.readings));
}

std::string checksummed(std::string bytes) {
    const auto checksum = store::checksum_text(bytes);
    return bytes + checksum;
}

/// A body begins with its version.
std::string of_version(const std::string& body, char version) {
    auto bytes = body.substr(0, body.size() - store::checksum_bytes);
    bytes.front() = version;
    return checksummed(std::move(bytes));
}

TEST_F(EveryKind, leaves_a_row_of_another_version_alone) {
    const auto observer = open();
    const auto empty = observer->size();
    for (const auto& row : stored)
        for (const char other : {'\0', '\x01', '\x02', '\x03', '\x7F'}) {
            if (other == row.body.front()) continue;
            observer->restore(row.key.kind, of_version(row.body, other));
            EXPECT_EQ(observer->size(), empty) << row.key.kind;
        }
    for (const auto& row : stored)
        observer->restore(row.key.kind, of_version(row.body, row.body.front()));
    EXPECT_EQ(rows(see(*observer)), stored) << "only the version was rejected";
}

TEST_F(EveryKind, of_spf_is_read_as_version_0_1_stored_it) {
    const auto observer = open();
    model::FirstSpfLook first;
    first.look.domain = "example.org";
    first.look.taken_at = clock.now();
    first.look.records = {"v=spf1 ~all"};
    first.all = model::SpfResult::softfail;
    for (const auto& [number, kind] : kinds())
        if (kind->name == "spf") observer->restore(number, store::encode(first));
    const auto look = observer->world(nullptr, needs).one<model::SpfLook>();
    ASSERT_NE(look, nullptr);
    EXPECT_EQ(look->records, first.look.records);
    EXPECT_EQ(look->v6.unlisted, model::SpfResult::softfail);
}

TEST_F(EveryKind, reads_a_of_version_1) {
    const auto observer = open();
    const auto number = observer->number_of("topology");
    const auto row =
        std::ranges::find(stored, number, [](const Row& each) { return each.key.kind; });
    const auto known = store::decode<model::Topology>(row->body).value();
    const auto body = test::of_version_1(known);
    EXPECT_EQ(body.front(), '\x01');
    observer->restore(number, body);
    const auto restored = observer->latest_topology("example.org");
    ASSERT_NE(restored, nullptr);
    EXPECT_EQ(store::encode(*restored), row->body);
}

TEST_F(EveryKind, leaves_a_row_that_was_cut_alone) {
    const auto observer = open();
    const auto empty = observer->size();
    for (const auto& row : stored) {
        const auto bytes = row.body.substr(0, row.body.size() - store::checksum_bytes);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            observer->restore(row.key.kind, row.body.substr(0, size));
            observer->restore(row.key.kind, checksummed(bytes.substr(0, size)));
        }
        observer->restore(row.key.kind, row.body.substr(0, row.body.size() - 1));
        observer->restore(row.key.kind, checksummed(bytes + '\0'));
        EXPECT_EQ(observer->size(), empty) << row.key.kind;
    }
}

TEST_F(EveryKind, leaves_a_row_with_a_flipped_bit_alone) {
    const auto observer = open();
    const auto empty = observer->size();
    for (const auto& row : stored) {
        for (std::size_t bit = 0; bit < row.body.size() * 8; ++bit) {
            auto flipped = row.body;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
            observer->restore(row.key.kind, flipped);
        }
        EXPECT_EQ(observer->size(), empty) << row.key.kind;
    }
}

TEST_F(EveryKind, leaves_random_bytes_alone) {
    const auto observer = open();
    const auto empty = observer->size();
    std::mt19937 random{1};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time.
    for (int i = 0; i < 500; ++i) {
        std::string bytes(random() % 200, '\0');
        for (auto& byte : bytes) byte = static_cast<char>(random());
        for (const auto& row : stored) {
            observer->restore(row.key.kind, bytes);
            observer->restore(row.key.kind, checksummed(bytes));
            observer->restore(row.key.kind, checksummed(row.body.front() + bytes));
        }
    }
    EXPECT_EQ(observer->size(), empty);
}

TEST_F(EveryKind, keeps_what_it_knows_where_a_row_is_none) {
    const auto observer = open();
    for (const auto& row : stored) observer->restore(row.key.kind, row.body);
    for (const auto& row : stored) {
        observer->restore(row.key.kind, row.body.substr(1));
        observer->restore(row.key.kind, of_version(row.body, '\x7F'));
    }
    EXPECT_EQ(rows(see(*observer)), stored);
}

/// The wall clock at the start of a machine without a battery.
TEST_F(EveryKind, c3_counts_a_stamp_of_the_future_as_now) {
    clock.step_wall(-24h * 365);
    const auto observer = open();
    for (const auto& row : stored) observer->restore(row.key.kind, row.body);
    for (const auto& reading : see(*observer).readings)
        EXPECT_EQ(reading.ticks, clock.ticks()) << reading.full_name();
}

class Forgetting : public EveryKind {
protected:
    void SetUp() override {
        EveryKind::SetUp();
        observer = open();
        for (const auto& row : stored) observer->restore(row.key.kind, row.body);
        subjects = observer->subjects_of(needs);
    }
    /// For a target that rests on what `needs` says, or for none.
    Retained wanted(bool is_there) const {
        Retained made;
        made.subject = [this, is_there](const model::Subject& subject) {
            return is_there && std::ranges::find(subjects, subject) != subjects.end();
        };
        made.address = [is_there](const model::Address& address) {
            return is_there && address == ip("192.0.2.1");
        };
        made.host_names = [is_there](const model::Subject&) {
            return is_there ? std::set<std::string, std::less<>>{"mail.example.org"}
                            : std::set<std::string, std::less<>>{};
        };
        return made;
    }
    std::unique_ptr<Observer> observer;
    std::vector<model::Subject> subjects;
};

TEST_F(Forgetting, spares_what_a_target_rests_on) {
    const auto size = observer->size();
    observer->forget(base::Ticks::max(), wanted(true));
    EXPECT_EQ(observer->size(), size);
    EXPECT_EQ(rows(see(*observer)), stored);
}

TEST_F(Forgetting, spares_what_is_new) {
    const auto size = observer->size();
    observer->forget(base::Ticks::min(), wanted(false));
    EXPECT_EQ(observer->size(), size);
}

TEST_F(Forgetting, leaves_nothing_but_lists_and_ourselves) {
    observer->forget(base::Ticks::max(), wanted(false));
    EXPECT_EQ(observer->latest_topology("example.org"), nullptr);
    auto topology = std::make_shared<model::Topology>();
    topology->target = needs.target;
    topology->hosts = {test::host("mx1.example.org", {model::Role::mx}, {"192.0.2.1"})};
    const auto world = observer->world(topology, needs);
    EXPECT_TRUE(world.of<model::MailSession>().empty());
    EXPECT_TRUE(world.of<model::ReverseDns>().empty());
    EXPECT_TRUE(world.of<model::Listing>().empty());
    EXPECT_TRUE(world.of<model::Reputation>().empty());
    EXPECT_TRUE(world.of<model::DomainReputation>().empty());
    EXPECT_TRUE(world.of<model::SpfLook>().empty());
    EXPECT_TRUE(world.of<model::ActiveSeries>().empty());
    EXPECT_EQ(observer->size(), 2U) << "the self-test of the block list, and the prober";
}

/// A target below its organisational domain rests on that domain too.
TEST_F(Forgetting, spares_the_domain_of_a_target_below_it) {
    model::Needs below;
    below.require<model::DomainReputation>("example.org");
    const auto rests_on = observer->subjects_of(below);
    auto of_below = wanted(true);
    of_below.subject = [&](const model::Subject& subject) {
        return std::ranges::find(rests_on, subject) != rests_on.end();
    };
    observer->forget(base::Ticks::max(), of_below);
    const auto world = observer->world(nullptr, needs);
    ASSERT_NE(world.one<model::DomainReputation>(), nullptr);
    EXPECT_EQ(world.one<model::DomainReputation>()->domain, "example.org");
}

}  // namespace
}  // namespace mailwatchd::observe
