#include "app/tool_plan.h"

#include "app/exit_codes.h"
#include "base/escape.h"

#include <iostream>

namespace mailwatchd::app {

namespace {

constexpr std::string_view installed_config = "/etc/mailwatchd/mailwatchd.toml";

LoadedPlan load(const std::string& config) {
    if (!config.empty()) return load_plan(config);
    std::error_code ignored;
    return std::filesystem::exists(installed_config, ignored) ? load_plan(installed_config)
                                                              : default_plan();
}

}  // namespace

int complain(std::string_view what, int status) {
    std::cerr << "mailwatchctl: " << base::escape(what, 500) << '\n';
    return status;
}

ToolPlan tool_plan(const std::string& config, const std::string& resolver) {
    auto loaded = load(config);
    if (!loaded.plan) {
        std::cerr << text(loaded.problems);
        return {nullptr, exit_config};
    }
    if (resolver.empty()) return {std::move(loaded.plan), 0};
    const auto server = config::parse_socket_address(resolver, 53);
    if (!server || server->port == 0)
        return {nullptr, complain("--resolver: \"" + resolver + "\" is not ADDRESS[:PORT]",
                                  exit_could_not_audit)};
    auto changed = std::make_shared<Plan>(*loaded.plan);
    changed->configuration.resolver.servers = {*server};
    return {std::move(changed), 0};
}

}  // namespace mailwatchd::app
