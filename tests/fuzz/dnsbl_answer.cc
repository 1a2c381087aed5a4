// Arbitrary bytes as what block lists and sources answer. First byte: the code; then the answers,
// four bytes each, 0xFF, and their texts, one per line. Origins are bounded (failures D12, A5).
#include "fuzz/require.h"
#include "observe/dnsbl/block_list.h"
#include "observe/reputation/origin.h"

#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using Kind = observe::DnsblAnswer::Kind;
using test::require;

namespace {

model::Dnsbl list_with(std::uint8_t code) {
    model::Dnsbl dnsbl;
    dnsbl.name = "bl.example";
    model::DnsblCode known;
    known.answer = model::Address::v4({127, 0, 0, code});
    known.mask = {255, 255, 255, static_cast<std::uint8_t>(code | 1)};
    known.refusal = code % 4 == 0;
    dnsbl.codes = {known};
    return dnsbl;
}

void fuzz_answers(const model::Dnsbl& dnsbl, std::string_view bytes) {
    dns::Answer answer{.question = {"x.bl.example", dns::Type::a}, .canonical = "x.bl.example"};
    bool is_all_inside = true;
    for (; bytes.size() >= 4; bytes.remove_prefix(4)) {
        std::array<std::uint8_t, 4> v4{};
        std::copy_n(bytes.begin(), v4.size(), v4.begin());
        is_all_inside = is_all_inside && v4[0] == 127;
        answer.records.push_back({answer.canonical, dns::Type::a, 60, model::Address::v4(v4)});
    }
    const auto said = observe::interpret(dnsbl, answer);
    require((said.kind == Kind::clear) == answer.records.empty());
    require((said.kind == Kind::parked) == !is_all_inside);
    require(said.answers == answer.addresses() && test::is_printable(said.evidence));
    const auto health =
        observe::judge_proof(dnsbl, model::Address::Family::v4, {said, said, said}, {});
    require(health.state != model::DnsblState::proven && model::is_proof(health.state));
}

void fuzz_texts(std::string_view lines) {
    std::vector<std::string> texts;
    while (!lines.empty()) texts.emplace_back(test::take_line(lines));
    if (const auto origin = observe::parse_origin(texts)) {
        require(origin->as_numbers.size() <= observe::origins_max);
        require(std::ranges::is_sorted(origin->as_numbers));
        require(model::Prefix::parse(origin->prefix).has_value());
        require(origin->country.empty() || origin->country.size() == 2);
        require(test::is_printable(origin->country) && test::is_printable(origin->registry));
    }
    for (const auto& text : texts)
        require(observe::parse_as_name(text).size() <= observe::as_name_bytes_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto dnsbl = list_with(static_cast<std::uint8_t>(test::take_byte(input)));
    const auto answers = input.substr(0, input.find('\xff'));
    fuzz_answers(dnsbl, answers);
    fuzz_texts(input.substr(std::min(answers.size() + 1, input.size())));
    return 0;
}
