// Sends queries to lists at a rate that each of them accepts, and with a key if the list needs one.
// The key appears only in the query.
#pragma once

#include "model/listing.h"
#include "net/seam.h"
#include "net/semaphore.h"
#include "observe/freshness.h"

#include <map>
#include <memory>
#include <string>

namespace mailwatchd::observe {

/// Credentials by name; each is one label of a query. Immutable.
using Keys = std::shared_ptr<const std::map<std::string, std::string>>;

class DnsblQuestions {
public:
    DnsblQuestions(net::Clock& clock, net::Resolver& resolver);

    void set_keys(Keys keys) { keys_ = std::move(keys); }
    /// True also if the list needs none.
    bool has_key(const model::Dnsbl& dnsbl) const;

    /// The right to send one list a few queries in a row; empty if the wait was cancelled.
    struct Lease {
        net::Permit of_dnsbl;
        net::Permit of_all;
        explicit operator bool() const { return static_cast<bool>(of_all); }
    };
    net::Awaitable<Lease> lease(std::string dnsbl);

    /// Queries FRONT[.KEY].LIST. The text of a failure shows the name without the key.
    net::Awaitable<base::Result<dns::Answer>> ask(model::Dnsbl dnsbl, std::string front,
                                                  dns::Type type, Freshness freshness,
                                                  base::Deadline deadline);

    /// Removes the key from a list's text: some repeat the query in their TXT.
    std::string without_key(const model::Dnsbl& dnsbl, std::string text) const;

private:
    struct Place {
        net::Semaphore turns;
        base::Ticks next = base::Ticks::min();  ///< When the next turn may begin.
    };
    const std::string* key_of(const model::Dnsbl& dnsbl) const;

    net::Clock& clock_;
    net::Resolver& resolver_;
    Keys keys_;
    net::Semaphore all_;
    std::map<std::string, Place> places_;  ///< By list; bounded by the configuration.
};

}  // namespace mailwatchd::observe
