// Everything stored is read back after a restart.
#include "store_fixture.h"

namespace mailwatchd::store {
namespace {

std::vector<watch::Standing> all(const watch::StandingTable& standing_table) {
    std::vector<watch::Standing> standings;
    for (const auto& chunk : standing_table.snapshot())
        standings.insert(standings.end(), chunk->begin(), chunk->end());
    return standings;
}

TEST_F(StoreTest, a_restart_changes_no_belief) {
    change();
    fold(reading(reading::mx, "10 mx1.example.org", noon));
    fold(reading(reading::service, "Dovecot", noon));
    fold(reading(reading::service, "Exim 4.96", noon + 70min));
    fold(reading(reading::starttls, "", noon));
    const auto before = all(*standing_table_);
    const auto next_recheck = standing_table_->next_recheck({});
    const auto install = loaded_.install_id;
    reopen();
    EXPECT_EQ(all(*standing_table_), before);
    EXPECT_EQ(standing_table_->next_recheck({}), next_recheck);
    EXPECT_EQ(loaded_.install_id, install);
    EXPECT_EQ(standing_table_->value(endpoint, reading::service), "Dovecot");
    EXPECT_EQ(standing_table_->value(model::Subject::name("example.org"), reading::mx),
              "10 mx1.example.org");
    EXPECT_TRUE(standing_table_->is_pending(endpoint));
    EXPECT_EQ(standing_table_->due_rechecks(moment(noon + 71min).ticks).size(), 1U);
}

TEST_F(StoreTest, a_confirmation_goes_on_after_a_restart) {
    fold(reading(reading::port, "closed", noon));
    fold(reading(reading::port, "open", noon + 60min));
    reopen();
    EXPECT_EQ(fold(reading(reading::port, "open", noon + 61min)).transitions.size(), 1U);
}

TEST_F(StoreTest, ids_differ_from_generation_to_generation_over_restarts) {
    const auto opened = change();
    reopen();
    for (const int minute : {120, 121, 126}) {
        fold(reading(reading::port, "closed", noon + std::chrono::minutes{minute}));
        reopen();
    }
    const auto closed = fold(reading(reading::port, "closed", noon + 141min));
    ASSERT_EQ(closed.transitions.size(), 1U);
    EXPECT_NE(closed.transitions[0].id, opened.id);
}

TEST_F(StoreTest, s1_a_transition_is_undelivered_until_it_is_marked) {
    const auto made = change();
    reopen();
    const auto waiting = *store_->undelivered(10);
    ASSERT_EQ(waiting.size(), 1U);
    const auto& back = waiting[0];
    EXPECT_EQ(back.id, made.id);
    EXPECT_EQ(back.at, made.at);
    EXPECT_EQ(back.subject, made.subject);
    EXPECT_EQ(back.kind, &change::port_opened);
    EXPECT_EQ(back.old_value, "closed");
    EXPECT_EQ(back.new_value, "open");
    EXPECT_EQ(back.priority, made.priority);
    EXPECT_EQ(back.evidence, made.evidence);
    ASSERT_TRUE(store_->mark_delivered(std::vector{made.id}));
    reopen();
    EXPECT_TRUE(store_->undelivered(10)->empty());
    EXPECT_EQ(store_->events({})->size(), 1U);
}

TEST_F(StoreTest, a_batch_twice_is_a_batch_once) {
    fold(reading(reading::port, "closed", noon));
    fold(reading(reading::port, "open", noon + 60min));
    const auto last = reading(reading::port, "open", noon + 61min);
    auto batch = standing_table_->ingest(std::span{&last, 1}, {}, moment(last.taken_at));
    batch.transitions.at(0).targets = {"b.example", "a.example"};
    batch.transitions.at(0).targets_total = 300;
    ASSERT_TRUE(store_->commit(batch));
    ASSERT_TRUE(store_->mark_delivered(std::vector{batch.transitions[0].id}));
    ASSERT_TRUE(store_->commit(batch));
    const auto events = *store_->events({});
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].targets, (std::vector<std::string>{"b.example", "a.example"}));
    EXPECT_EQ(events[0].targets_total, 300U);
    reopen();
    EXPECT_EQ(*store_->undelivered_count(), 0U) << "delivered stays delivered";
}

