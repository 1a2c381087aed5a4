#include "control/render.h"

namespace mailwatchd::control {

Format format_of(const serve::Request& request) {
    const auto json = request.accept.find("application/json");
    const auto html = request.accept.find("text/html");
    if (json == std::string::npos && html == std::string::npos) return Format::text;
    return json < html ? Format::json : Format::html;
}

namespace {

constexpr std::size_t width_max = 1000;

/// Tables that do not go to a terminal are not cut, so that grep finds everything.
publish::TextOptions table_options(const serve::Request& request) {
    auto options = text_options(request);
    if (serve::Query{request.query}.has("whole")) options.width = width_max;
    return options;
}

}  // namespace

publish::TextOptions text_options(const serve::Request& request) {
    constexpr std::size_t default_width = 80;
    const serve::Query query{request.query};
    publish::TextOptions options;
    options.width = query.number("width", default_width, width_max);
    options.colour = query.has("colour");
    return options;
}

std::string_view content_type(Format format) {
    switch (format) {
        case Format::json: return "application/json";
        case Format::html: return "text/html; charset=utf-8";
        case Format::text: break;
    }
    return "text/plain; charset=utf-8";
}

serve::Response respond(Format format, std::string body) {
    serve::Response response;
    response.content_type = content_type(format);
    response.body = std::move(body);
    if (!response.body.ends_with('\n')) response.body += '\n';
    return response;
}

serve::Response respond(const serve::Request& request, const publish::View& view) {
    const auto format = format_of(request);
    switch (format) {
        case Format::json: return respond(format, publish::to_json(view));
        case Format::html: return respond(format, publish::to_html(view));
        case Format::text: break;
    }
    return respond(format, publish::to_text(view, table_options(request)));
}

serve::Response refuse(const serve::Request& request, unsigned status, const base::SafeText& why) {
    publish::View view;
    view.title = "mailwatchd";
    view.fields.push_back({"error", "", publish::Cell{why.text()}});
    auto response = format_of(request) == Format::text ? respond(Format::text, why.text())
                                                       : respond(request, view);
    response.status = status;
    return response;
}

serve::Response refuse_unwritten(const serve::Request& request) {
    return refuse(request, 503, "not recorded: cannot write the state");
}

}  // namespace mailwatchd::control
