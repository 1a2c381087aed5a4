#include "serve/routing.h"

#include "base/ascii.h"

#include <algorithm>

namespace mailwatchd::serve {

namespace {

/// The prefix of a route that ends with "*"; nothing for other routes.
std::optional<std::string_view> prefix_of(const Route& route) {
    const std::string_view path = route.path;
    return path.ends_with('*') ? std::optional{path.substr(0, path.size() - 1)} : std::nullopt;
}

bool answers(const Route& route, std::string_view method) {
    return route.method == method || (route.method == "GET" && method == "HEAD");
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

/// Removes and returns the text up to the first `end`.
std::string_view take(std::string_view& text, char end) {
    const auto part = text.substr(0, text.find(end));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return trimmed(part);
}

/// "q=0", "q=0.0", "q=0.000": not acceptable.
bool is_refused(std::string_view parameters) {
    while (!parameters.empty()) {
        auto parameter = take(parameters, ';');
        if (const auto key = take(parameter, '='); key != "q" && key != "Q") continue;
        return !parameter.empty() && parameter.find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

/// Searches the routes with exactly this `path`, as written in the table.
Found found_in(std::span<const Route> routes, std::string_view method, std::string_view path) {
    Found found{.status = 404};
    for (const auto& route : routes) {
        if (route.path != path) continue;
        if (answers(route, method)) return {&route, 200, {}};
        found.status = 405;
        found.allow.append(found.allow.empty() ? "" : ", ").append(route.method);
        if (route.method == "GET") found.allow += ", HEAD";
    }
    return found;
}

}  // namespace

Found find_route(std::span<const Route> routes, std::string_view method, std::string_view path) {
    auto found = path.ends_with('*') ? Found{.status = 404} : found_in(routes, method, path);
    if (found.status != 404) return found;
    const Route* nearest = nullptr;
    for (const auto& route : routes) {
        const auto prefix = prefix_of(route);
        if (!prefix || !path.starts_with(*prefix)) continue;
        if (nearest == nullptr || nearest->path.size() < route.path.size()) nearest = &route;
    }
    return nearest == nullptr ? found : found_in(routes, method, nearest->path);
}

bool accepts_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        auto parameters = take(accept_encoding, ',');
        const auto coding = take(parameters, ';');
        if (base::equal_ignoring_case(coding, "gzip") ||
            base::equal_ignoring_case(coding, "x-gzip"))
            return !is_refused(parameters);
        if (coding == "*") any = !is_refused(parameters);
    }
    return any;
}

}  // namespace mailwatchd::serve
