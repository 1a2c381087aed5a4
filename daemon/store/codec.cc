#include "store/codec.h"

namespace mailwatchd::store {

namespace {

/// Raise a kind's number with every change of its fields.
template <class T>
constexpr std::uint64_t version = 1;
template <>
constexpr std::uint64_t version<model::ZoneHealth> = 2;

constexpr std::size_t seal_bytes = 8;

std::string seal_text(std::string_view bytes) {
    auto bits = seal_of(bytes);
    std::string text;
    for (std::size_t i = 0; i < seal_bytes; ++i, bits >>= 8)
        text.push_back(static_cast<char>(bits & 0xFF));
    return text;
}

template <class T>
std::string encode_any(const T& value) {
    Writer writer;
    writer.number(version<T>);
    writer.value(value);
    auto bytes = writer.take();
    return bytes + seal_text(bytes);
}

}  // namespace

template <>
struct Blank<model::MailSession> {
    static model::MailSession make() {
        return {.endpoint = {{}, Blank<model::Address>::make(), model::smtp}, .taken_at = {}};
    }
};
template <>
struct Blank<model::ReverseDns> {
    static model::ReverseDns make() {
        return {.host = {},
                .address = Blank<model::Address>::make(),
                .taken_at = {},
                .names = {},
                .forward = {}};
    }
};
template <>
struct Blank<model::Listing> {
    static model::Listing make() {
        return {.address = Blank<model::Address>::make(), .zone = {}, .taken_at = {}};
    }
};

template <>
struct Blank<model::ActiveSeries> {
    static model::ActiveSeries make() {
        model::ActiveSeries series;
        series.endpoint = {{}, Blank<model::Address>::make(), model::smtp};
        return series;
    }
};

std::string encode(const model::MailSession& value) { return encode_any(value); }
std::string encode(const model::Topology& value) { return encode_any(value); }
std::string encode(const model::ReverseDns& value) { return encode_any(value); }
std::string encode(const model::Listing& value) { return encode_any(value); }
std::string encode(const model::ZoneHealth& value) { return encode_any(value); }
std::string encode(const model::SpfLook& value) { return encode_any(value); }
std::string encode(const model::Reputation& value) { return encode_any(value); }
std::string encode(const model::DomainReputation& value) { return encode_any(value); }
std::string encode(const model::ActiveSeries& value) { return encode_any(value); }
std::string encode(const StoredReport& value) { return encode_any(value); }

template <class T>
std::optional<T> decode(std::string_view bytes) {
    if (bytes.size() < seal_bytes) return std::nullopt;
    const auto body = bytes.substr(0, bytes.size() - seal_bytes);
    if (bytes.substr(body.size()) != seal_text(body)) return std::nullopt;
    Reader reader{body};
    if (reader.number() != version<T>) return std::nullopt;
    auto value = Blank<T>::make();
    reader.value(value);
    return reader.is_done() ? std::optional{std::move(value)} : std::nullopt;
}

template std::optional<model::MailSession> decode(std::string_view);
template std::optional<model::Topology> decode(std::string_view);
template std::optional<model::ReverseDns> decode(std::string_view);
template std::optional<model::Listing> decode(std::string_view);
template std::optional<model::ZoneHealth> decode(std::string_view);
template std::optional<model::SpfLook> decode(std::string_view);
template std::optional<model::Reputation> decode(std::string_view);
template std::optional<model::DomainReputation> decode(std::string_view);
template std::optional<model::ActiveSeries> decode(std::string_view);
template std::optional<StoredReport> decode(std::string_view);

}  // namespace mailwatchd::store
