#include "proto/dns/message.h"

#include <algorithm>

namespace mailwatchd::dns {

namespace {

template <class Kind, class Value, class Get>
std::vector<Value> values(const std::vector<Record>& records, Get get) {
    std::vector<Value> out;
    for (const auto& record : records)
        if (const auto* data = std::get_if<Kind>(&record.data)) out.push_back(get(*data));
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

constexpr auto itself = [](const auto& value) { return value; };
constexpr auto its_text = [](const auto& value) { return value.text; };

/// Beyond sizeof(Record).
std::size_t bytes_of(const Record& record) {
    struct {
        std::size_t operator()(const model::Address&) const { return 0; }
        std::size_t operator()(const Name& name) const { return name.text.size(); }
        std::size_t operator()(const Mx& mx) const { return mx.host.size(); }
        std::size_t operator()(const Srv& srv) const { return srv.target.size(); }
        std::size_t operator()(const Text& text) const { return text.text.size(); }
        std::size_t operator()(const Opaque& opaque) const { return opaque.bytes.size(); }
    } constexpr of_data{};
    return record.owner.size() + std::visit(of_data, record.data);
}

}  // namespace

std::size_t bytes_of(const Answer& answer) {
    auto bytes = sizeof answer + answer.question.name.size() + answer.canonical.size();
    for (const auto& record : answer.records) bytes += sizeof record + bytes_of(record);
    return bytes;
}

std::string_view name(Type type) {
    switch (type) {
        case Type::a: return "A";
        case Type::ns: return "NS";
        case Type::cname: return "CNAME";
        case Type::soa: return "SOA";
        case Type::ptr: return "PTR";
        case Type::mx: return "MX";
        case Type::txt: return "TXT";
        case Type::aaaa: return "AAAA";
        case Type::srv: return "SRV";
        case Type::opt: return "OPT";
        case Type::ds: return "DS";
        case Type::dnskey: return "DNSKEY";
        case Type::tlsa: return "TLSA";
        case Type::spf: return "SPF";
    }
    return "TYPE?";
}

std::string Question::text() const {
    return std::string{dns::name(type)}.append(" ").append(name.empty() ? "." : name);
}

std::vector<model::Address> Answer::addresses() const {
    return values<model::Address, model::Address>(records, itself);
}
std::vector<std::string> Answer::names() const {
    return values<Name, std::string>(records, its_text);
}
std::vector<Mx> Answer::mail_exchangers() const { return values<Mx, Mx>(records, itself); }
std::vector<Srv> Answer::services() const { return values<Srv, Srv>(records, itself); }
std::vector<std::string> Answer::texts() const {
    return values<Text, std::string>(records, its_text);
}

}  // namespace mailwatchd::dns
