#include "control/check_flow.h"

#include "control/adhoc_audits.h"
#include "control/control_lines.h"
#include "control/exit_codes.h"
#include "control/render.h"
#include "control/report_file.h"
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
struct Output {
    std::string bytes;
    bool is_over = false;
};

/// Cancels the audits when the connection ends.
class CancelOnDestroy {
public:
    explicit CancelOnDestroy(net::CancelHandle stop) : stop_{std::move(stop)} {}
    CancelOnDestroy(const CancelOnDestroy&) = delete;
    CancelOnDestroy& operator=(const CancelOnDestroy&) = delete;
    ~CancelOnDestroy() { stop_.cancel(); }

private:
    net::CancelHandle stop_;
};

/// Renders an audit as the client asked for it.
struct Rendering {
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

Rendering rendering_of(const serve::Request& request, const engine::Plan& plan) {
    return {format_of(request), text_options(request), html_options(plan.configuration.report),
            serve::Query{request.query}.has("strict")};
}

AdHocListener listener_of(std::shared_ptr<Output> output, Rendering rendering) {
    AdHocListener listener;
    listener.progress = [output](const std::string& target, std::size_t done, std::size_t total) {
        output->bytes += control_line("progress " + target + ": " + std::to_string(done) + " of " +
                                      std::to_string(total) + " observations");
    };
    listener.audited = [output, rendering](const publish::Audit& audit) {
        output->bytes += rendering(audit);
    };
    return listener;
}

net::Awaitable<void> work(std::shared_ptr<AdHocAudits> audits, std::shared_ptr<Output> output,
                          bool strict) {
    co_await audits->run();
    const int status = audits->status(strict);
    if (status == exit_could_not_audit)
        output->bytes += control_line("problem " + audits->problem());
    output->bytes += control_line("status " + std::to_string(status));
    output->is_over = true;
}

net::Awaitable<std::optional<std::string>> next(std::shared_ptr<Output> output, net::Clock& clock) {
    if (output->bytes.empty() && output->is_over) co_return std::nullopt;
    if (output->bytes.empty()) co_await clock.sleep_until(clock.ticks() + flow_interval);
    co_return std::exchange(output->bytes, {});
}

}  // namespace

net::Awaitable<serve::Response> check_page(const CommandContext& tools, serve::Request request) {
    const serve::Query asked{request.query};
    const auto targets = parse_targets(asked.texts("target"));
    if (!targets)
        co_return refuse(request, 400, base::shown(targets.error().detail, detail_bytes_max));
    if (targets->empty() || targets->size() > targets_max)
        co_return refuse(request, 400, "expected 1 to " + base::shown(targets_max) + " targets");
    if (format_of(request) == Format::html && targets->size() > 1)
        co_return refuse(request, 400, "an HTML report covers one target");
    auto plan = std::shared_ptr<const engine::Plan>{tools.page.plan};
    if (const auto names = asked.texts("only"); !names.empty()) {
        auto narrowed = engine::only(plan, names);
        if (!narrowed)
            co_return refuse(request, 400, base::shown(narrowed.error().detail, detail_bytes_max));
        plan = *std::move(narrowed);
    }
    if (!asked.has("active")) plan = passive(plan);
    const auto rendering = rendering_of(request, *plan);
    const auto output = std::make_shared<Output>();
    const auto audits = std::make_shared<AdHocAudits>(tools.observer, tools.page.clock, plan,
                                                      *targets, listener_of(output, rendering));
    const auto canceller = std::make_shared<CancelOnDestroy>(
        tools.tasks.begin(work(audits, output, rendering.strict)));
    serve::Response response;
    response.content_type = content_type(rendering.format);
    response.flow = [output, canceller, &clock = tools.page.clock] { return next(output, clock); };
    co_return response;
}

}  // namespace mailwatchd::control
