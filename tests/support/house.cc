#include "support/house.h"

#include "engine/check_run.h"
#include "watch/own_readings.h"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <stdexcept>

namespace mailwatchd::test {

namespace {

std::vector<std::string_view> check_names() {
    std::vector<std::string_view> names;
    for (const auto* check : checks::all()) names.push_back(check->name);
    return names;
}

/// The current commit ends, and everything else ends immediately: none of it takes minutes.
constexpr base::Duration stop_max = std::chrono::minutes{10};

const model::FindingKind* no_kind(std::string_view) { return nullptr; }

model::Address address_of(std::string_view text) { return model::Address::parse(text).value(); }

const std::vector<std::string> dnsbls{"one.bl.example", "two.bl.example", "three.bl.example",
                                      "four.bl.example", "five.bl.example"};

}  // namespace

namespace {

using PlanPtr = std::shared_ptr<const engine::Plan>;

PlanPtr load_plan(const std::string& configuration) {
    const TemporaryFolder folder;
    const auto file = folder.file("mailwatchd.toml");
    std::ofstream{file} << configuration;
    auto loaded = engine::load_plan(file);
    if (!loaded.plan) throw std::runtime_error{engine::text(loaded.problems)};
    return std::move(loaded.plan);
}

/// Read once: thousands of houses use the same configuration.
PlanPtr plan_of(const std::string& configuration) {
    static std::map<std::string, PlanPtr> known;
    auto& plan = known[configuration];
    if (!plan) plan = load_plan(configuration);
    return plan;
}

}  // namespace

House::House(std::string configuration, std::span<const observe::NumberedKind> kinds)
    : kinds_{kinds},
      reading_kinds_{observe::reading_kinds(kinds)},
      metrics_{{"0.1.0", "", ""}, {}, check_names(), reading_kinds_.changes()} {
    configure(configuration);
    network.address("canary.example", {"192.0.2.250"});
    network.missing("canary.example", dns::Type::ns);
}

House::~House() {
    if (scheduler) stop();
}

void House::configure(const std::string& configuration) {
    plan_ = plan_of(configuration);
    if (!scheduler || is_stopping_ || reloads_max == 0) return;
    --reloads_max;
    scheduler->reload(plan_);
}

namespace {

/// The grid of rounds depends on the install id: with a fixed id every run is the same.
void give_same_life(const std::string& path, const model::ReadingKinds& kinds) {
    if (std::filesystem::exists(path)) return;
    if (!store::Store::open(path, kinds)) throw std::runtime_error{"no store at " + path};
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    const auto done = sqlite3_exec(database,
                                   "update meta set value = '0123456789abcdef0123456789abcdef'"
                                   " where key = 'install_id'",
                                   nullptr, nullptr, nullptr);
    sqlite3_close(database);
    if (done != SQLITE_OK) throw std::runtime_error{"no life in " + path};
}

}  // namespace

void House::start() {
    store_.reset();  // Only one process at a time may open it.
    const auto path = folder_.file();
    give_same_life(path, reading_kinds_);
    auto opened = store::Store::open(path, reading_kinds_);
    if (!opened) throw std::runtime_error{opened.error().detail};
    store_ = std::move(*opened);
    const auto at_start = observe::kinds_at_start(kinds_);
    auto loaded = store_->load(no_kind, at_start).value();
    if (make_db)
        db_ = make_db(*store_);
    else
        db_ = std::make_unique<FaultyExecutor>(faults, clock, *store_);
    const observe::Network view{faults.clock(), faults.resolver(), faults.connector(),
                                faults.connector()};
    observer = std::make_unique<observe::Observer>(view, plan_->observer_settings(), kinds_);
    engine::RunBlocking sink_thread = [this](std::string, std::function<void()> job) {
        return faults.run_blocking(std::move(job));
    };
    const engine::Scheduler::Tools tools{clock.executor(), faults.clock(), *observer, *db_, sink,
                                         sink_thread,      metrics_,       log_};
    scheduler = std::make_unique<engine::Scheduler>(tools, plan_, std::move(loaded));
    ask(scheduler->start());
}

void House::ask(net::Awaitable<void> request, base::Duration limit) {
    const net::CancelHandle request_stop;
    requests_.push_back(request_stop);
    clock.start(std::move(request), request_stop);
    drive([&] { return request_stop.has_ended(); }, limit);
    std::erase_if(requests_, [](const net::CancelHandle& each) { return each.has_ended(); });
}

bool House::drive(const std::function<bool()>& done, base::Duration limit) {
    const auto until = clock.ticks() + limit;
    const auto pause = [&] { return faults.is_reached() || done(); };
    for (;;) {
        clock.run_while_waiting(pause, until - clock.ticks());
        if (!faults.is_reached()) return done();
        faults.act();
    }
}

void House::run_for(base::Duration time) {
    const auto until = clock.ticks() + time;
    drive([] { return false; }, time);
    clock.run_until(until);
}

namespace {

net::Awaitable<void> to_its_end(net::Awaitable<engine::Written> request) {
    co_await std::move(request);
}

}  // namespace

void House::pause(const std::string& target, bool paused) {
    ask(to_its_end(scheduler->set_paused(target, paused, paused ? "moving house" : "")));
}

void House::acknowledge(const std::string& target, const std::string& tag) {
    std::vector<model::Acknowledgement> all{{tag, "", "root", clock.now(), {}, "as it is"}};
    ask(to_its_end(scheduler->edit_acknowledged(
        target, [all](std::vector<model::Acknowledgement>& acknowledged) { acknowledged = all; })));
}

namespace {

net::Awaitable<void> audit_once(observe::Observer& observer, observe::DiscoveryScope scope,
                                engine::TargetPlan target, observe::Freshness freshness) {
    observe::Progress nobody_watches;
    co_await engine::run_checks(observer, std::move(scope), std::move(target), std::move(freshness),
                                std::move(nobody_watches));
}

}  // namespace

void House::audit(const std::string& target) {
    config::TargetSettings settings;
    settings.name = model::TargetName::parse(target).value();
    settings.interval = plan_->configuration.schedule.interval;
    observe::Freshness now;
    now.purpose = observe::Purpose::requested;
    now.not_before = clock.ticks();
    ask(audit_once(*observer, plan_->scope(settings), {settings, plan_->checks}, now));
}

bool House::run_until(const std::function<bool()>& done, base::Duration limit) {
    return drive(done, limit);
}

void House::stop() {
    is_stopping_ = true;
    const net::CancelHandle stopping;
    clock.start(scheduler->stop(), stopping);
    for (const auto& request : requests_) request.cancel();
    faults.let_go();
    const auto has_ended = [&] {
        return stopping.has_ended() &&
               std::ranges::all_of(requests_, &net::CancelHandle::has_ended);
    };
    if (!drive(has_ended, stop_max)) throw std::runtime_error{"the stop does not end"};
    clock.settle();
    requests_.clear();
    is_stopping_ = false;
    scheduler.reset();
    observer.reset();
}

namespace {

using Files = std::map<std::filesystem::path, std::string>;

/// Without what SQLite makes anew.
Files files_of(const std::filesystem::path& folder) {
    Files files;
    for (const auto& each : std::filesystem::directory_iterator{folder}) {
        if (each.path().string().ends_with("-shm")) continue;
        std::ifstream file{each.path(), std::ios::binary};
        files[each.path()] = {std::istreambuf_iterator<char>{file}, {}};
    }
    return files;
}

}  // namespace

/// It stops in order, and then the files are as they were before that.
void House::kill() {
    const auto folder = std::filesystem::path{folder_.file()}.parent_path();
    const auto files = files_of(folder);
    const bool refuses = std::exchange(sink.refuses, true);
    stop();
    sink.refuses = refuses;
    db_.reset();
    store_.reset();
    for (const auto& each : std::filesystem::directory_iterator{folder})
        std::filesystem::remove(each.path());
    for (const auto& [path, content] : files) std::ofstream{path, std::ios::binary} << content;
}

void House::restart() {
    if (is_stopping_) return;
    stop();
    start();
}

std::vector<std::string> House::delivered() const {
    std::vector<std::string> lines;
    for (const auto& each : sink.all)
        lines.push_back(std::string{each.kind->name} + ' ' + each.subject.shown() + ' ' +
                        each.old_value + '>' + each.new_value);
    return lines;
}

std::vector<model::Transition> House::stored() { return store_->events({}).value(); }

std::string House::value(const model::Subject& subject, const model::ReadingKind& kind,
                         std::string_view argument) const {
    return std::string{scheduler->state_writer().standing_table().value(subject, kind, argument)};
}

int House::connects(std::string_view address, std::uint16_t port) const {
    const auto found = network.connects.find({address_of(address), port});
    return found == network.connects.end() ? 0 : found->second;
}

void add_good_host(ScriptedNetwork& network, const std::string& host, const std::string& address) {
    network.address(host, {address});
    network.ptr(address, {host});
    const auto tls = good_tls(host, SimulatedClock::epoch + std::chrono::hours{24 * 4000});
    Dialogue relay{
        .greeting = "220 " + host + " ESMTP Postfix\r\n",
        .rows = {{"EHLO", "250-" + host + "\r\n250 STARTTLS\r\n"},
                 {"STARTTLS", "220 2.0.0 go ahead\r\n"},
                 {"QUIT", "221 2.0.0 bye\r\n"}},
        .rows_in_tls = {{"EHLO", "250 " + host + "\r\n"}, {"QUIT", "221 2.0.0 bye\r\n"}}};
    Dialogue submission = relay;
    submission.rows_in_tls = {{"EHLO", "250-" + host + "\r\n250 AUTH PLAIN LOGIN\r\n"},
                              {"QUIT", "221 bye\r\n"}};
    Dialogue submissions = submission;
    submissions.implicit_tls = true;
    Dialogue pop{.greeting = "+OK Dovecot ready.\r\n",
                 .rows = {{"CAPA", "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"}, {"QUIT", "+OK bye\r\n"}},
                 .implicit_tls = true};
    Dialogue imap{.greeting = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Dovecot ready.\r\n",
                  .rows = {},
                  .otherwise = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK done\r\n",
                  .implicit_tls = true};
    network.endpoint(address, 25) = relay.endpoint(tls);
    network.endpoint(address, 587) = submission.endpoint(tls);
    network.endpoint(address, 465) = submissions.endpoint(tls);
    network.endpoint(address, 995) = pop.endpoint(tls);
    network.endpoint(address, 993) = imap.endpoint(tls);
}

void add_domain(ScriptedNetwork& network, const std::string& domain, const std::string& host) {
    network.mx(domain, {{10, host}});
    network.txt(domain, {"v=spf1 mx -all"});
}

void add_dnsbls(ScriptedNetwork& network) {
    for (const auto& dnsbl : dnsbls) network.address("2.0.0.127." + dnsbl, {"127.0.0.2"});
}

void set_listed(ScriptedNetwork& network, const std::string& dnsbl, const std::string& address,
                bool listed) {
    const dns::Question question{address_of(address).reversed() + '.' + dnsbl, dns::Type::a};
    network.answers.erase(question);
    if (listed) network.address(question.name, {"127.0.0.2"});
}

ScriptedEndpoint clear_pop3() {
    const Dialogue pop{
        .greeting = "+OK Dovecot ready.\r\n",
        .rows = {{"CAPA", "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"}, {"QUIT", "+OK bye\r\n"}}};
    return pop.endpoint();
}

ScriptedEndpoint smtp(std::string greeting) {
    const Dialogue plain{.greeting = std::move(greeting),
                         .rows = {{"EHLO", "250 mx.good.example\r\n"}, {"QUIT", "221 bye\r\n"}}};
    return plain.endpoint();
}

ScriptedEndpoint mail_server(const std::vector<std::pair<std::string, std::string>>& rows) {
    Dialogue talk{.greeting = "220 mx.good.example ESMTP Postfix\r\n",
                  .rows = {{"EHLO", "250 mx.good.example\r\n"},
                           {"MAIL FROM:<postmaster@strict.example>", "550 5.7.23 SPF fail\r\n"},
                           {"MAIL", "250 2.1.0 Ok\r\n"},
                           {"RCPT TO:<postmaster@good.example>", "250 2.1.5 Ok\r\n"},
                           {"RCPT", "554 5.7.1 Relay access denied\r\n"},
                           {"RSET", "250 2.0.0 Ok\r\n"},
                           {"QUIT", "221 bye\r\n"}}};
    talk.rows.insert(talk.rows.begin(), rows.begin(), rows.end());
    return talk.endpoint();
}

std::string active_at_own(std::string configuration) {
    const std::string off = "active = \"off\"";
    return configuration.replace(configuration.find(off), off.size(), "active = \"own\"");
}

std::string configuration(const std::vector<std::string>& targets, const std::string& schedule) {
    return configuration(targets, schedule, dnsbls);
}

std::string configuration(const std::vector<std::string>& targets, const std::string& schedule,
                          const std::vector<std::string>& lists) {
    std::string text = "targets = [";
    for (const auto& target : targets) text += '"' + target + "\", ";
    text += "]\n[daemon]\ncatalogue = false\n";
    text +=
        "[probe]\nactive = \"off\"\nhelo_name = \"probe.example\"\nallow_addresses = "
        "[\"192.0.2.0/24\", \"198.51.100.0/24\"]\n";
    text += "[resolver]\ncanaries = [\"canary.example\"]\n";
    text += "[schedule]\n" + schedule + '\n';
    for (const auto& dnsbl : lists)
        text += "[[dnsbl]]\nname = \"" + dnsbl + "\"\nclass = \"serious\"\n";
    return text;
}

std::vector<std::string> verdicts_of(const std::vector<model::Transition>& delivered) {
    std::vector<std::string> all;
    for (const auto& each : delivered) {
        if (each.reading == &reading::verdict)
            all.push_back(each.subject.shown() + ' ' + each.argument);
        for (const auto& line : each.consequences)
            if (const auto end = line.find(": "); end != std::string::npos)
                all.push_back(line.substr(0, end));
    }
    return all;
}

}  // namespace mailwatchd::test
