// docs/scoring.md documents the judges: every row of its table is judged here.
#include "checks/check.h"
#include "model/active_series.h"
#include "model/reputation.h"
#include "model/spf.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"
#include "watch/score.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <utility>

namespace mailwatchd::checks {
namespace {

using test::ip;
using test::one_mx;
using test::open;
using test::open_tls;
using test::Scene;

struct DocRow {
    std::string check;
    std::string seen;
    std::string verdict;
    int marks = 0;
};

std::vector<std::string> page() {
    std::ifstream file{"docs/scoring.md"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

std::vector<DocRow> rows() {
    const std::regex row{R"(\| `(\w+)` \| (.*) \| (passed|failed) \| (\d+) \|)"};
    std::vector<DocRow> found;
    std::smatch parts;
    for (const auto& line : page())
        if (std::regex_match(line, parts, row))
            found.push_back({parts[1], parts[2], parts[3], std::stoi(parts[4])});
    return found;
}

Scene two_mx() {
    return one_mx().add(test::host("mx2.example.org", {model::Role::mx}, {"192.0.2.2"}));
}

Scene named(Scene scene, std::string_view address, const std::string& name) {
    model::ReverseDns look{"mx1.example.org", ip(address), {}, std::vector<std::string>{}, {}};
    if (!name.empty()) {
        look.names = std::vector{name};
        look.forward.push_back({name, std::vector{ip(address)}});
    }
    return scene.reverse(std::move(look));
}

/// Eight proven lists of that class. The first `listed` of them list the address.
Scene listed(int listed, model::DnsblClass dnsbl_class, int lists = 8) {
    auto scene = one_mx();
    std::vector<model::Dnsbl> catalogue;
    for (int i = 0; i < lists; ++i) {
        model::Dnsbl dnsbl{.name = "bl" + std::to_string(i) + ".example"};
        dnsbl.dnsbl_class = dnsbl_class;
        catalogue.push_back(dnsbl);
        scene.rest.of<model::DnsblHealth>().push_back(
            {dnsbl.name, model::Address::Family::v4, {}, model::DnsblState::proven, {}});
        model::Listing listing{
            ip("192.0.2.1"), dnsbl.name, {}, model::Listing::State::clear, {}, {}, {}};
        if (i < listed) {
            listing.state = model::Listing::State::listed;
            listing.answers = {ip("127.0.0.2")};
        }
        scene.listing(std::move(listing));
    }
    scene.rest.catalogue = std::make_shared<const std::vector<model::Dnsbl>>(std::move(catalogue));
    return scene;
}

test::Look offers(std::vector<std::string> mechanisms) {
    model::Capabilities capabilities;
    capabilities.mechanisms = std::move(mechanisms);
    capabilities.user_command = !capabilities.mechanisms.empty();
    return open(capabilities);
}

test::Look demands_tls() {
    model::Capabilities capabilities;
    capabilities.starttls = true;
    capabilities.login_disabled = true;
    auto look = open(capabilities);
    look.session.upgrade = model::Upgrade::done;
    look.session.after_tls.known = true;
    return look;
}

test::Look breaks_tls() {
    auto look = demands_tls();
    look.session.upgrade = model::Upgrade::failed;
    look.session.upgrades_in_vain = 2;
    return look;
}

test::Look without_capa() {
    auto look = open();
    look.session.before_tls.known = false;
    return look;
}

using Scenes = std::map<std::pair<std::string, std::string>, Scene>;

void add_smtp(Scenes& scenes) {
    const std::string mx = "mx_connection";
    scenes[{mx, "every MX host answers on 25"}] = one_mx().shows(25, open());
    scenes[{mx, "one of two MX hosts answers on 25 (the share counts)"}] =
        two_mx().shows(25, open());
    scenes[{mx, "no MX host answers on 25, one on 587"}] = one_mx().shows(587, open());
    scenes[{mx, "no MX host answers on any port"}] = one_mx();
    const std::string auth = "plaintext_auth";
    scenes[{auth, "no AUTH on 25 before TLS"}] = one_mx().shows(25, open());
    scenes[{auth, "other mechanisms than PLAIN and LOGIN before TLS, 465 is offered"}] =
        one_mx().shows(25, offers({"CRAM-MD5"})).shows(465, open_tls());
    scenes[{auth, "other mechanisms than PLAIN and LOGIN before TLS, no 465"}] =
        one_mx().shows(25, offers({"CRAM-MD5"}));
    scenes[{auth, "PLAIN or LOGIN on 25 before TLS"}] = one_mx().shows(25, offers({"LOGIN"}));
}

void add_dns(Scenes& scenes) {
    using enum model::DnsblClass;
    const std::string ptr = "reverse_dns";
    scenes[{ptr, "the PTR name resolves back and is the MX name"}] =
        named(one_mx(), "192.0.2.1", "mx1.example.org");
    scenes[{ptr, "the PTR name resolves back but is another name"}] =
        named(one_mx(), "192.0.2.1", "other.example.net");
    scenes[{ptr, "one of two addresses has no PTR record (share of good ones × 60)"}] =
        named(named(two_mx(), "192.0.2.1", "mx1.example.org"), "192.0.2.2", "");
    scenes[{ptr, "no address has a PTR record"}] = named(one_mx(), "192.0.2.1", "");
    const std::string lists = "dnsbl";
    scenes[{lists, "no listing"}] = listed(0, serious);
    scenes[{lists, "one serious listing (−60)"}] = listed(1, serious);
    scenes[{lists, "one minor listing (−15)"}] = listed(1, minor);
    scenes[{lists, "one policy listing (−10)"}] = listed(1, policy);
    scenes[{lists, "one informational listing"}] = listed(1, informational);
    scenes[{lists, "two serious listings (never below 0)"}] = listed(2, serious);
    scenes[{lists, "listed by more than half, each informational"}] = listed(5, informational);
}

/// `passing` public IPv4 addresses pass; the others, and IPv6 clients, get the result.
Scene spf(model::SpfResult unlisted, int lookups = 0, bool ptr = false, std::uint64_t passing = 0) {
    constexpr std::uint64_t everything = std::uint64_t{1} << 60;
    const bool pass = unlisted == model::SpfResult::pass;
    model::SpfLook look;
    look.domain = "example.org";
    look.records = {"v=spf1"};
    look.v6.unlisted = unlisted;
    (pass ? look.v6.passing : look.v6.others) = everything;
    look.v4 = look.v6;
    if (!pass) look.v4.passing = passing;
    look.result = unlisted;
    look.lookups = lookups;
    if (ptr) look.remarks.push_back({model::SpfRemark::Kind::ptr, "example.org", "ptr", ""});
    auto scene = one_mx();
    scene.rest.of<model::SpfLook>() = {std::make_shared<const model::SpfLook>(std::move(look))};
    return scene;
}

Scene without_spf() {
    auto scene = one_mx();
    model::SpfLook look;
    look.domain = "example.org";
    look.result = model::SpfResult::none;
    scene.rest.of<model::SpfLook>() = {std::make_shared<const model::SpfLook>(std::move(look))};
    return scene;
}

void add_spf(Scenes& scenes) {
    using enum model::SpfResult;
    const std::string check = "spf_record";
    scenes[{check, "one record that ends in -all"}] = spf(fail);
    scenes[{check, "~all"}] = spf(softfail);
    scenes[{check, "?all, or no all"}] = spf(neutral);
    scenes[{check, "+all, or other terms that let everybody pass"}] = spf(pass);
    scenes[{check, "-all, and about a /8 to a /1 passes (never above 60)"}] =
        spf(fail, 0, false, std::uint64_t{1} << 24);
    scenes[{check, "-all, and ptr is used (−10)"}] = spf(fail, 1, true);
    scenes[{check, "-all, and 9 or 10 lookups (−5)"}] = spf(fail, 9);
    scenes[{check, "no record"}] = without_spf();
    scenes[{check, "more than 10 lookups"}] = spf(fail, 11);
}

using Answers = std::map<std::string_view, model::Answer>;

model::SeriesCase met(std::string_view name, model::Answer answer) {
    model::SeriesCase one;
    one.name = name;
    one.answer = answer;
    one.mail = {250, "2.1.0", "2.1.0 Ok"};
    one.rcpt = answer == model::Answer::accepted ? model::SmtpReply{250, "2.1.5", "2.1.5 Ok"}
                                                 : model::SmtpReply{550, "5.7.23", "5.7.23 SPF"};
    return one;
}

/// Every relay case gets this answer, except the named ones.
Scene relays(model::Answer all, const Answers& others = {}) {
    model::ActiveSeries series;
    for (const auto& known : model::relay_cases) {
        const auto other = others.find(known.name);
        series.cases.push_back(met(known.name, other == others.end() ? all : other->second));
    }
    return one_mx().shows(25, open()).series(std::move(series));
}

Scene spoofed() {
    model::ActiveSeries series;
    series.kind = model::SeriesKind::spf_enforcement;
    series.cases = {met(model::control_case, model::Answer::accepted),
                    met(model::spoof_case, model::Answer::refused)};
    return one_mx().shows(25, open()).series(std::move(series));
}

Scene submits_without_login() {
    model::ActiveSeries series;
    series.kind = model::SeriesKind::submission_auth;
    series.cases = {met(model::submission_case, model::Answer::accepted)};
    return one_mx().shows(25, open()).shows(587, open()).series(std::move(series));
}

model::SourceWord graded(std::string source, int percent) {
    model::SourceWord word;
    word.source = std::move(source);
    word.state = model::SourceWord::State::graded;
    word.trust = model::DnsblState::proven;
    word.percent = percent;
    return word;
}

Scene stands_at(int percent, std::optional<int> domain = std::nullopt) {
    auto scene = one_mx();
    auto look = std::make_shared<model::Reputation>();
    look->address = ip("192.0.2.1");
    look->words = {graded("grades.example", percent)};
    scene.rest.of<model::Reputation>() = {look};
    if (domain) {
        auto names = std::make_shared<model::DomainReputation>();
        names->domain = "example.org";
        names->words = {graded("dbl.example", *domain)};
        names->words.front().dnsbl_class = model::DnsblClass::serious;
        scene.rest.of<model::DomainReputation>() = {names};
    }
    return scene;
}

void add_active(Scenes& scenes) {
    using enum model::Answer;
    scenes[{"mx_connection", "25 answers, and 587 accepts mail without a login (−20)"}] =
        submits_without_login();
    scenes[{"spf_enforcement", "the control is accepted and the forged sender refused"}] =
        spoofed();
    const std::string relay = "open_relay";
    scenes[{relay, "all 22 combinations refused"}] = relays(refused);
    scenes[{relay, "one ambiguous combination of 22 accepted (share refused)"}] =
        relays(refused, {{"quoted", accepted}});
    scenes[{relay, "one unambiguous combination accepted (never above 20)"}] =
        relays(refused, {{"third_party", accepted}});
    scenes[{relay, "all 22 combinations accepted"}] = relays(accepted);
}

void add_reputation(Scenes& scenes) {
    const std::string check = "reputation";
    scenes[{check, "the address has 80 % overall (the mean of all addresses)"}] = stands_at(80);
    scenes[{check, "the address has 40 % overall"}] = stands_at(40);
    scenes[{check,
            "the address has 80 %, and a list lists the domain (its 0 % is part of the mean)"}] =
        stands_at(80, 0);
}

void add_mailbox(Scenes& scenes, const std::string& check, std::uint16_t clear,
                 std::uint16_t implicit) {
    const auto c = std::to_string(clear);
    const auto i = std::to_string(implicit);
    scenes[{check, i + " alone"}] = one_mx().shows(implicit, open_tls());
    scenes[{check, i + " and " + c + ", unencrypted logins refused"}] =
        one_mx().shows(clear, demands_tls()).shows(implicit, open_tls());
    scenes[{check, c + " alone, unencrypted logins refused"}] =
        one_mx().shows(clear, demands_tls());
    scenes[{check, c + " accepts unencrypted logins, " + i + " is offered"}] =
        one_mx().shows(clear, offers({"PLAIN"})).shows(implicit, open_tls());
    scenes[{check, c + " accepts unencrypted logins, no " + i}] =
        one_mx().shows(clear, offers({"PLAIN"}));
}

Scenes scenes() {
    Scenes all;
    add_smtp(all);
    add_dns(all);
    add_spf(all);
    add_active(all);
    add_reputation(all);
    add_mailbox(all, "pop3", 110, 995);
    add_mailbox(all, "imap", 143, 993);
    all[{"pop3", "110 does not support CAPA"}] = one_mx().shows(110, without_capa());
    const std::string tls = "transport_tls";
    all[{tls, "TLS is offered on every port"}] = one_mx().shows(25, demands_tls());
    all[{tls, "TLS is offered but fails"}] = one_mx().shows(25, breaks_tls());
    all[{tls, "one of two ports offers no TLS (share of good ones × 50)"}] =
        one_mx().shows(25, open()).shows(587, demands_tls());
    return all;
}

TEST(Scoring, is_as_its_page_says) {
    auto known = scenes();
    for (const auto& row : rows()) {
        SCOPED_TRACE(row.check + ": " + row.seen);
        const auto scene = known.extract({row.check, row.seen});
        ASSERT_FALSE(scene.empty()) << "no scene for this row";
        const auto report = test::judged(row.check, scene.mapped().world());
        EXPECT_EQ(name(report.verdict), row.verdict);
        EXPECT_EQ(report.score, row.marks);
    }
    for (const auto& [row, scene] : known)
        ADD_FAILURE() << row.first << ": not on the page: " << row.second;
}

TEST(Scoring, page_has_every_check) {
    const auto all_rows = rows();
    for (const auto* const check : all())
        EXPECT_NE(std::ranges::find(all_rows, check->name, &DocRow::check), all_rows.end())
            << check->name << " has no row in docs/scoring.md";
}

TEST(Scoring, bands_are_as_its_page_says) {
    const std::regex row{R"(\| (\d+) to (\d+) \| (\w+) \|)"};
    int next = 100;
    std::smatch parts;
    for (const auto& line : page()) {
        if (!std::regex_match(line, parts, row)) continue;
        EXPECT_EQ(std::stoi(parts[2]), next) << line;
        for (; next >= std::stoi(parts[1]); --next)
            EXPECT_EQ(watch::band(next), parts[3].str()) << next;
    }
    EXPECT_EQ(next, -1);
}

/// The customer's sample: four passed, three failed, three gave no information.
TEST(Scoring, of_the_sample_audit) {
    std::vector<watch::Mark> marks;
    for (int i = 0; i < 4; ++i) marks.push_back({100, 1});
    for (int i = 0; i < 3; ++i) marks.push_back({0, 1});
    for (int i = 0; i < 3; ++i) marks.push_back({std::nullopt, 1});
    EXPECT_EQ(watch::score(marks), 57);
    EXPECT_EQ(watch::band(57), "average");
}

}  // namespace
}  // namespace mailwatchd::checks
