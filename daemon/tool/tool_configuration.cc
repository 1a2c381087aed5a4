#include "tool/tool_configuration.h"

#include "base/escape.h"
#include "control/exit_codes.h"

#include <iostream>

namespace mailwatchd::tool {

namespace {

constexpr std::string_view installed_config = "/etc/mailwatchd/mailwatchd.toml";

engine::LoadedPlan load(const std::string& config) {
    if (!config.empty()) return engine::load_plan(config);
    std::error_code ignored;
    return std::filesystem::exists(installed_config, ignored) ? engine::load_plan(installed_config)
                                                              : engine::default_plan();
}

}  // namespace

int complain(std::string_view what, int status) {
    std::cerr << "mailwatchctl: " << base::escape(what, 500) << '\n';
    return status;
}

ToolConfiguration tool_configuration(const std::string& config, const std::string& resolver) {
    auto loaded = load(config);
    if (!loaded.plan) {
        std::cerr << engine::text(loaded.problems);
        return {nullptr, control::exit_config};
    }
    if (resolver.empty()) return {std::move(loaded.plan), 0};
    const auto server = config::parse_socket_address(resolver, 53);
    if (!server || server->port == 0)
        return {nullptr, complain("--resolver: \"" + resolver + "\" is not ADDRESS[:PORT]",
                                  control::exit_could_not_audit)};
    auto changed = std::make_shared<engine::Plan>(*loaded.plan);
    changed->configuration.resolver.servers = {*server};
    return {std::move(changed), 0};
}

}  // namespace mailwatchd::tool