TargetRecord record(watch::SubjectId id) {
    TargetRecord made;
    made.target = id;
    made.state.target = {model::TargetKind::domain, "example.org"};
    made.state.interval = 12 * 24h + 23h;
    made.state.next_due = noon + 5h;
    made.state.last_round = noon;
    made.state.paused = true;
    made.state.paused_at = noon - 1h;
    made.state.paused_why = "moving house";
    made.state.score = 77;
    model::CheckState pop3;
    pop3.check = "pop3";
    pop3.report = model::Report::failed(25);
    pop3.report.findings = {{&known, endpoint, "evidence"}};
    static const model::FindingKind gone{"GONE", model::Severity::low, "t", "r", "w", "s", "c"};
    pop3.report.findings.push_back({&gone, endpoint, ""});
    pop3.report.measurements = {{endpoint, "greeting_seconds", 1.5, "seconds"}};
    pop3.concluded = true;
    pop3.concluded_at = pop3.last_run = noon;
    model::CheckState dnsbl;
    dnsbl.check = "dnsbl";
    dnsbl.last_reason = model::Reason::dns_failure;
    made.state.checks = {pop3, dnsbl};
    made.rests_on = {{id, {3}, 10}, {id + 1, {4}, {}}};
    made.scored = noon;
    return made;
}

TEST_F(StoreTest, targets_come_back_with_reports_and_topology) {
    const auto domain = model::Subject::name("example.org");
    const auto id = standing_table_->intern(domain);
    const auto topology = std::make_shared<const model::Topology>(samples::topology());
    auto words = standing_table_->ingest({}, {}, moment(noon));
    ASSERT_TRUE(store_->commit(words, std::vector{observed(id, 0, topology)}));
    standing_table_->apply(words);
    ASSERT_TRUE(store_->commit_targets(std::vector{record(id)}, {}));
    reopen();
    ASSERT_EQ(loaded_.targets.size(), 1U);
    const auto& [back, state, rests, gone_at] = loaded_.targets[0];
    EXPECT_FALSE(gone_at);
    EXPECT_EQ(back, id);
    EXPECT_EQ(state.target, (model::TargetName{model::TargetKind::domain, "example.org"}));
    EXPECT_EQ(state.interval, 12 * 24h + 23h);
    EXPECT_EQ(state.next_due, noon + 5h);
    EXPECT_EQ(state.last_round, noon);
    EXPECT_TRUE(state.paused);
    EXPECT_EQ(state.paused_at, noon - 1h);
    EXPECT_EQ(state.paused_why, "moving house");
    EXPECT_EQ(state.score, 77);
    ASSERT_EQ(loaded_.observations.size(), 1U);
    const auto& stored = loaded_.observations[0];
    EXPECT_EQ(stored.key, (ObservationKey{id, 2, 0}));
    EXPECT_EQ(stored.taken_at, topology->taken_at);
    EXPECT_EQ(encode(*decoded<model::Topology>(stored.body)), encode(*topology));
    ASSERT_EQ(state.checks.size(), 2U);
    EXPECT_EQ(state.checks[0].check, "pop3");
    EXPECT_TRUE(state.checks[1].is_inconclusive());
    const auto& report = state.checks[0].report;
    EXPECT_EQ(report.findings.at(0).kind, &known);
    EXPECT_EQ(report.findings.at(1).kind->tag, "GONE") << "an unknown tag still renders";
    EXPECT_FALSE(report.findings.at(1).kind->title.empty());
    EXPECT_EQ(report.measurements.at(0).name, "greeting_seconds");
    EXPECT_EQ(report.measurements.at(0).value, 1.5);
    ASSERT_EQ(rests.size(), 2U);
    EXPECT_EQ(rests[0].preference, 10);
    EXPECT_EQ(rests[1].preference, std::nullopt);
    ASSERT_TRUE(store_->set_gone(id, noon));
    reopen();
    EXPECT_EQ(loaded_.targets.at(0).gone_at, noon);
    ASSERT_TRUE(store_->set_gone(id, std::nullopt));
    reopen();
    EXPECT_FALSE(loaded_.targets.at(0).gone_at);
}

