#include "base/result.h"

#include <gtest/gtest.h>

#include <set>

namespace mailwatchd::base {
namespace {

constexpr auto last = static_cast<int>(Errc::cancelled);

TEST(Errc, names_are_there_and_differ) {
    std::set<std::string_view> names;
    for (int code = 0; code <= last; ++code) {
        const auto text = name(static_cast<Errc>(code));
        EXPECT_FALSE(text.empty());
        EXPECT_NE(text, "unknown");
        EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
        EXPECT_TRUE(names.insert(text).second) << text;
    }
}

TEST(Errc, only_facts_are_final) {
    EXPECT_FALSE(is_temporary(Errc::no_such_name));
    EXPECT_FALSE(is_temporary(Errc::malformed));
    EXPECT_FALSE(is_temporary(Errc::not_allowed));
    EXPECT_TRUE(is_temporary(Errc::timed_out));
    EXPECT_TRUE(is_temporary(Errc::server_failure));
}

struct TakesFailure {  // An aggregate that Result would otherwise not accept.
    Failure first;
};

TEST(Result, fails_for_every_type) {
    const auto result = failed<TakesFailure>(Errc::refused, "why");
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().detail, "why");
    EXPECT_EQ(failed<int>(Failure{Errc::reset, "x"}).error().code, Errc::reset);
}

TEST(Result, value_of_a_failure_throws_its_detail) {
    try {
        static_cast<void>(failed<int>(Errc::refused, "why").value());
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "why");
    }
}

}  // namespace
}  // namespace mailwatchd::base
