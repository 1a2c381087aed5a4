// Renders answers in the format that the client asked for: text, JSON or HTML (docs/adr/0026).
#pragma once

#include "base/escape.h"
#include "publish/view.h"
#include "serve/query.h"
#include "serve/server.h"

#include <string>
#include <string_view>

namespace mailwatchd::control {

enum class Format { text, json, html };

/// The first of text/html and application/json in the Accept header; else text.
Format format_of(const serve::Request& request);
/// Terminal properties in the query: "width=120&colour=1", or "whole=1" without a terminal.
publish::TextOptions text_options(const serve::Request& request);

std::string_view content_type(Format format);
serve::Response respond(const serve::Request& request, const publish::View& view);
/// A body in the given format; ends with a line feed.
serve::Response respond(Format format, std::string body);

/// Longest detail of a failure in an error message.
inline constexpr std::size_t detail_bytes_max = 500;

/// An error message of one line; as {"error":"…"} if the client asked for JSON.
serve::Response refuse(const serve::Request& request, unsigned status, const base::SafeText& why);
/// 503: nothing changed, because the state could not be written.
serve::Response refuse_unwritten(const serve::Request& request);

}  // namespace mailwatchd::control