TEST_F(StoreTest, what_is_acknowledged_comes_back_and_goes_with_its_target) {
    auto target = record(standing_table_->intern(model::Subject::name("example.org")));
    target.state.acknowledged = {{"A", "", "anna", noon, {}, ""},
                                 {"A", "mx1.example.org", "berta", noon, noon + 1h, "moving"}};
    ASSERT_TRUE(
        store_->commit_targets(std::vector{target}, standing_table_->ingest({}, {}, moment(noon))));
    reopen();
    EXPECT_EQ(loaded_.targets.at(0).state.acknowledged, target.state.acknowledged);
    target.state.acknowledged.pop_back();
    ASSERT_TRUE(store_->commit_targets(std::vector{target}, {}));
    reopen();
    EXPECT_EQ(loaded_.targets.at(0).state.acknowledged, target.state.acknowledged);
    ASSERT_TRUE(store_->set_gone(target.target, noon));
    ASSERT_TRUE(store_->prune_gone(noon + 1h));
    target.state.acknowledged.clear();
    ASSERT_TRUE(store_->commit_targets(std::vector{target}, {}));
    reopen();
    EXPECT_TRUE(loaded_.targets.at(0).state.acknowledged.empty());
}

TEST_F(StoreTest, f5_who_is_gone_is_kept_for_a_while_and_then_forgotten_with_its_hosts) {
    change();
    const auto at = standing_table_->intern(endpoint);
    auto target = record(standing_table_->intern(model::Subject::name("example.org")));
    target.rests_on = {{at, {1}, 10}};
    auto words = standing_table_->ingest({}, {}, moment(noon));
    const auto session = std::make_shared<const model::MailSession>(samples::session());
    ASSERT_TRUE(store_->commit(words, std::vector{observed(at, 0, session)}));
    ASSERT_TRUE(store_->commit_targets(std::vector{target}, {}));
    const auto month_later = noon + 30 * 24h;
    EXPECT_TRUE(store_->prune_gone(month_later)->empty()) << "configured";
    ASSERT_TRUE(store_->set_gone(target.target, noon + 24h));
    EXPECT_TRUE(store_->prune_gone(noon + 23h)->empty()) << "too early";
    EXPECT_NE(latest<model::MailSession>(*store_, at), nullptr);
    EXPECT_EQ(*store_->prune_gone(month_later), std::vector{at});
    EXPECT_EQ(latest<model::MailSession>(*store_, at), nullptr);
    EXPECT_EQ(store_->events({})->size(), 1U) << "history has a life of its own";
    reopen();
    EXPECT_TRUE(loaded_.targets.empty());
    EXPECT_EQ(standing_table_->value(endpoint, reading::port), "");
}

TEST_F(StoreTest, f4_a_host_that_another_target_rests_on_stays) {
    change();
    const auto at = standing_table_->intern(endpoint);
    auto gone = record(standing_table_->intern(model::Subject::name("example.org")));
    auto stays = record(standing_table_->intern(model::Subject::name("example.net")));
    stays.state.target.name = "example.net";
    gone.rests_on = stays.rests_on = {{at, {1}, 10}};
    auto words = standing_table_->ingest({}, {}, moment(noon));
    ASSERT_TRUE(store_->commit_targets(std::vector{gone, stays}, words));
    ASSERT_TRUE(store_->set_gone(gone.target, noon));
    EXPECT_TRUE(store_->prune_gone(noon + 30 * 24h)->empty());
    reopen();
    EXPECT_EQ(loaded_.targets.size(), 1U);
    EXPECT_EQ(standing_table_->value(endpoint, reading::port), "open");
}

TEST_F(StoreTest, observations_come_back) {
    const auto at = standing_table_->intern(endpoint);
    const auto dnsbl = standing_table_->intern_argument("zen.example");
    const auto auth = static_cast<watch::ArgumentId>(model::SeriesKind::submission_auth);
    const std::vector<Observed> seen{
        observed(at, 0, std::make_shared<const model::MailSession>(samples::session())),
        observed(at, 0, std::make_shared<const model::ReverseDns>(samples::reverse())),
        observed(at, dnsbl, std::make_shared<const model::Listing>(samples::listing())),
        observed(at, auth, std::make_shared<const model::ActiveSeries>(samples::series())),
        observed(at, 6, std::make_shared<const model::DnsblHealth>(samples::dnsbl()))};
    ASSERT_TRUE(store_->commit(standing_table_->ingest({}, {}, moment(noon)), seen));
    reopen();
    EXPECT_EQ(encode(*latest<model::MailSession>(*store_, at)), encode(samples::session()));
    EXPECT_EQ(encode(*latest<model::ReverseDns>(*store_, at)), encode(samples::reverse()));
    EXPECT_EQ(encode(*latest<model::Listing>(*store_, at, dnsbl)), encode(samples::listing()));
    EXPECT_EQ(encode(*latest<model::ActiveSeries>(*store_, at, auth)), encode(samples::series()));
    EXPECT_EQ(latest<model::ActiveSeries>(*store_, at), nullptr);
    ASSERT_EQ(loaded_.observations.size(), 1U) << "those of the kinds that were asked for";
    EXPECT_EQ(encode(*decoded<model::DnsblHealth>(loaded_.observations[0].body)),
              encode(samples::dnsbl()));
    EXPECT_EQ(latest<model::MailSession>(*store_, at + 1), nullptr);
    EXPECT_EQ(latest<model::Listing>(*store_, at), nullptr);
}

