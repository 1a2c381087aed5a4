#include "publish/journal/catalogue.h"

#include "model/change_kind.h"
#include "publish/journal/entry.h"
#include "support/readings.h"
#include "unit/publish/golden.h"
#include "unit/publish/opened.h"

#include <regex>
#include <set>
#include <sstream>

namespace mailwatchd::publish {
namespace {

/// The ids must never change, because people use them in filters and alerts: the file pins them.
TEST(Catalogue, is_what_was_read) {
    expect_golden("mailwatchd.catalog", journal_catalogue(test::reading_kinds().changes()));
}

TEST(Catalogue, explains_each_id_once) {
    std::set<std::string_view> ids;
    for (const auto* const kind : test::reading_kinds().changes()) {
        EXPECT_TRUE(std::regex_match(std::string{kind->message_id}, std::regex{"[0-9a-f]{32}"}))
            << kind->name;
        EXPECT_TRUE(ids.insert(kind->message_id).second) << kind->name;
    }
    std::istringstream lines{journal_catalogue(test::reading_kinds().changes())};
    std::size_t entries = 0, subjects = 0;
    for (std::string line; std::getline(lines, line);) {
        entries += line.starts_with("-- ") ? 1 : 0;
        subjects += line.starts_with("Subject: ") ? 1 : 0;
        EXPECT_LE(line.size(), 100U) << line;
    }
    EXPECT_EQ(entries, ids.size());
    EXPECT_EQ(subjects, ids.size());
}

/// The fields of the entries of some kind, such as "MAILWATCHD_HOST".
std::set<std::string> sent_fields() {
    const model::Subject subjects[] = {endpoint("192.0.2.25", model::pop3),
                                       model::Subject::dnsbl("zen.example")};
    std::set<std::string> names;
    for (const auto& subject : subjects)
        for (const auto* const reading : {&reading::port, &reading::verdict}) {
            auto transition = opened();
            transition.subject = subject;
            transition.reading = reading;
            transition.argument = "pop3";
            for (const auto& field : journal_fields(transition))
                names.insert(field.substr(0, field.find('=')));
        }
    return names;
}

TEST(Catalogue, refers_to_fields_that_entries_have) {
    const auto sent = sent_fields();
    const std::regex reference{"@([A-Z_]+)@"};
    const auto text = journal_catalogue(test::reading_kinds().changes());
    std::size_t seen = 0;
    for (std::sregex_iterator at{text.begin(), text.end(), reference}; at != std::sregex_iterator{};
         ++at, ++seen)
        EXPECT_TRUE(sent.contains((*at)[1])) << (*at)[1];
    EXPECT_GT(seen, 50U);
}

}  // namespace
}  // namespace mailwatchd::publish
