// Arbitrary bytes as SPF records, one per line, the first the domain's own: parsing, macros,
// evaluation and survey never throw, end within their limits and query only valid names (failures
// D14, A4).
#include "fuzz/require.h"
#include "proto/dns/wire_name.h"
#include "proto/spf/evaluation.h"
#include "proto/spf/survey.h"

#include <cstdint>

namespace {

using namespace mailwatchd;
using test::require;

/// A DNS in which each name has the next of the lines as its record.
class Lines {
public:
    explicit Lines(std::string_view input) : input_{input} {}

    dns::Answer ask(const dns::Question& question) {
        require(++asked_ <= spf::queries_max);
        require(dns::canonical_name(question.name) == question.name);
        dns::Answer answer{.question = question, .exists = true, .canonical = question.name};
        const auto add = [&](decltype(dns::Record::data) data) {
            answer.records.push_back({question.name, question.type, 60, std::move(data)});
        };
        if (question.type == dns::Type::txt) add(dns::Text{next_line()});
        if (question.type == dns::Type::mx) add(dns::Mx{10, "mx.example.org"});
        if (question.type == dns::Type::ptr) add(dns::Name{"mail.example.org"});
        if (question.type == dns::Type::a) add(model::Address::v4({192, 0, 2, 7}));
        return answer;
    }

private:
    std::string next_line() {
        const auto end = input_.find('\n', at_);
        const std::string line{input_.substr(at_, end - at_)};
        at_ = end == std::string_view::npos ? 0 : end + 1;
        return line;
    }

    std::string_view input_;
    std::size_t at_ = 0;
    int asked_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto client = model::Address::v4({192, 0, 2, 1});
    spf::Evaluation evaluation{
        spf::mail_from(client, std::string{input.substr(0, 64)} + "@example.org", "h.example")};
    Lines dns{input};
    while (evaluation.question()) evaluation.answer(dns.ask(*evaluation.question()));
    const auto& result = evaluation.result();
    require(result.lookups <= model::spf_lookups_max + 1);
    require(result.void_lookups <= model::spf_void_lookups_max + 1);
    require(result.explanation.size() <= 512);

    spf::Survey survey{"example.org"};
    Lines again{input};
    while (!survey.questions().empty())
        for (const auto& question : std::vector{survey.questions()})
            survey.answer(question, again.ask(question));
    require(survey.look().senders.size() <= model::spf_senders_max);
    require(!spf::record_text(survey.look()).empty());
    require(survey.look().v4.passing_terms.size() <= model::spf_scope_terms_max);
    return 0;
}
