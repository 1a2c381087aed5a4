// A kind of observation that no other file mentions is observed, survives a restart, changes, and
// appears wherever changes and values are shown.
#include "support/toy/toy.h"

#include "control/audit_view.h"
#include "publish/journal/entry.h"
#include "publish/json/json.h"
#include "support/house.h"
#include "support/toy_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

const std::string host = "mx.good.example";
const auto subject = model::Subject::name("good.example");

struct Toys : House {
    Toys() : House{configuration({"good.example"}), kinds_with_toys()} {
        add_dnsbls(network);
        add_good_host(network, host, "198.51.100.25");
        add_domain(network, "good.example", host);
        network.txt("_colour.good.example", {"green"});
        start();
        run_for(1h);
    }

    std::string audit_json() const {
        const auto& target = *this->target("good.example");
        const auto world = scheduler->world(target);
        return publish::to_json(control::audit_view(target.plan, target.state, world, *observer));
    }
};

TEST(Toy, is_a_folder_and_a_line) {
    Toys house;
    EXPECT_EQ(house.value(subject, reading::colour), "green");
    EXPECT_THAT(house.gauges(),
                Contains(R"(mailwatchd_toy_red{host="good.example",address=""} 0)"));
    EXPECT_THAT(house.audit_json(), HasSubstr(R"("name":"colour","value":"green")"));

    house.restart();
    EXPECT_THAT(house.audit_json(), HasSubstr(R"("name":"colour","value":"green")"))
        << "brought back from the store";

    house.network.txt("_colour.good.example", {"red"});
    house.run_for(12 * 24h + 23h + 24h);
    ASSERT_EQ(house.delivered().size(), 1U);
    EXPECT_EQ(house.delivered().front(), "colour_changed good.example green>red");
    EXPECT_THAT(
        publish::journal_fields(house.stored().front()),
        Contains("MESSAGE=good.example: the colour of good.example is now red (was green)"));
    EXPECT_THAT(house.gauges(),
                Contains(R"(mailwatchd_toy_red{host="good.example",address=""} 1)"));
    EXPECT_THAT(house.audit_json(), HasSubstr(R"("name":"colour","value":"red")"));
    EXPECT_THAT(house.metrics().text(),
                HasSubstr(R"(mailwatchd_changes_total{change="colour_changed"} 1)"));
}

}  // namespace
}  // namespace mailwatchd::test
