#include "control/event_flow.h"

#include "base/duration.h"
#include "control/render.h"
#include "publish/json/json.h"
#include "publish/message.h"

#include <algorithm>
#include <memory>

namespace mailwatchd::control {

namespace {

using namespace std::chrono_literals;
using Events = std::shared_ptr<std::vector<model::Transition>>;

constexpr std::size_t newest_shown = 50;
constexpr std::size_t page_events = 200;
constexpr std::size_t limit_max = 100'000;

/// Interval at which a follower checks for new events.
constexpr base::Duration follow_interval = 300ms;

net::Awaitable<Events> read(engine::DbExecutor& db, store::EventQuery query) {
    const auto found = std::make_shared<std::vector<model::Transition>>();
    engine::DbExecutor::Job job = [found, query](store::Store& store) -> base::Outcome {
        auto events = store.events(query);
        if (!events) return events.error();
        *found = *std::move(events);
        return {};
    };
    const auto outcome = co_await db.run("reading the history", std::move(job));
    co_return outcome ? found : nullptr;
}

/// Wraps long lines with an indent on a terminal; otherwise one line per event.
std::string line(const model::Transition& event, Format format, std::size_t width) {
    if (format == Format::json) return publish::to_json(event) + '\n';
    auto text = base::rfc3339(event.at) + "  ";
    const auto indent = text.size();
    const auto message = publish::message(event);
    if (width <= 2 * indent) return text + message + '\n';
    auto rest = publish::wrapped(message, indent, width);
    return text + rest.substr(std::min(indent, rest.size()));
}

/// The events for one client, page by page. Lives as long as its connection.
class Feed {
public:
    Feed(const PageContext& context, store::EventQuery query, std::size_t left, bool follows)
        : context_{context}, query_{std::move(query)}, left_{left}, follows_{follows} {}

    /// Output format.
    Format format = Format::text;
    std::size_t width = 0;

    static net::Awaitable<std::optional<std::string>> next(std::shared_ptr<Feed> feed) {
        auto piece = co_await feed->next_piece();
        co_return piece;
    }

private:
    net::Awaitable<std::optional<std::string>> next_piece() {
        const auto news = context_.scheduler.event_sender().news();
        if (!is_at_end_ || news != seen_) {
            seen_ = news;
            auto piece = co_await next_page();
            if (!piece) co_return std::nullopt;
            if (!piece->empty()) co_return piece;
        }
        if (!follows_) co_return std::nullopt;
        co_await context_.clock.sleep_until(context_.clock.ticks() + follow_interval);
        co_return std::string{};
    }

    /// "" at the end; nothing after an error of the store or at the limit.
    net::Awaitable<std::optional<std::string>> next_page() {
        if (left_ == 0) co_return std::nullopt;
        query_.limit = std::min(left_, query_.newest ? left_ : page_events);
        const auto events = co_await read(context_.db, query_);
        if (!events) co_return std::nullopt;
        is_at_end_ = events->size() < query_.limit || query_.newest;
        query_.newest = false;
        if (!follows_) left_ -= events->size();
        std::string text;
        for (const auto& event : *events) text += line(event, format, width);
        if (!events->empty()) query_.after_id = events->back().id;
        co_return text;
    }

    const PageContext& context_;
    store::EventQuery query_;
    std::size_t left_;
    bool follows_;
    bool is_at_end_ = false;
    std::uint64_t seen_ = 0;
};

/// False if the text is neither a time nor a duration.
bool read_since(const std::string& text, base::Instant now, base::Instant& since) {
    if (const auto ago = base::parse_duration(text)) {
        since = now - *ago;
        return true;
    }
    const auto when = base::parse_instant(text);
    since = when.value_or(since);
    return when.has_value();
}

/// Changes listed in a report.
constexpr std::size_t reported_max = 100;

}  // namespace

net::Awaitable<std::optional<std::vector<model::Transition>>> changes_of(const PageContext& context,
                                                                         std::string target) {
    store::EventQuery query;
    query.target = std::move(target);
    query.newest = true;
    query.limit = reported_max;
    auto events = co_await read(context.db, query);
    if (!events) co_return std::nullopt;
    std::ranges::reverse(*events);
    co_return std::move(*events);
}

net::Awaitable<serve::Response> events_page(const PageContext& context, serve::Request request,
                                            Follow follow) {
    const serve::Query asked{request.query};
    store::EventQuery query;
    const auto since = asked.text("since");
    if (!since.empty() && !read_since(since, context.clock.now(), query.since))
        co_return refuse(request, 400,
                         "since: expected a time (2026-11-22T08:00:00Z) or a duration (2h)");
    query.target = asked.text("target");
    query.after_id = asked.text("after");
    query.newest = since.empty() && query.after_id.empty();
    const auto format = format_of(request);
    const auto limit = asked.number("limit", query.newest ? newest_shown : limit_max, limit_max);
    if (format == Format::html) {
        query.newest = true;
        query.limit = std::min(limit, page_events);
        const auto events = co_await read(context.db, query);
        if (!events) co_return refuse(request, 503, "cannot read the history");
        co_return respond(format, publish::to_html(events_view(*events)));
    }
    const bool follows = follow == Follow::allowed && asked.has("follow");
    const auto feed = std::make_shared<Feed>(context, std::move(query), limit, follows);
    feed->format = format;
    feed->width = asked.number("width", 0, 1000);
    serve::Response response;
    response.content_type =
        format == Format::json ? "application/x-ndjson" : std::string{content_type(format)};
    response.flow = [feed] { return Feed::next(feed); };
    co_return response;
}

}  // namespace mailwatchd::control
