#include "support/house.h"

#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace mailwatchd::test {

namespace {

/// In memory where the system has such a place: years of commits need no disk to be tested.
std::filesystem::path new_directory() {
    const std::filesystem::path memory{"/dev/shm"};
    const auto parent =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "mailwatchd-scenario-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"mkdtemp " + name};
    return name;
}

std::vector<std::string_view> check_names() {
    std::vector<std::string_view> names;
    for (const auto* check : checks::all()) names.push_back(check->name);
    return names;
}

net::Awaitable<void> run_at_once(std::function<void()> job) {
    job();
    co_return;
}

const model::FindingKind* no_kind(std::string_view) { return nullptr; }

model::Address address_of(std::string_view text) { return model::Address::parse(text).value(); }

const std::vector<std::string> zones{"one.bl.example", "two.bl.example", "three.bl.example",
                                     "four.bl.example", "five.bl.example"};

}  // namespace

House::House(std::string configuration, std::span<const observe::NumberedKind> kinds)
    : directory_{new_directory()},
      configuration_{directory_ / "mailwatchd.toml"},
      kinds_{kinds},
      reading_kinds_{observe::reading_kinds(kinds)},
      metrics_{{"0.1.0", "", ""}, {}, check_names(), reading_kinds_.changes()} {
    configure(configuration);
    network.address("canary.example", {"192.0.2.250"});
    network.missing("canary.example", dns::Type::ns);
}

House::~House() {
    if (scheduler) stop();
    scheduler.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void House::configure(const std::string& configuration) {
    std::ofstream{configuration_} << configuration;
    auto loaded = engine::load_plan(configuration_);
    if (!loaded.plan) throw std::runtime_error{engine::text(loaded.problems)};
    plan_ = std::move(loaded.plan);
    if (scheduler) scheduler->reload(plan_);
    clock.settle();
}

void House::start() {
    const observe::Network view{clock, network, network, network};
    observer = std::make_unique<observe::Observer>(view, plan_->observer_settings(), kinds_);
    auto opened = store::Store::open((directory_ / "state.db").string(), reading_kinds_);
    if (!opened) throw std::runtime_error{opened.error().detail};
    store_ = std::move(*opened);
    const auto at_start = observe::kinds_at_start(kinds_);
    auto loaded = store_->load(no_kind, at_start).value();
    if (make_db)
        db_ = make_db(*store_);
    else
        db_ = std::make_unique<engine::InlineDbExecutor>(*store_);
    engine::RunBlocking at_once = [](std::string, std::function<void()> job) {
        return run_at_once(std::move(job));
    };
    const engine::Scheduler::Tools tools{clock.executor(), clock,   *observer, *db_,
                                         teller,           at_once, metrics_,  log_};
    scheduler = std::make_unique<engine::Scheduler>(tools, plan_, std::move(loaded));
    clock.start(scheduler->start());
    clock.settle();
}

void House::stop() { clock.run(scheduler->stop()); }

void House::restart() {
    stop();
    clock.settle();
    scheduler.reset();
    observer.reset();
    db_.reset();
    store_.reset();
    start();
}

std::vector<std::string> House::told() const {
    std::vector<std::string> lines;
    for (const auto& each : teller.all)
        lines.push_back(std::string{each.kind->name} + ' ' + each.subject.text + ' ' +
                        each.old_value + '>' + each.new_value);
    return lines;
}

std::vector<model::Transition> House::stored() { return store_->events({}).value(); }

std::string House::value(const model::Subject& subject, const model::ReadingKind& kind,
                         std::string_view argument) const {
    return std::string{scheduler->state_writer().beliefs().value(subject, kind, argument)};
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

void add_zones(ScriptedNetwork& network) {
    for (const auto& zone : zones) network.address("2.0.0.127." + zone, {"127.0.0.2"});
}

void set_listed(ScriptedNetwork& network, const std::string& zone, const std::string& address,
                bool listed) {
    const dns::Question question{address_of(address).reversed() + '.' + zone, dns::Type::a};
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

std::string configuration(const std::vector<std::string>& targets, const std::string& schedule) {
    std::string text = "targets = [";
    for (const auto& target : targets) text += '"' + target + "\", ";
    text += "]\n[daemon]\ncatalogue = false\n";
    text +=
        "[probe]\nactive = \"off\"\nhelo_name = \"probe.example\"\nallow_addresses = "
        "[\"192.0.2.0/24\", \"198.51.100.0/24\"]\n";
    text += "[resolver]\ncanaries = [\"canary.example\"]\n";
    text += "[schedule]\n" + schedule + '\n';
    for (const auto& zone : zones)
        text += "[[zone]]\nname = \"" + zone + "\"\nclass = \"serious\"\n";
    return text;
}

}  // namespace mailwatchd::test
