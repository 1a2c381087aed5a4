#include "serve/request_head.h"

#include "base/ascii.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>

namespace mailwatchd::serve {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Header = http::request_header<>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_of_name(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_of_literal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.'; }

RequestHead refused(unsigned status, std::string_view why) {
    return {.status = status, .why = why, .target = {}, .host = {}};
}

/// A line that continues the one before (obs-fold, RFC 9112 §5.2), or a blank before the first
/// field (§2.2): others may read such a head differently.
bool is_folded(std::string_view raw) {
    return raw.find("\n ") != std::string_view::npos || raw.find("\n\t") != std::string_view::npos;
}

/// RFC 9112 §6.1 and §6.3. No request may have a body here.
RequestHead judge_framing(const Header& head) {
    const bool has_length = head.count(http::field::content_length) > 0;
    if (head.count(http::field::transfer_encoding) == 0) {
        const bool is_empty = !has_length || head[http::field::content_length] == "0";
        return is_empty ? RequestHead{} : refused(413, "Requests must not have a body.");
    }
    if (has_length) return refused(400, "Content-Length and Transfer-Encoding exclude each other.");
    if (head.version() < 11) return refused(400, "HTTP/1.0 has no Transfer-Encoding.");
    std::size_t codings = 0;
    const auto [first, last] = head.equal_range(http::field::transfer_encoding);
    for (auto field = first; field != last; ++field)
        for (const auto& coding : http::token_list{field->value()}) {
            if (!beast::iequals(coding, "chunked"))
                return refused(501, "The only transfer coding known here is chunked.");
            ++codings;
        }
    return codings == 1 ? refused(413, "Requests must not have a body.")
                        : refused(400, "Transfer-Encoding: expected \"chunked\" once.");
}

/// RFC 9112 §3.2: one Host field, and exactly one in HTTP/1.1.
RequestHead judge_host(const Header& head) {
    const auto count = head.count(http::field::host);
    if (count > 1) return refused(400, "Expected one Host field.");
    if (count == 0) {
        const bool is_missing = head.version() >= 11;
        return is_missing ? refused(400, "The Host field is missing.") : RequestHead{};
    }
    RequestHead judged;
    judged.host = host_of_authority(std::string{head[http::field::host]});
    return judged.host ? judged : refused(400, "The Host field is not HOST[:PORT].");
}

/// The authority and the rest of "http://example.org/metrics" (absolute form, RFC 9112 §3.2.2).
bool split_absolute(std::string_view target, std::string_view& authority, std::string_view& rest) {
    const auto colon = target.find("://");
    if (colon == std::string_view::npos) return false;
    const auto scheme = base::lower(target.substr(0, colon));
    if (scheme != "http" && scheme != "https") return false;
    target.remove_prefix(colon + 3);
    authority = target.substr(0, target.find_first_of("/?"));
    rest = target.substr(authority.size());
    return true;
}

/// An authority in the target replaces the Host field (§3.2.2).
void judge_target(RequestHead& judged, std::string_view target) {
    std::string_view authority, rest;
    if (target.starts_with('/') || target == "*") {
        judged.target = target;
    } else if (split_absolute(target, authority, rest)) {
        judged.target = (rest.starts_with('/') ? "" : "/") + std::string{rest};
        judged.host = host_of_authority(authority);
        if (!judged.host || judged.host->empty()) judged = refused(400, "No host in the target.");
    } else {
        judged = refused(400, "Expected a target that begins with \"/\".");
    }
}

}  // namespace

RequestHead judge_head(const Header& head, std::string_view raw) {
    if (is_folded(raw)) return refused(400, "A line of the header begins with a blank.");
    if (auto framing = judge_framing(head); framing.status != 0) return framing;
    auto judged = judge_host(head);
    const std::string target{head.target()};
    if (judged.status == 0) judge_target(judged, target);
    return judged;
}

unsigned status_of(const boost::system::error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
    return error.category() == make_error_code(http::error::bad_method).category() &&
                   error != http::error::end_of_stream && error != http::error::partial_message
               ? 400
               : 0;
}

std::optional<std::string> host_of_authority(std::string_view authority) {
    auto host = base::lower(authority);
    const auto end = host.starts_with('[') ? host.find(']') : host.find(':');
    auto port_at = end;
    if (host.starts_with('[')) {
        if (end == std::string::npos) return std::nullopt;
        port_at = end + 1;
    }
    const auto port = std::string_view{host}.substr(std::min(port_at, host.size()));
    const bool is_port =
        port.empty() || (port.front() == ':' && std::ranges::all_of(port.substr(1), is_digit));
    if (!is_port) return std::nullopt;
    host.resize(host.size() - port.size());
    const bool is_literal = host.starts_with('[');
    const auto name =
        std::string_view{host}.substr(is_literal ? 1 : 0, host.size() - (is_literal ? 2 : 0));
    const bool is_host = std::ranges::all_of(name, is_literal ? is_of_literal : is_of_name) &&
                         !(is_literal && name.empty());
    return is_host ? std::optional{host} : std::nullopt;
}

}  // namespace mailwatchd::serve
