// Evaluates SPF with DNS records given on stdin, for the suite and the differential test. Fields
// are separated by tabs and percent-encoded, so they can contain any bytes:
//   clear
//   record NAME TYPE VALUE          TYPE is A, AAAA, MX ("10 mx.example"), PTR, TXT or CNAME
//   silent NAME                     other types of it are not answered
//   cover IP DOMAIN                 prints RESULT, taken from the coverage of the whole family
//   evaluate IP DOMAIN SENDER HELO  prints RESULT MECHANISM LOOKUPS VOID_LOOKUPS QUERIES
//                                   EXPLANATION PROBLEM
#include "base/escape.h"
#include "proto/dns/wire_name.h"
#include "proto/spf/attempt.h"
#include "proto/spf/coverage.h"
#include "proto/spf/survey.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

namespace {

using namespace mailwatchd;
using Fields = std::vector<std::string>;

std::string decoded(std::string_view text) {
    std::string raw;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            raw += text[i];
            continue;
        }
        raw += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
        i += 2;
    }
    return raw;
}

Fields fields_of(const std::string& line) {
    Fields fields;
    for (std::size_t from = 0; from <= line.size();) {
        const auto end = std::min(line.find('\t', from), line.size());
        fields.push_back(decoded(line.substr(from, end - from)));
        from = end + 1;
    }
    fields.resize(std::max(fields.size(), std::size_t{5}));
    return fields;
}

class ToldDns {
public:
    void add(const std::string& name, const std::string& type, const std::string& value) {
        const auto owner = spf::dns_name(name).value_or("?");
        names_.insert(owner);
        dns::Record record{
            .owner = owner, .type = dns::Type::txt, .ttl = 60, .data = dns::Text{value}};
        if (type == "A" || type == "AAAA") {
            record.type = type == "A" ? dns::Type::a : dns::Type::aaaa;
            record.data = model::Address::parse(value).value();
        } else if (type == "MX") {
            const auto space = value.find(' ');
            record.type = dns::Type::mx;
            record.data = dns::Mx{static_cast<std::uint16_t>(std::stoi(value)),
                                  spf::dns_name(value.substr(space + 1)).value_or("")};
        } else if (type != "TXT") {
            record.type = type == "PTR" ? dns::Type::ptr : dns::Type::cname;
            record.data = dns::Name{spf::dns_name(value).value_or("")};
        }
        records_[{owner, record.type}].push_back(record);
    }
    void silence(const std::string& name) { silent_.insert(spf::dns_name(name).value_or("?")); }

    base::Result<dns::Answer> ask(const dns::Question& question) const {
        dns::Answer answer{.question = question, .canonical = question.name};
        for (std::size_t links = 0; links <= dns::cname_chain_max; ++links) {
            if (const auto found = records_.find({answer.canonical, question.type});
                found != records_.end()) {
                answer.records = found->second;
                std::ranges::sort(answer.records, {}, &dns::Record::data);
                return answer;
            }
            if (silent_.contains(answer.canonical))
                return base::Failure{base::Errc::timed_out, question.text()};
            const auto alias = records_.find({answer.canonical, dns::Type::cname});
            if (alias == records_.end()) {
                answer.exists = names_.contains(answer.canonical);
                return answer;
            }
            answer.canonical = std::get<dns::Name>(alias->second.front().data).text;
        }
        return base::Failure{base::Errc::server_failure, "CNAME loop: " + question.text()};
    }

private:
    std::map<dns::Question, std::vector<dns::Record>> records_;
    std::set<std::string> names_;
    std::set<std::string> silent_;
};

void evaluate(const ToldDns& dns, const Fields& fields) {
    spf::Request request;
    request.ip = model::Address::parse(fields[1]).value();
    request.domain = fields[2];
    request.sender = fields[3];
    request.helo = fields[4];
    spf::Evaluation evaluation{std::move(request)};
    while (evaluation.question()) evaluation.answer(dns.ask(*evaluation.question()));
    const auto& result = evaluation.result();
    std::cout << name(result.result) << '\t' << base::escape(result.mechanism, 1000) << '\t'
              << result.lookups << '\t' << result.void_lookups << '\t' << result.queries << '\t'
              << base::escape(result.explanation, 1000) << '\t'
              << base::escape(result.problem, 1000) << std::endl;
}

void cover(const ToldDns& dns, const Fields& fields) {
    const auto client = model::Address::parse(fields[1]).value();
    spf::Answers answers;
    spf::Survey survey{fields[2]};
    while (!survey.questions().empty())
        for (const auto& question : std::vector{survey.questions()}) {
            answers.add(question, dns.ask(question));
            survey.answer(question, *answers.find(question));
        }
    spf::ReadRecords records;
    const auto coverage = spf::cover(client.family(), fields[2], answers, records);
    std::cout << name(coverage.result(client)) << std::endl;
}

}  // namespace

int main() {
    ToldDns dns;
    for (std::string line; std::getline(std::cin, line);) {
        const auto fields = fields_of(line);
        if (fields[0] == "clear") dns = {};
        if (fields[0] == "record") dns.add(fields[1], fields[2], fields[3]);
        if (fields[0] == "silent") dns.silence(fields[1]);
        if (fields[0] == "cover") cover(dns, fields);
        if (fields[0] == "evaluate") evaluate(dns, fields);
    }
}
