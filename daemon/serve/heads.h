// Heads of requests and answers (RFC 9112). Pure.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/system/error_code.hpp>

#include <string>

namespace mailwatchd::serve {

/// Status for a head that RFC 9112 does not allow, or that announces a body; 0 if it is fine.
unsigned refusal_of(
    const boost::beast::http::request_parser<boost::beast::http::empty_body>& parser);

/// Status for a request that could not be read; 0 if nobody waits for an answer.
unsigned status_of(const boost::system::error_code& error);

/// The status line and the fields (RFC 9112 §4, §5), with the empty line that ends them.
std::string text_of(const boost::beast::http::response_header<>& head);

}  // namespace mailwatchd::serve
