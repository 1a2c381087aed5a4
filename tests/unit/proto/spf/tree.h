// A DNS with SPF records in memory.
#pragma once

#include "proto/spf/survey.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::spf {

struct Tree {
    std::map<std::string, std::vector<std::string>> texts;
    std::map<std::string, std::vector<std::string>> addresses;
    std::map<std::string, std::vector<std::string>> exchangers;
    std::set<std::string> silent;
    int asked = 0;

    base::Result<dns::Answer> ask(const dns::Question& question) {
        ++asked;
        if (silent.contains(question.name))
            return base::Failure{base::Errc::timed_out, question.text()};
        dns::Answer answer{.question = question, .canonical = question.name};
        const auto add = [&](decltype(dns::Record::data) data) {
            answer.records.push_back({question.name, question.type, 60, std::move(data)});
        };
        const auto of = [&](const auto& map) {
            const auto found = map.find(question.name);
            return found == map.end() ? std::vector<std::string>{} : found->second;
        };
        if (question.type == dns::Type::txt)
            for (const auto& text : of(texts)) add(dns::Text{text});
        if (question.type == dns::Type::mx)
            for (const auto& host : of(exchangers)) add(dns::Mx{10, host});
        for (const auto& text : of(addresses)) {
            const auto address = model::Address::parse(text).value();
            const auto type = address.is_v4() ? dns::Type::a : dns::Type::aaaa;
            if (type == question.type) add(address);
        }
        answer.exists = !answer.empty();
        return answer;
    }
};

inline model::SpfLook survey(Tree& tree) {
    Survey survey{"example.org"};
    while (!survey.questions().empty()) {
        const auto questions = survey.questions();
        for (const auto& question : questions) survey.answer(question, tree.ask(question));
    }
    EXPECT_LE(tree.asked, 200);
    return survey.look();
}

}  // namespace mailwatchd::spf
