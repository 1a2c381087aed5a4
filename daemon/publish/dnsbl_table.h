// The result of `mailwatchctl dnsbl --test` for each list, for a terminal and as JSON.
#pragma once

#include "model/listing.h"
#include "publish/text/text.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// One list, tested for one kind of query.
struct TestedDnsbl {
    enum class Use { on, off, retired };

    std::string dnsbl;
    std::optional<model::DnsblClass> dnsbl_class;  ///< Empty for a source that grades addresses.
    std::string_view asked;                        ///< "IPv4", "IPv6" or "names".
    Use use = Use::on;                             ///< Whether audits query it.
    model::DnsblState state = model::DnsblState::silent;
    std::string evidence;  ///< Raw.
    std::string note;
};
std::string_view name(TestedDnsbl::Use use);

/// Audits query it, and it failed its self-test.
bool is_broken(const TestedDnsbl& row);

/// One table per use, no wider than the terminal, and a summary line.
std::string to_text(const std::vector<TestedDnsbl>& rows, const TextOptions& options);

/// {"dnsbl","class","asked","use","state","evidence","note"}, one line per list.
std::string to_json(const std::vector<TestedDnsbl>& rows);

}  // namespace mailwatchd::publish
