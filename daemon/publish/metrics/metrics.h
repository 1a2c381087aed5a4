// The metrics page: series per target and host, written from an immutable snapshot in pieces, so
// that a page of 46 MB neither blocks the loop nor is ever in memory as a whole (docs/adr/0006,
// docs/adr/0025).
#pragma once

#include "config/configuration.h"
#include "model/listing.h"
#include "model/mail_session.h"
#include "model/state.h"
#include "model/world.h"
#include "publish/facts.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::publish {

/// `full`: everything. `host`: no timestamps per check. `target`: no host facts either.
using Detail = config::DaemonSettings::Detail;

/// Expiry of the certificate of an endpoint; one row per endpoint.
struct Expiry {
    model::Subject subject;
    base::Instant not_after;
};

/// Empty if the session has no certificate.
std::optional<Expiry> expiry_of(const model::MailSession& session);

/// A consistent snapshot, taken on the loop between two events. Moving it copies no rows.
struct Sources {
    std::string own;  ///< OwnMetrics::text(): the page's first part.
    std::vector<std::shared_ptr<const model::TargetState>> targets;  ///< Each name once, sorted.
    std::shared_ptr<const Facts> facts;                              ///< May be null.
    std::vector<Expiry> certificates;                                ///< Each subject once.
    std::vector<model::Needs::HostAddressKey> host_addresses;        ///< Each once, sorted.
    std::vector<model::DnsblHealth> dnsbls;  ///< The latest of each list and family.
    std::shared_ptr<const std::vector<model::Dnsbl>> catalogue;  ///< May be null.
    Detail detail = Detail::full;
};

class MetricsPage {
public:
    /// Response header of the page.
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    explicit MetricsPage(Sources sources);
    ~MetricsPage();
    MetricsPage(const MetricsPage&) = delete;
    MetricsPage& operator=(const MetricsPage&) = delete;
    MetricsPage(MetricsPage&&) noexcept;
    MetricsPage& operator=(MetricsPage&&) noexcept;

    /// Appends about `bytes_budget` bytes to `out`, or fewer if many rows have no output (64 KiB
    /// take less than 1 ms in a release build). True while there is more.
    bool write(std::string& out, std::size_t bytes_budget);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mailwatchd::publish
