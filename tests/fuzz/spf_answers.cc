// Arbitrary bytes as a DNS that answers SPF's questions as it likes: records, failures, aliases,
// nothing. First byte: the kind of client. The evaluation ends within its limits and the survey
// does not depend on the order of the answers (failures D14, D6).
#include "fuzz/require.h"
#include "observe/spf/fields.h"
#include "proto/dns/wire_name.h"
#include "proto/spf/evaluation.h"
#include "proto/spf/survey.h"
#include "store/codec.h"

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace mailwatchd;
using test::require;

namespace {

constexpr std::array failures{base::Errc::timed_out, base::Errc::server_failure,
                              base::Errc::malformed, base::Errc::cancelled};

/// A DNS that answers the same question the same way: from the line that the question selects. Its
/// first byte selects the form of the answer.
class Dns {
public:
    explicit Dns(std::string_view input) {
        while (!input.empty()) lines_.push_back(test::take_line(input));
    }

    base::Result<dns::Answer> ask(const dns::Question& question) const {
        require(dns::canonical_name(question.name) == question.name);
        auto line = lines_.empty() ? std::string_view{} : lines_[hash(question) % lines_.size()];
        const auto form = test::take_byte(line) % 8;
        if (form < failures.size() / 2)
            return base::failed<dns::Answer>(failures[form * 2 + line.size() % 2], "fuzz");
        dns::Answer answer{.question = question, .exists = form != 2, .canonical = question.name};
        if (form == 3) answer.canonical = "alias.example.org";
        if (form == 2 || form == 4) return answer;
        const auto copies = form == 5 ? 12U : 1U;
        for (unsigned i = 0; i < copies; ++i)
            answer.records.push_back({answer.canonical, question.type, 60, value(question, line)});
        return answer;
    }

private:
    static std::size_t hash(const dns::Question& question) {
        auto hash = static_cast<std::size_t>(question.type);
        for (const char c : question.name) hash = hash * 31 + static_cast<unsigned char>(c);
        return hash;
    }

    static decltype(dns::Record::data) value(const dns::Question& question, std::string_view line) {
        const auto name = dns::canonical_name(line).value_or("mx.example.org");
        switch (question.type) {
            case dns::Type::txt: return dns::Text{std::string{line}};
            case dns::Type::mx: return dns::Mx{10, name};
            case dns::Type::ptr: return dns::Name{name};
            case dns::Type::aaaa: return model::Address::v6({0x20, 1, 0xd, 0xb8, 7});
            case dns::Type::a: return model::Address::v4({192, 0, 2, 7});
            default: return dns::Opaque{};
        }
    }

    std::vector<std::string_view> lines_;
};

model::SpfLook surveyed(const Dns& dns, bool backwards) {
    spf::Survey survey{"example.org"};
    while (!survey.questions().empty()) {
        auto questions = survey.questions();
        if (backwards) std::ranges::reverse(questions);
        for (const auto& question : questions) survey.answer(question, dns.ask(question));
    }
    return survey.look();
}

void fuzz_evaluation(const Dns& dns, const model::Address& client) {
    spf::Evaluation evaluation{spf::mail_from(client, "a.b@example.org", "h.example")};
    for (int asked = 0; evaluation.question(); ++asked) {
        require(asked < spf::queries_max);
        evaluation.answer(dns.ask(*evaluation.question()));
    }
    const auto& result = evaluation.result();
    require(result.lookups <= model::spf_lookups_max + 1);
    require(result.void_lookups <= model::spf_void_lookups_max + 1);
    require(result.explanation.size() <= 512);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    const bool is_v6 = test::take_byte(input) % 2 != 0;
    const Dns dns{input};
    fuzz_evaluation(dns, is_v6 ? model::Address::v6({0x20, 1, 0xd, 0xb8, 1})
                               : model::Address::v4({192, 0, 2, 1}));
    const auto look = surveyed(dns, false);
    const auto again = surveyed(dns, true);
    require(store::encode(look) == store::encode(again));
    require(look.senders.size() <= model::spf_senders_max);
    return 0;
}
