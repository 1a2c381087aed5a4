#include "serve/query.h"

#include <gtest/gtest.h>

namespace mailwatchd::serve {
namespace {

TEST(Query, reads_what_forms_write) {
    const Query query{
        "target=a.example&why=new%20host%21&follow&width=120&target=b.example&=x&%zz=1"};
    EXPECT_EQ(query.text("target"), "a.example");
    EXPECT_EQ(query.texts("target"), (std::vector<std::string>{"a.example", "b.example"}));
    EXPECT_EQ(query.text("why"), "new host!");
    EXPECT_TRUE(query.has("follow"));
    EXPECT_FALSE(query.has("nothing"));
    EXPECT_EQ(query.text("nothing"), "");
    EXPECT_EQ(query.text("%zz"), "1");
    EXPECT_EQ(query.number("width", 80, 1000), 120U);
    EXPECT_EQ(query.number("width", 80, 100), 80U) << "beyond the limit";
    EXPECT_EQ(query.number("why", 80, 1000), 80U);
    EXPECT_FALSE(Query{""}.has(""));
}

TEST(Query, coding_there_and_back) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    EXPECT_EQ(decoded(encoded(all)), all);
    EXPECT_EQ(encoded("2001:db8::1/x y"), "2001%3Adb8%3A%3A1%2Fx%20y");
    EXPECT_EQ(encoded("mx1.example.org"), "mx1.example.org");
    EXPECT_EQ(decoded("%4"), "%4");
    EXPECT_EQ(decoded("%-1%g0%"), "%-1%g0%");
    EXPECT_EQ(decoded("a%00b"), (std::string{'a', '\0', 'b'}));
}

}  // namespace
}  // namespace mailwatchd::serve
