// Builds DNS messages byte by byte, including wrong ones: the answers of a server under a test's
// control.
#pragma once

#include "proto/dns/message.h"
#include "proto/dns/wire_name.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::test {

inline std::string be16(unsigned value) {
    return {static_cast<char>(value >> 8U & 0xFFU), static_cast<char>(value & 0xFFU)};
}
inline std::string be32(std::uint32_t value) { return be16(value >> 16U) + be16(value & 0xFFFFU); }
inline std::string wire_name(std::string_view text) { return dns::to_wire(text).value(); }

inline std::string rdata_address(std::string_view text) {
    const auto address = model::Address::parse(text).value();
    return {address.bytes().begin(), address.bytes().end()};
}
inline std::string rdata_mx(unsigned preference, std::string_view host) {
    return be16(preference) + wire_name(host);
}
inline std::string rdata_txt(const std::vector<std::string>& strings) {
    std::string out;
    for (const auto& each : strings) out.append(1, static_cast<char>(each.size())).append(each);
    return out;
}
inline std::string rdata_soa(std::uint32_t minimum) {
    return wire_name("ns.example") + wire_name("hostmaster.example") + be32(1) + be32(7200) +
           be32(3600) + be32(86400) + be32(minimum);
}

/// Keeps the counts correct; `bytes` is public for tests that want them wrong.
struct WireMessage {
    std::string bytes = std::string(12, '\0');

    // Flags of the header, RFC 1035 §4.1.1.
    static constexpr unsigned response = 0x8180, authoritative = 0x0400, truncated = 0x0200,
                              authentic = 0x0020;

    explicit WireMessage(unsigned id = 0x1234, unsigned flags = response) {
        bytes.replace(0, 4, be16(id) + be16(flags));
    }
    WireMessage& question(std::string_view name, dns::Type type) {
        count(4);
        bytes += wire_name(name) + be16(static_cast<unsigned>(type)) + be16(1);
        return *this;
    }
    WireMessage& answer(const std::string& owner, dns::Type type, std::uint32_t ttl,
                        const std::string& rdata) {
        return record(6, wire_name(owner), static_cast<unsigned>(type), ttl, rdata);
    }
    WireMessage& authority(const std::string& owner, dns::Type type, std::uint32_t ttl,
                           const std::string& rdata) {
        return record(8, wire_name(owner), static_cast<unsigned>(type), ttl, rdata);
    }
    /// Section 6, 8 or 10: the offset of its counter in the header; `owner` is raw.
    WireMessage& record(std::size_t section, const std::string& owner, unsigned type,
                        std::uint32_t ttl, const std::string& rdata) {
        count(section);
        bytes += owner + be16(type) + be16(1) + be32(ttl) +
                 be16(static_cast<unsigned>(rdata.size())) + rdata;
        return *this;
    }
    void count(std::size_t at) {
        const auto high = static_cast<std::uint8_t>(bytes[at]);
        const auto low = static_cast<std::uint8_t>(bytes[at + 1]);
        bytes.replace(at, 2, be16((static_cast<unsigned>(high) << 8U | low) + 1U));
    }
};

/// A staircase of compression pointers, and as many records as fit whose owner is its top: the
/// names that take longest to read.
inline std::string compression_bomb() {
    WireMessage wire;
    wire.question("q.example", dns::Type::a);
    const auto pointer = [](std::size_t target) {
        return std::string{static_cast<char>(0xC0U | target >> 8U),
                           static_cast<char>(target & 0xFFU)};
    };
    std::size_t target = 12;
    std::string stairs;
    const std::size_t base_at = wire.bytes.size() + 1 + 10;
    for (int i = 0; i < 126; ++i) {
        stairs += pointer(target);
        target = base_at + stairs.size() - 2;
    }
    wire.record(6, std::string(1, '\0'), 65280, 0, stairs);
    while (wire.bytes.size() + 12 <= dns::message_bytes_max &&
           static_cast<std::uint8_t>(wire.bytes[6]) < 15)
        wire.record(6, pointer(target), 65280, 0, "");
    return wire.bytes;
}

}  // namespace mailwatchd::test
