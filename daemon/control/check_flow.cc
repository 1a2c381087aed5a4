#include "control/check_flow.h"

#include "control/exit_codes.h"
#include "control/notes.h"
#include "control/render.h"
#include "control/report_file.h"
#include "control/spot_audits.h"
#include "publish/json/json.h"

#include <memory>
#include <utility>

namespace mailwatchd::control {

namespace {

using namespace std::chrono_literals;

/// Targets per request.
constexpr std::size_t targets_max = 100;

/// Interval at which the connection checks for output.
constexpr base::Duration flow_interval = 100ms;

/// Output that is not sent yet. The audits write it, the connection reads it.
struct Said {
    std::string bytes;
    bool is_over = false;
};

/// Cancels the audits when the connection ends.
class Hand {
public:
    explicit Hand(net::Stop stop) : stop_{std::move(stop)} {}
    Hand(const Hand&) = delete;
    Hand& operator=(const Hand&) = delete;
    ~Hand() { stop_.now(); }

private:
    net::Stop stop_;
};

/// Renders an audit as the client asked for it.
struct Look {
    Format format = Format::text;
    publish::TextOptions text;
    publish::HtmlOptions html;
    bool strict = false;

    std::string operator()(const publish::Audit& audit) const {
        switch (format) {
            case Format::json: return publish::to_json(audit) + '\n';
            case Format::html: return publish::to_html(audit, html) + '\n';
            case Format::text: break;
        }
        return publish::to_text(audit, text);
    }
};

Look look_of(const serve::Request& request, const engine::Plan& plan) {
    return {format_of(request), text_options(request), html_options(plan.configuration.report),
            serve::Query{request.query}.has("strict")};
}

SpotListener listener_of(std::shared_ptr<Said> said, Look look) {
    SpotListener listener;
    listener.progress = [said](const std::string& target, std::size_t done, std::size_t total) {
        said->bytes += note("progress " + target + ": " + std::to_string(done) + " of " +
                            std::to_string(total) + " observations");
    };
    listener.audited = [said, look](const publish::Audit& audit) { said->bytes += look(audit); };
    return listener;
}

net::Awaitable<void> work(std::shared_ptr<SpotAudits> audits, std::shared_ptr<Said> said,
                          bool strict) {
    co_await audits->run();
    const int status = audits->status(strict);
    if (status == exit_could_not_audit)
        said->bytes += note("problem " + std::string{resolver_is_unhealthy});
    said->bytes += note("status " + std::to_string(status));
    said->is_over = true;
}

net::Awaitable<std::optional<std::string>> next(std::shared_ptr<Said> said, net::Clock& clock) {
    if (said->bytes.empty() && said->is_over) co_return std::nullopt;
    if (said->bytes.empty()) co_await clock.sleep_until(clock.ticks() + flow_interval);
    co_return std::exchange(said->bytes, {});
}

}  // namespace

net::Awaitable<serve::Response> check_page(const Commanded& tools, serve::Request request) {
    const serve::Query asked{request.query};
    const auto targets = parse_targets(asked.texts("target"));
    if (!targets) co_return refuse(request, 400, targets.error().detail);
    if (targets->empty() || targets->size() > targets_max)
        co_return refuse(request, 400, "expected 1 to " + std::to_string(targets_max) + " targets");
    if (format_of(request) == Format::html && targets->size() > 1)
        co_return refuse(request, 400, "an HTML report covers one target");
    auto plan = std::shared_ptr<const engine::Plan>{tools.shown.plan};
    if (const auto names = asked.texts("only"); !names.empty()) {
        auto narrowed = engine::only(plan, names);
        if (!narrowed) co_return refuse(request, 400, narrowed.error().detail);
        plan = *std::move(narrowed);
    }
    if (!asked.has("active")) plan = passive(plan);
    const auto look = look_of(request, *plan);
    const auto said = std::make_shared<Said>();
    const auto audits = std::make_shared<SpotAudits>(tools.observer, tools.shown.clock, plan,
                                                     *targets, listener_of(said, look));
    const auto hand = std::make_shared<Hand>(tools.tasks.begin(work(audits, said, look.strict)));
    serve::Response response;
    response.content_type = content_type(look.format);
    response.flow = [said, hand, &clock = tools.shown.clock] { return next(said, clock); };
    co_return response;
}

}  // namespace mailwatchd::control
