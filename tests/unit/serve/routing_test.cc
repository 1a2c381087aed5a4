#include "serve/routing.h"

#include <gtest/gtest.h>

namespace mailwatchd::serve {
namespace {

struct PathCase {
    const char* name;
    std::string_view method, path;
    unsigned status;
    std::string_view allow;
};

const PathCase path_cases[] = {
    {"exact", "GET", "/metrics", 200, ""},
    {"head", "HEAD", "/metrics", 200, ""},
    {"below", "GET", "/metrics/x", 404, ""},
    {"trailing_slash", "GET", "/metrics/", 404, ""},
    {"prefix", "GET", "/metric", 404, ""},
    {"encoded", "GET", "/%6detrics", 404, ""},
    {"upper", "GET", "/Metrics", 404, ""},
    {"post", "POST", "/metrics", 405, "GET, HEAD"},
    {"delete_of_none", "DELETE", "/nothing", 404, ""},
    {"other_method", "POST", "/reload", 200, ""},
    {"get_of_post", "GET", "/reload", 405, "POST"},
    {"head_of_post", "HEAD", "/reload", 405, "POST"},
    {"star_itself", "GET", "*", 404, ""},
    {"empty", "GET", "", 404, ""},
};

class Routing : public testing::TestWithParam<PathCase> {};

TEST_P(Routing, finds) {
    const Route routes[] = {{"GET", "/metrics", {}}, {"POST", "/reload", {}}};
    const auto found = find_route(routes, GetParam().method, GetParam().path);
    EXPECT_EQ(found.status, GetParam().status);
    EXPECT_EQ(found.allow, GetParam().allow);
    EXPECT_EQ(found.route != nullptr, GetParam().status == 200);
}

INSTANTIATE_TEST_SUITE_P(Table, Routing, testing::ValuesIn(path_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Routing, star_takes_what_no_other_does) {
    const Route routes[] = {{"GET", "/metrics", {}}, {"GET", "*", {}}};
    EXPECT_EQ(find_route(routes, "GET", "/metrics").route, &routes[0]);
    EXPECT_EQ(find_route(routes, "GET", "/else").route, &routes[1]);
    EXPECT_EQ(find_route(routes, "POST", "/metrics").status, 405U);
}

TEST(Routing, the_longest_beginning_that_fits) {
    const Route routes[] = {
        {"GET", "/targets", {}}, {"GET", "/targets/*", {}}, {"POST", "/targets/a*", {}}};
    EXPECT_EQ(find_route(routes, "GET", "/targets").route, &routes[0]);
    EXPECT_EQ(find_route(routes, "GET", "/targets/").route, &routes[1]);
    EXPECT_EQ(find_route(routes, "GET", "/targets/b.example").route, &routes[1]);
    EXPECT_EQ(find_route(routes, "POST", "/targets/a.example").route, &routes[2]);
    EXPECT_EQ(find_route(routes, "GET", "/targets/a.example").status, 405U);
    EXPECT_EQ(find_route(routes, "GET", "/targets/*").route, &routes[1]);
    EXPECT_EQ(find_route(routes, "GET", "/target").status, 404U);
}

struct CodingCase {
    const char* name;
    std::string_view header;
    bool takes_gzip;
};

const CodingCase coding_cases[] = {
    {"none", "", false},
    {"gzip", "gzip", true},
    {"prometheus", "gzip;q=1.0,identity;q=0.5", true},
    {"browser", "gzip, deflate, br", true},
    {"upper", "GZIP", true},
    {"refused", "gzip;q=0", false},
    {"refused_long", "gzip; q=0.000, *", false},
    {"low", "gzip;q=0.001", true},
    {"any", "*", true},
    {"any_refused", "*;q=0", false},
    {"other", "br;q=1.0, identity", false},
    {"lookalike", "gzipped", false},
    {"rubbish", ";;,,=,;q", false},
};

class Coding : public testing::TestWithParam<CodingCase> {};

TEST_P(Coding, accepts) { EXPECT_EQ(accepts_gzip(GetParam().header), GetParam().takes_gzip); }

INSTANTIATE_TEST_SUITE_P(Table, Coding, testing::ValuesIn(coding_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::serve
