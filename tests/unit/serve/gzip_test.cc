#include "serve/gzip.h"

#include "unit/serve/gunzip.h"

#include <gtest/gtest.h>

namespace mailwatchd::serve {
namespace {

TEST(Gzip, comes_back_whatever_the_pieces) {
    std::string whole;
    for (int i = 0; i < 50'000; ++i) whole += "series " + std::to_string(i * 7919) + '\n';
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{1000}, std::size_t{65536}, whole.size()}) {
        Gzip gzip;
        std::string packed;
        for (std::size_t at = 0; at < whole.size(); at += piece)
            gzip.add(whole.substr(at, piece), packed);
        gzip.finish(packed);
        EXPECT_EQ(gunzip(packed), whole) << piece;
        EXPECT_LT(packed.size(), whole.size() / 2) << piece;
    }
}

TEST(Gzip, of_nothing_is_a_whole_stream) {
    Gzip gzip;
    std::string packed;
    gzip.add("", packed);
    gzip.finish(packed);
    EXPECT_FALSE(packed.empty());
    EXPECT_EQ(gunzip(packed), "");
}

}  // namespace
}  // namespace mailwatchd::serve
