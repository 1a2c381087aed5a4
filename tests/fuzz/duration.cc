// Arbitrary bytes as a duration and as a time: what is parsed is written back as the same value,
// and every value can be written (failures C5, C6).
#include "base/duration.h"

#include "fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

using namespace mailwatchd;
using test::require;

namespace {

/// 2^63 nanoseconds, the longest duration that is parsed.
constexpr base::Duration longest{INT64_MAX / 1'000'000};

void require_duration(base::Duration value) {
    const auto text = base::to_text(value);
    require(text.size() <= 40 && test::is_printable(text));
    require(test::is(base::parse_duration(text), value));
}

/// Years of four digits; what is outside is written as the first or last second of these.
void require_instant(base::Instant value) {
    using namespace std::chrono;
    constexpr base::Instant first = sys_days{year{0} / 1 / 1};
    constexpr base::Instant last = sys_days{year{10000} / 1 / 1} - 1s;
    const auto text = base::rfc3339(value);
    require(text.size() == 20 && text.starts_with(base::date(value)));
    const auto written = std::clamp(value, first, last);
    require(test::is(base::parse_instant(text), floor<seconds>(written)));
}

/// Only the forms that rfc3339 writes, or the beginning of one.
void require_form(std::string_view text, base::Instant value) {
    const bool is_leap_second = text.ends_with(":60Z");
    const auto written = base::rfc3339(value);
    if (!text.ends_with('Z')) return require(text == base::date(value));
    require(is_leap_second || written.starts_with(text.substr(0, text.size() - 1)));
    require(text.size() == (is_leap_second ? 20 : 17) || text == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto value = base::parse_duration(text)) {
        require(*value >= base::Duration::zero() && *value <= longest);
        require_duration(*value);
    }
    if (const auto value = base::parse_instant(text)) {
        require_instant(*value);
        require_form(text, *value);
    }
    std::int64_t count = 0;
    if (size < sizeof count) return 0;
    std::memcpy(&count, data, sizeof count);
    require_instant(base::Instant{base::Duration{count}});
    if (count >= 0 && count <= longest.count()) require_duration(base::Duration{count});
    require(test::is_printable(base::to_text(base::Duration{count})));
    return 0;
}
