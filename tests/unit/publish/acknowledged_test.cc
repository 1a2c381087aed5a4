// An acknowledged finding, in every output that shows it.
#include "publish/acknowledged_words.h"
#include "publish/html/html.h"
#include "publish/json/json.h"
#include "publish/text/text.h"
#include "unit/publish/sample.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace mailwatchd::publish {
namespace {

constexpr std::string_view everywhere = "acknowledged by anna on 2026-11-22";
constexpr std::string_view there =
    "acknowledged by berta on 2026-11-22, until 2026-11-23T12:00:00Z: moved \\x1B[31m";

/// POP3's unencrypted login at one of two addresses, and the service everywhere.
Audit accepted_audit() {
    auto audit = sample_audit();
    const auto& findings = audit.state->checks[3].report.findings;
    audit.acknowledged = {{std::string{findings[0].kind->tag}, "", "anna", noon, {}, ""},
                          {std::string{findings[1].kind->tag}, findings[1].subject.shown(), "berta",
                           noon, noon + 24h, "moved \x1b[31m"}};
    return audit;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(Acknowledged, in_words) {
    const auto audit = accepted_audit();
    EXPECT_EQ(acknowledged_words(audit.acknowledged[0]), everywhere);
    EXPECT_EQ(acknowledged_words(audit.acknowledged[1]), there);
}

TEST(Acknowledged, as_text) {
    const auto text = to_text(accepted_audit(), {.width = 120, .colour = false});
    EXPECT_EQ(count(text, "            acknowledged by anna on 2026-11-22\n"), 1U) << text;
    EXPECT_EQ(count(text, "              " + std::string{there} + '\n'), 1U) << text;
    EXPECT_EQ(to_text(accepted_audit(), {}).substr(0, 400),
              to_text(sample_audit(), {}).substr(0, 400))
        << "it does not change verdicts and score";
}

TEST(Acknowledged, as_json) {
    const auto audit = boost::json::parse(to_json(accepted_audit()));
    EXPECT_EQ(audit.at("score"), 56);
    const auto& findings = audit.at("checks").at(3).at("findings");
    EXPECT_EQ(boost::json::serialize(findings.at(0).at("acknowledged")),
              R"({"by":"anna","at":"2026-11-22T12:00:00Z","until":null,"why":""})");
    EXPECT_EQ(boost::json::serialize(findings.at(1).at("acknowledged")),
              R"({"by":"berta","at":"2026-11-22T12:00:00Z","until":"2026-11-23T12:00:00Z",)"
              R"("why":"moved \\x1B[31m"})");
    EXPECT_TRUE(findings.at(2).at("acknowledged").is_null()) << "the same kind at another address";
}

TEST(Acknowledged, as_a_page) {
    const auto page = to_html(accepted_audit(), {});
    EXPECT_EQ(count(page, "<span class=\"acknowledged\">" + std::string{everywhere} + "</span>"),
              1U);
    EXPECT_EQ(count(page, "<span class=\"acknowledged\">" + std::string{there} + "</span>"), 1U);
}

}  // namespace
}  // namespace mailwatchd::publish
