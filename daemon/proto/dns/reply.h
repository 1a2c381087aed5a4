// Which datagrams answer a query (RFC 5452 §9.1).
#pragma once

#include <string_view>

namespace mailwatchd::dns {

/// Whether `reply` is a response with the id and the question of `query`, which must be one of
/// ours. A response that reports an error, or that is truncated, may lack the question: RFC 1035
/// §4.1.1 leaves a server free to return the header only. Such a reply carries no data, so a forged
/// one proves nothing.
bool is_reply_to(std::string_view query, std::string_view reply);

/// The header says that records were cut off (TC). Requires a reply to a query.
bool is_cut(std::string_view reply);

}  // namespace mailwatchd::dns
