#include "tool/spf_command.h"

#include "control/exit_codes.h"
#include "engine/network.h"
#include "net/spawn.h"
#include "observe/spf/spf.h"
#include "publish/spf.h"
#include "tool/tool_configuration.h"

#include <boost/asio/io_context.hpp>

#include <iostream>

namespace mailwatchd::tool {

namespace {

spf::Request request_of(const SpfOptions& options, const model::Address& ip) {
    spf::Request request;
    request.ip = ip;
    request.domain = options.domain;
    request.sender = options.sender;
    request.helo = options.helo.empty() ? options.domain : options.helo;
    return request;
}

net::Awaitable<void> evaluate(engine::RealNetwork& network, spf::Request request,
                              model::SpfEvaluation& result) {
    const auto view = network.view();
    result = co_await observe::evaluate_spf(view.clock, view.resolver, std::move(request));
}

}  // namespace

int spf_command(const SpfOptions& options) {
    const auto ip = model::Address::parse(options.ip);
    if (!ip)
        return complain("--ip: \"" + base::shown(options.ip) + "\" is not an IPv4 or IPv6 address",
                        control::exit_could_not_audit);
    const auto [plan, status] = tool_configuration(options.config, options.resolver);
    if (!plan) return status;
    auto request = request_of(options, *ip);
    request.receiver = plan->configuration.probe.helo_name;

    boost::asio::io_context loop{1};
    engine::RealNetwork network{*plan, {}};
    model::SpfEvaluation result;
    net::spawn(loop.get_executor(), evaluate(network, request, result));
    loop.run();
    const publish::SpfQuestion question{options.domain, ip->text(), request.sender, request.helo};
    std::cout << (options.json ? publish::to_json(question, result) + '\n'
                               : publish::to_text(question, result))
              << std::flush;
    return control::exit_nothing_failed;
}

}  // namespace mailwatchd::tool
