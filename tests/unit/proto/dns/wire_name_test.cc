#include "proto/dns/wire_name.h"

#include "support/dns_wire.h"

#include <gtest/gtest.h>

using mailwatchd::test::be16;
using namespace std::string_literals;
namespace dns = mailwatchd::dns;

namespace {

struct Text {
    const char* name;
    std::string text;
    std::optional<std::string> back;  ///< The text read back from the wire; nothing: not a name.
};

const std::string label_63(63, 'a');
const std::string name_253 =
    label_63 + '.' + label_63 + '.' + label_63 + '.' + std::string(61, 'b');

const Text texts[] = {
    {"root", "", ""},
    {"plain", "mx1.example.org", "mx1.example.org"},
    {"d3_case_folds", "MX1.Example.ORG", "mx1.example.org"},
    {"underscore", "_25._tcp.mx.example", "_25._tcp.mx.example"},
    {"escaped_dot", R"(a\.b.example)", R"(a\.b.example)"},
    {"escaped_backslash", R"(a\\b.example)", R"(a\\b.example)"},
    {"escaped_byte", R"(a\007b.example)", R"(a\007b.example)"},
    {"needless_escape", R"(\a\b.example)", "ab.example"},
    {"space_comes_back_escaped", "a b.example", R"(a\032b.example)"},
    {"label_63", label_63 + ".example", label_63 + ".example"},
    {"name_253", name_253, name_253},
    {"final_dot", "example.org.", {}},
    {"lone_dot", ".", {}},
    {"empty_label", "a..b", {}},
    {"leading_dot", ".a", {}},
    {"label_64", label_63 + "a.example", {}},
    {"name_254", name_253 + "b", {}},
    {"nul", "a\0b"s, {}},
    {"high_byte", "m\xC3\xBC.example", {}},
    {"control", "a\nb", {}},
    {"cut_escape", "a\\", {}},
    {"cut_number", "a\\12", {}},
    {"number_256", "a\\256", {}},
};

class WireName : public testing::TestWithParam<Text> {};

TEST_P(WireName, round_trips) { EXPECT_EQ(dns::canonical_name(GetParam().text), GetParam().back); }

INSTANTIATE_TEST_SUITE_P(Table, WireName, testing::ValuesIn(texts),
                         [](const auto& row) { return row.param.name; });

/// RFC 9267's attacks on name decompression (failure D6). The name begins at `at`.
struct Hostile {
    const char* name;
    std::string wire;
    std::size_t at;
    std::optional<std::string> text;
};

const std::string header(12, '\0');

const Hostile hostile[] = {
    {"backwards", header + "\1a\0\1b\xC0\x0C"s, 15, "b.a"},
    {"pointer_to_pointer", header + "\1a\0\xC0\x0C\1c\xC0\x0F"s, 17, "c.a"},
    {"itself", header + "\xC0\x0C"s, 12, {}},
    {"forwards", header + "\xC0\x0E\1a\0"s, 12, {}},
    {"two_point_at_each_other", header + "\xC0\x0E\xC0\x0C"s, 14, {}},
    {"label_then_itself", header + "\1a\xC0\x0C"s, 12, {}},
    {"loop_behind_a_good_jump", header + "\1a\xC0\x0C\1b\xC0\x0C"s, 16, {}},
    {"into_the_header", header + "\1a\xC0\x00"s, 12, {}},
    {"cut_label", header + "\5ab"s, 12, {}},
    {"cut_pointer", header + "\1a\xC0"s, 12, {}},
    {"no_end", header + "\1a"s, 12, {}},
    {"reserved_01", header + "\x41" + std::string(65, 'a') + "\0"s, 12, {}},
    {"reserved_10", header + "\x81" + std::string(129, 'a') + "\0"s, 12, {}},
    {"behind_the_end", header, 12, {}},
    {"far_behind_the_end", header, 500, {}},
};

class HostileName : public testing::TestWithParam<Hostile> {};

TEST_P(HostileName, is_read_or_refused) {
    std::size_t at = GetParam().at;
    EXPECT_EQ(dns::read_name(GetParam().wire, at), GetParam().text);
    if (!GetParam().text) return;
    EXPECT_EQ(at, GetParam().wire.size());
}

INSTANTIATE_TEST_SUITE_P(Table, HostileName, testing::ValuesIn(hostile),
                         [](const auto& row) { return row.param.name; });

TEST(WireNameLimits, compression_cannot_make_a_name_longer_than_255_octets) {
    // Labels of 63 bytes, each followed by a pointer to the one before: three make 193 octets, four
    // 257.
    std::string wire = header;
    std::size_t before = 0;
    for (int labels = 1; labels <= 4; ++labels) {
        std::size_t at = wire.size();
        const std::size_t here = at;
        wire += '\x3F' + std::string(63, 'a');
        wire += before == 0 ? "\0"s : be16(0xC000U | static_cast<unsigned>(before));
        before = here;
        EXPECT_EQ(dns::read_name(wire, at).has_value(), labels < 4) << labels;
    }
}

TEST(WireNameLimits, many_pointers_are_refused) {
    // A staircase: each pointer leads to the one before. Honest names need at most 127.
    const auto staircase = [](int steps) {
        std::string wire = header + "\1a\0"s;
        std::size_t target = 12;
        for (int i = 0; i < steps; ++i) {
            const std::size_t here = wire.size();
            wire += {static_cast<char>(0xC0U | target >> 8U), static_cast<char>(target & 0xFFU)};
            target = here;
        }
        return wire;
    };
    for (const auto& [steps, is_name] : {std::pair{127, true}, std::pair{128, false}}) {
        const auto wire = staircase(steps);
        std::size_t at = wire.size() - 2;
        EXPECT_EQ(dns::read_name(wire, at).has_value(), is_name) << steps;
    }
}

}  // namespace
