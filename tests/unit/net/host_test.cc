#include "net/host.h"

#include <gtest/gtest.h>

namespace mailwatchd::net {
namespace {

using Family = model::Address::Family;

/// The result depends on this machine, but must be of the requested family.
TEST(Host, our_address_is_of_the_family_and_no_placeholder) {
    for (const auto family : {Family::v4, Family::v6}) {
        const auto own = own_address(family);
        if (!own) continue;  // No route, as in a separate namespace.
        EXPECT_EQ(own->family(), family);
        EXPECT_NE(own->text(), "0.0.0.0");
        EXPECT_NE(own->text(), "::");
    }
}

TEST(Host, the_clock_is_kept_or_not_or_unknown) {
    const auto kept = clock_is_kept();
    EXPECT_EQ(kept, clock_is_kept());
}

}  // namespace
}  // namespace mailwatchd::net
