#include "publish/json/lines_sink.h"

#include "unit/publish/opened.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace mailwatchd::publish {
namespace {

TEST(JsonLinesSink, writes_a_line_an_event) {
    std::ostringstream out;
    JsonLinesSink sink{out, "stderr"};
    EXPECT_EQ(sink.name(), "stderr");
    EXPECT_TRUE(sink.deliver(opened()));
    EXPECT_TRUE(sink.deliver(opened()));
    const auto lines = out.str();
    EXPECT_EQ(std::ranges::count(lines, '\n'), 2);
    EXPECT_TRUE(lines.starts_with("{\"at\":\"2026-11-22T12:00:00Z\",\"id\":\"7777"));
    out.setstate(std::ios::badbit);
    EXPECT_FALSE(sink.deliver(opened()));
    EXPECT_TRUE(sink.deliver(opened())) << "the next may succeed";
}

}  // namespace
}  // namespace mailwatchd::publish
