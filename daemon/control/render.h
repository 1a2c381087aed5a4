// The daemon renders, in the form that the client asked for: text, JSON or HTML (docs/adr/0026).
#pragma once

#include "publish/sheet.h"
#include "serve/query.h"
#include "serve/server.h"

#include <string>
#include <string_view>

namespace mailwatchd::control {

enum class Format { text, json, html };

/// The first of text/html and application/json that the Accept header names; else text.
Format format_of(const serve::Request& request);
/// What a request says of its terminal: "width=120&colour=1"; "whole=1" where it has none.
publish::TextOptions text_options(const serve::Request& request);

std::string_view content_type(Format format);
serve::Response respond(const serve::Request& request, const publish::Sheet& sheet);
/// A body in a format that is settled; ends in a line feed.
serve::Response respond(Format format, std::string body);

/// What is wrong and what to do, in a line; as {"error":"…"} for those who asked for JSON.
serve::Response refuse(const serve::Request& request, unsigned status, std::string_view why);
/// 503: what was asked for is not so, because it could not be written.
serve::Response refuse_unwritten(const serve::Request& request);

}  // namespace mailwatchd::control
