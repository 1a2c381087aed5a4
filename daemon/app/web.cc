#include "app/web.h"

#include "engine/thread.h"

namespace mailwatchd::app {

ServedPlan load_served_plan(const std::filesystem::path& file) {
    auto loaded = engine::load_plan(file);
    ServedPlan served{std::move(loaded.plan), nullptr, std::move(loaded.problems)};
    if (!served.plan || !served.plan->configuration.web.tls) return served;
    served.tls = net::ServerTls::load(*served.plan->configuration.web.tls, served.problems);
    if (!served.tls) served.plan = nullptr;
    return served;
}

namespace {

/// This machine's name, the name that the probes use, and those in [web].
serve::HostNames names_of(const config::Configuration& configuration) {
    auto names = configuration.web.hosts;
    names.push_back(configuration.probe.helo_name);
    names.push_back(engine::own_name());
    return serve::HostNames{names};
}

}  // namespace

Web::Web(net::Executor loop, net::Clock& clock, base::Log& log,
         std::vector<config::SocketAddress> listen)
    : clock_{clock},
      log_{log},
      listen_{std::move(listen)},
      authenticator_{[this, loop](std::function<void()> job) {
          return engine::run_on(thread_, loop, std::move(job));
      }} {}

Web::~Web() {
    thread_.stop();  // Drops queued jobs; nobody waits for them.
    thread_.join();
}

void Web::take(const config::Configuration& configuration, std::unique_ptr<net::ServerTls> tls) {
    if (configuration.daemon.listen != listen_) return;
    tls_ = std::move(tls);
    authenticator_.take(configuration.web.basic_auth_users);
    names_ = names_of(configuration);
}

serve::Hooks Web::protect(serve::Hooks hooks) {
    hooks.tls = [this] {
        return tls_ ? tls_->context(clock_.ticks(), log_) : net::ServerContext{};
    };
    hooks.serves = [this](std::string_view host) { return names_.has(host); };
    hooks.admit = [this](serve::Caller caller) { return authenticator_.admit(std::move(caller)); };
    return hooks;
}

}  // namespace mailwatchd::app
