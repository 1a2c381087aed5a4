#include "engine/plan.h"

#include "engine/credentials.h"

#include <algorithm>
#include <unistd.h>

namespace mailwatchd::engine {

namespace {

std::vector<std::string_view> check_names() {
    std::vector<std::string_view> names;
    for (const auto* check : checks::all()) names.push_back(check->name);
    return names;
}

/// The shipped catalogue, unless the operator has put a file of that name next to the configuration
/// file. An upgrade does not touch that file and asks no question.
std::filesystem::path catalogue_file(const std::filesystem::path& beside, const char* name) {
    // If exists() fails, reading the file fails too and reports the problem.
    std::error_code ignored;
    if (!beside.empty() && std::filesystem::exists(beside / name, ignored)) return beside / name;
    return std::filesystem::path{MAILWATCHD_DATA_DIRECTORY} / name;
}

/// Block lists come from dnsbl.toml, reputation lists from sources.toml.
config::Catalogue load_catalogues(const std::filesystem::path& beside) {
    auto shipped = config::load_catalogue(catalogue_file(beside, "dnsbl.toml"));
    auto sources = config::load_catalogue(catalogue_file(beside, "sources.toml"));
    shipped.sources = std::move(sources.sources);
    for (auto& problem : sources.problems) shipped.problems.push_back(std::move(problem));
    std::error_code ignored;
    const auto old = beside / "zones.toml";
    if (!beside.empty() && std::filesystem::exists(old, ignored))
        shipped.problems.push_back(
            {{old.string()},
             "",
             "was renamed to dnsbl.toml in version 0.2, and its [[zone]] tables to [[dnsbl]]"});
    return shipped;
}

/// One check's settings from one table, merged over the outer layer.
struct Layer {
    config::CheckCommon common;
    checks::SettingsPtr settings;
};

Layer read_layer(const checks::Check& check, config::Section& section, const Layer& outer) {
    return {config::read_common(section, outer.common), check.read(section, outer.settings.get())};
}

std::vector<CheckPlan> enabled(const std::vector<Layer>& layers) {
    std::vector<CheckPlan> plans;
    const auto all = checks::all();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (layers[i].common.enabled)
            plans.push_back({all[i], layers[i].settings, layers[i].common.weight});
    return plans;
}

std::vector<Layer> global_layers(config::Reader& reader) {
    std::vector<Layer> layers;
    for (const auto* check : checks::all()) {
        const Layer defaults{{.enabled = true, .weight = check->weight}, nullptr};
        layers.push_back(read_layer(*check, reader.check(check->name), defaults));
    }
    return layers;
}

CheckPlans target_checks(config::Reader& reader, std::size_t index, std::vector<Layer> layers) {
    const auto all = checks::all();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (auto* const section = reader.target_check(index, all[i]->name))
            layers[i] = read_layer(*all[i], *section, layers[i]);
    return std::make_shared<const std::vector<CheckPlan>>(enabled(layers));
}

/// Reads the checks' settings and, if there are no problems, makes the plan.
LoadedPlan finish(config::Reader& reader) {
    const auto layers = global_layers(reader);
    const auto shared = std::make_shared<const std::vector<CheckPlan>>(enabled(layers));
    const auto plan = std::make_shared<Plan>();
    plan->checks = shared;
    const auto count = reader.configuration().targets.size();
    for (std::size_t i = 0; i < count; ++i) {
        plan->targets.push_back({reader.configuration().targets[i],
                                 reader.has_checks(i) ? target_checks(reader, i, layers) : shared});
    }
    auto loaded = reader.finish();
    if (!loaded.ok()) return {nullptr, std::move(loaded.problems)};
    plan->configuration = std::move(loaded.configuration);
    if (plan->configuration.probe.helo_name.empty())
        plan->configuration.probe.helo_name = own_name();
    auto& configuration = plan->configuration;
    plan->dnsbls = std::make_shared<const std::vector<model::Dnsbl>>(configuration.dnsbls);
    plan->sources = std::make_shared<const std::vector<model::Dnsbl>>(configuration.sources);
    auto keys = load_keys(configuration, credentials_directory());
    plan->keys = std::move(keys.keys);
    for (auto& warning : keys.warnings) configuration.warnings.push_back(std::move(warning));
    auto& active = configuration.probe.active;
    active.helo_name = configuration.probe.helo_name;
    for (const auto& target : configuration.targets)
        if (target.name.kind == model::TargetKind::domain)
            active.domains.push_back(target.name.name);
    return {plan, {}};
}

base::DomainName known_name(std::string_view text) { return base::DomainName::parse(text).value(); }

}  // namespace

std::string own_name() {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
    return name;
}

LoadedPlan load_plan(const std::filesystem::path& file) {
    auto catalogue = load_catalogues(file.parent_path());
    if (!catalogue.problems.empty()) return {nullptr, std::move(catalogue.problems)};
    const auto names = check_names();
    config::Reader reader{names, std::move(catalogue.dnsbls), std::move(catalogue.sources)};
    reader.read_file(file);
    return finish(reader);
}

LoadedPlan default_plan() {
    auto catalogue = load_catalogues({});
    if (!catalogue.problems.empty()) return {nullptr, std::move(catalogue.problems)};
    const auto names = check_names();
    config::Reader reader{names, std::move(catalogue.dnsbls), std::move(catalogue.sources)};
    reader.read_text("", "(defaults)");
    return finish(reader);
}

std::string text(const config::Problems& problems) {
    std::string lines;
    for (const auto& problem : problems) lines += problem.text() + '\n';
    return lines;
}

base::Result<std::shared_ptr<const Plan>> only(std::shared_ptr<const Plan> plan,
                                               const std::vector<std::string>& names) {
    for (const auto& name : names) {
        if (checks::find(name) != nullptr) continue;
        std::string known;
        for (const auto each : check_names()) known.append(known.empty() ? "" : ", ").append(each);
        std::string what = "unknown check \"";
        what.append(name).append("\"; known checks: ").append(known);
        return base::failed<std::shared_ptr<const Plan>>(base::Errc::malformed, std::move(what));
    }
    const auto keep = [&](const CheckPlans& plans) {
        auto kept = *plans;
        std::erase_if(kept, [&](const CheckPlan& each) {
            return std::ranges::find(names, each.check->name) == names.end();
        });
        return std::make_shared<const std::vector<CheckPlan>>(std::move(kept));
    };
    auto narrowed = std::make_shared<Plan>(*plan);
    narrowed->checks = keep(plan->checks);
    for (auto& target : narrowed->targets) target.checks = keep(target.checks);
    return std::shared_ptr<const Plan>{std::move(narrowed)};
}

observe::ObserverSettings Plan::observer_settings() const {
    const auto& probe = configuration.probe;
    observe::ObserverSettings settings;
    settings.look = {.helo_name = probe.helo_name,
                     .connect_patience = probe.connect_timeout,
                     .greeting_patience = probe.greeting_timeout,
                     .session_patience = probe.session_timeout,
                     .hosts_max = probe.max_hosts,
                     .scheduled_gap = probe.session_interval};
    settings.pace = {
        .gap = probe.gap, .port_gap = probe.port_gap, .scheduled_gap = probe.session_interval};
    settings.prober.canaries = configuration.resolver.canaries;
    // Run by IANA, always available, and of no private interest.
    if (settings.prober.canaries.empty())
        settings.prober.canaries = {known_name("example.org"), known_name("iana.org")};
    settings.prober.test_net = model::Address::v4({192, 0, 2, 213});
    settings.prober.helo_name = probe.helo_name;
    for (const auto& [host, port] : probe.controls)
        settings.prober.controls.push_back({host, port});
    settings.catalogue = dnsbls;
    settings.sources = sources;
    settings.keys = keys;
    settings.active = probe.active;
    return settings;
}

observe::DiscoveryScope Plan::scope(const config::TargetSettings& target) const {
    return {.target = target.name,
            .mailboxes = target.mailboxes,
            .submission = target.submission,
            .allow_addresses = configuration.probe.allow_addresses,
            .senders = target.senders,
            .spf_senders = {}};
}

}  // namespace mailwatchd::engine