TEST_F(StoreTest, many_observations_come_back_at_once) {
    const auto at = standing_table_->intern(endpoint);
    const std::vector<Observed> seen{
        observed(at, 0, std::make_shared<const model::MailSession>(samples::session())),
        observed(at, 7, std::make_shared<const model::Listing>(samples::listing()))};
    ASSERT_TRUE(store_->commit(standing_table_->ingest({}, {}, moment(noon)), seen));
    const std::vector<ObservationKey> keys{{at, 4, 7}, {at, 4, 8}, {at + 1, 1, 0}, {at, 1, 0}};
    const auto found = store_->observations(keys);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].key, keys[0]);
    EXPECT_EQ(found[0].body, encode(samples::listing()));
    EXPECT_EQ(found[1].key, keys[3]);
    EXPECT_EQ(found[1].body, encode(samples::session()));
}

/// A target may have the name that our own subject has.
TEST_F(StoreTest, e13_a_target_named_prober_is_not_us) {
    const auto us = standing_table_->intern(model::Subject::prober());
    const auto target = standing_table_->intern(model::Subject::name("prober"));
    EXPECT_NE(us, target);
    fold(samples::reading(model::Subject::prober(), reading::prober, "healthy", noon));
    auto one = record(target);
    one.state.target.name = "prober";
    ASSERT_TRUE(store_->commit_targets(std::vector{one}, {}));
    reopen();
    EXPECT_EQ(standing_table_->intern(model::Subject::prober()), us);
    EXPECT_EQ(standing_table_->intern(model::Subject::name("prober")), target);
    EXPECT_EQ(standing_table_->value(model::Subject::prober(), reading::prober), "healthy");
    EXPECT_EQ(standing_table_->value(model::Subject::name("prober"), reading::prober), "");
    EXPECT_EQ(loaded_.targets.at(0).id, target);
}

TEST_F(StoreTest, who_sent_us_away_comes_back) {
    const std::vector<ProviderBackoff> two{{"a.example", noon}, {"b.example", noon + 24h}};
    ASSERT_TRUE(store_->commit_backoffs(two));
    ASSERT_TRUE(store_->commit_backoffs(two));
    reopen();
    EXPECT_EQ(loaded_.backoffs, two);
    ASSERT_TRUE(store_->commit_backoffs({}));
    reopen();
    EXPECT_TRUE(loaded_.backoffs.empty());
}

TEST_F(StoreTest, pace_comes_back) {
    const Pace pace{
        samples::address("192.0.2.1"), noon, std::nullopt, 60s, {{25, noon, {}}, {110, {}, noon}}};
    ASSERT_TRUE(store_->commit_pace(std::vector{pace}));
    ASSERT_TRUE(store_->commit_pace(std::vector{pace}));
    reopen();
    EXPECT_EQ(loaded_.pace, std::vector{pace});
}

TEST_F(StoreTest, texts_that_nobody_believes_go_at_a_start) {
    fold(reading(reading::mx, "10 mx0.example", noon));
    for (int day = 1; day <= 6; ++day)
        for (const int minute : {60, 65, 80})
            fold(reading(reading::mx, "10 mx" + std::to_string(day) + ".example",
                         noon + 24h * day + std::chrono::minutes{minute}));
    reopen();
    EXPECT_EQ(loaded_.memory.words.texts.size(), 1 + watch::past_changes_max);
    EXPECT_EQ(standing_table_->value(model::Subject::name("example.org"), reading::mx),
              "10 mx6.example");
    EXPECT_EQ(store_->events({})->at(0).old_value, "10 mx0.example")
        << "the history keeps its own words";
}

}  // namespace
}  // namespace mailwatchd::store
