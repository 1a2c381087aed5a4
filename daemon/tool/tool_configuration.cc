#include "tool/tool_configuration.h"

#include "base/escape.h"
#include "control/exit_codes.h"

#include <climits>
#include <iostream>
#include <unistd.h>

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

base::SafeText reason(std::string_view detail) {
    constexpr std::size_t detail_bytes_max = 1000;  // A path, and why.
    return base::shown(detail, detail_bytes_max);
}

void print_path(const std::string& path) {
    std::cout << (::isatty(STDOUT_FILENO) == 1 ? base::escape(path, PATH_MAX) : path) << std::endl;
}

int complain(const base::SafeText& what, int status) {
    std::cerr << "mailwatchctl: " << what.text() << '\n';
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
        return {nullptr,
                complain("--resolver: \"" + base::shown(resolver) + "\" is not ADDRESS[:PORT]",
                         control::exit_could_not_audit)};
    auto changed = std::make_shared<engine::Plan>(*loaded.plan);
    changed->configuration.resolver.servers = {*server};
    return {std::move(changed), 0};
}

}  // namespace mailwatchd::tool
