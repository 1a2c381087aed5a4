// What `mailwatchctl dnsbl --test` found out of each list, for a terminal and as JSON.
#pragma once

#include "model/listing.h"
#include "publish/text/text.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// One list asked about one kind of thing.
struct TestedDnsbl {
    enum class Use { on, off, retired };

    std::string dnsbl;
    std::optional<model::DnsblClass> dnsbl_class;  ///< None of a source that grades addresses.
    std::string_view asked;                        ///< "IPv4", "IPv6" or "names".
    Use use = Use::on;                             ///< Whether audits ask it.
    model::DnsblState state = model::DnsblState::silent;
    std::string evidence;  ///< Raw.
    std::string note;
};
std::string_view name(TestedDnsbl::Use use);

/// Audits ask it, and it could not be believed now.
bool is_broken(const TestedDnsbl& row);

/// A table of each use, the widest line no wider than the terminal, and a line that sums up.
std::string to_text(const std::vector<TestedDnsbl>& rows, const TextOptions& options);

/// {"dnsbl","class","asked","use","state","evidence","note"}, a line each.
std::string to_json(const std::vector<TestedDnsbl>& rows);

}  // namespace mailwatchd::publish
