#include "base/ascii.h"

#include <gtest/gtest.h>

#include <cctype>

namespace mailwatchd::base {
namespace {

TEST(Ascii, only_its_letters_are_lowered) {
    for (int byte = 0; byte < 256; ++byte) {
        const bool is_upper = byte < 128 && std::isupper(byte) != 0;
        const int expected = is_upper ? std::tolower(byte) : byte;
        EXPECT_EQ(lower(static_cast<char>(byte)), static_cast<char>(expected)) << byte;
    }
    EXPECT_EQ(lower("Mail.EXAMPLE-\xC3\x84"), "mail.example-\xC3\x84");
}

TEST(Ascii, names_are_equal_whatever_their_case) {
    EXPECT_TRUE(equal_ignoring_case("", ""));
    EXPECT_TRUE(equal_ignoring_case("STARTTLS", "startTLS"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("[", "{")) << "they differ by the bit of the case only";
}

}  // namespace
}  // namespace mailwatchd::base
