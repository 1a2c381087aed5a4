#include "proto/dns/message.h"
#include "proto/dns/wire_name.h"

#include <algorithm>
#include <array>

namespace mailwatchd::dns {

namespace {

constexpr std::size_t soa_bytes_min = 22;  // Two root names and five numbers, RFC 1035 §3.3.13.

/// Reads forward over a message; after an error `is_good` stays false.
class Reader {
public:
    explicit Reader(std::string_view wire) : wire_{wire} {}

    bool is_good() const { return is_good_; }
    std::size_t at() const { return at_; }
    void fail() { is_good_ = false; }

    std::string_view bytes(std::size_t count) {
        if (!is_good_ || wire_.size() - at_ < count) {
            is_good_ = false;
            return {};
        }
        at_ += count;
        return wire_.substr(at_ - count, count);
    }
    std::uint8_t u8() {
        const auto octet = bytes(1);
        return octet.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(octet[0]);
    }
    std::uint16_t u16() {
        const unsigned high = u8();
        return static_cast<std::uint16_t>(high << 8U | u8());
    }
    std::uint32_t u32() {
        const std::uint32_t high = u16();
        return high << 16U | u16();
    }
    std::string name() {
        if (!is_good_) return {};
        auto text = read_name(wire_, at_);
        is_good_ = text.has_value();
        return std::move(text).value_or("");
    }

private:
    std::string_view wire_;
    std::size_t at_ = 0;
    bool is_good_ = true;
};

using Data = decltype(Record::data);

template <std::size_t size>
std::array<std::uint8_t, size> octets(Reader& reader) {
    std::array<std::uint8_t, size> out{};
    for (auto& octet : out) octet = reader.u8();
    return out;
}

/// Character strings up to `end`, joined (RFC 7208 §3.3); at least one (RFC 1035 §3.3.14).
Text text(Reader& reader, std::size_t end) {
    Text out;
    do {
        const std::size_t length = reader.u8();
        out.text += reader.bytes(length);
    } while (reader.is_good() && reader.at() < end);
    return out;
}

/// Reads RDATA that ends at `end`; the caller checks that it did.
Data rdata(Reader& reader, Type type, std::size_t end) {
    switch (type) {
        case Type::a: return model::Address::v4(octets<4>(reader));
        case Type::aaaa: return model::Address::v6(octets<16>(reader));
        case Type::ns:
        case Type::cname:
        case Type::ptr: return Name{reader.name()};
        case Type::mx: {
            Mx mx;
            mx.preference = reader.u16();
            mx.host = reader.name();
            return mx;
        }
        case Type::srv: {
            Srv srv;
            srv.priority = reader.u16();
            srv.weight = reader.u16();
            srv.port = reader.u16();
            srv.target = reader.name();
            return srv;
        }
        case Type::txt:
        case Type::spf: return text(reader, end);
        case Type::soa:
            if (end - reader.at() < soa_bytes_min) reader.fail();
            break;
        case Type::ds:
        case Type::dnskey:
        case Type::tlsa:
        case Type::opt: break;
    }
    return Opaque{std::string{reader.bytes(end - reader.at())}};
}

struct RawRecord {
    Record record{.owner = {}, .type = {}, .ttl = 0, .data = Opaque{}};
    unsigned klass = 0;
};

RawRecord record(Reader& reader, std::size_t message_bytes) {
    RawRecord raw;
    raw.record.owner = reader.name();
    raw.record.type = static_cast<Type>(reader.u16());
    raw.klass = reader.u16();
    raw.record.ttl = reader.u32();
    const std::size_t length = reader.u16();
    const std::size_t end = reader.at() + length;
    if (!reader.is_good() || end > message_bytes) {
        reader.fail();
        return raw;
    }
    const bool is_read = raw.klass == class_in;
    raw.record.data = rdata(reader, is_read ? raw.record.type : Type::opt, end);
    if (reader.at() != end) reader.fail();
    // RFC 2181 §8: a TTL with the highest bit set counts as 0.
    if (raw.record.type != Type::opt && raw.record.ttl > 0x7FFFFFFFU) raw.record.ttl = 0;
    return raw;
}

struct Counts {
    unsigned questions, answers, authority, additional;
};

void read_header(Reader& reader, Message& message, Counts& counts) {
    message.id = reader.u16();
    const unsigned flags = reader.u16();
    message.response = (flags & 0x8000U) != 0;
    message.authoritative = (flags & 0x0400U) != 0;
    message.truncated = (flags & 0x0200U) != 0;
    message.authenticated = (flags & 0x0020U) != 0;
    message.rcode = flags & 0x0FU;
    counts.questions = reader.u16();
    counts.answers = reader.u16();
    counts.authority = reader.u16();
    counts.additional = reader.u16();
}

void read_question(Reader& reader, Message& message) {
    Question question;
    question.name = reader.name();
    question.type = static_cast<Type>(reader.u16());
    if (reader.u16() != class_in) reader.fail();
    message.question = std::move(question);
}

/// Extended codes above 255 are unknown, so they become one value.
std::uint8_t extended(unsigned rcode, unsigned upper) {
    return static_cast<std::uint8_t>(std::min(upper << 4U | (rcode & 0x0FU), 255U));
}

void read_section(Reader& reader, unsigned count, std::size_t size, std::vector<Record>& into) {
    for (; count > 0 && reader.is_good(); --count) {
        auto raw = record(reader, size);
        if (raw.klass == class_in) into.push_back(std::move(raw.record));
    }
}

/// Only the OPT record is of use: that it is there, and the upper bits of the response code (RFC
/// 6891 §6.1.1, §6.1.3).
void read_additional(Reader& reader, unsigned count, std::size_t size, Message& message) {
    for (; count > 0 && reader.is_good(); --count) {
        const auto raw = record(reader, size);
        if (raw.record.type != Type::opt) continue;
        message.edns = true;
        message.rcode = extended(message.rcode, raw.record.ttl >> 24U);
    }
}

base::Result<Message> bad(const char* what) {
    return base::failed<Message>(base::Errc::malformed, std::string{"DNS message: "} + what);
}

}  // namespace

base::Result<Message> parse(std::string_view wire) {
    if (wire.size() > message_bytes_max) return bad("too long");
    Reader reader{wire};
    Message message;
    Counts counts{};
    read_header(reader, message, counts);
    if (counts.questions > 1) return bad("several questions");
    if (counts.answers + counts.authority + counts.additional > records_max)
        return bad("too many records");
    if (counts.questions == 1) read_question(reader, message);
    if (!reader.is_good()) return bad("header or question");

    read_section(reader, counts.answers, wire.size(), message.answers);
    read_section(reader, counts.authority, wire.size(), message.authority);
    read_additional(reader, counts.additional, wire.size(), message);
    // Ignore bytes behind the last record: some middleboxes add padding.
    if (!reader.is_good()) return bad("record");
    return message;
}

}  // namespace mailwatchd::dns
