// Questions to lists: at a pace that each of them can bear, and with its key where it wants one.
// The key goes into the question and nowhere else.
#pragma once

#include "model/listing.h"
#include "net/limiter.h"
#include "net/seam.h"
#include "observe/demand.h"

#include <map>
#include <memory>
#include <string>

namespace mailwatchd::observe {

/// Credentials by name: what they hold is one label of a question. Immutable.
using Keys = std::shared_ptr<const std::map<std::string, std::string>>;

class DnsblQuestions {
public:
    DnsblQuestions(net::Clock& clock, net::Resolver& resolver);

    void set_keys(Keys keys) { keys_ = std::move(keys); }
    /// True too where the list wants none.
    bool has_key(const model::Dnsbl& dnsbl) const;

    /// The right to ask one list a few questions in a row; empty where the wait was cancelled.
    struct Turn {
        net::Permit of_dnsbl;
        net::Permit of_all;
        explicit operator bool() const { return static_cast<bool>(of_all); }
    };
    net::Awaitable<Turn> turn(std::string dnsbl);

    /// Asks FRONT[.KEY].DNSBL. A failure's text names the question without the key.
    net::Awaitable<base::Result<dns::Answer>> ask(model::Dnsbl dnsbl, std::string front,
                                                  dns::Type type, Demand demand,
                                                  base::Deadline deadline);

    /// What a list sent us, without its key: some repeat the question in their TXT.
    std::string without_key(const model::Dnsbl& dnsbl, std::string text) const;

private:
    struct Place {
        net::Limiter turns;
        base::Ticks next = base::Ticks::min();  ///< When the next turn may begin.
    };
    const std::string* key_of(const model::Dnsbl& dnsbl) const;

    net::Clock& clock_;
    net::Resolver& resolver_;
    Keys keys_;
    net::Limiter all_;
    std::map<std::string, Place> places_;  ///< By list; bounded by the configuration.
};

}  // namespace mailwatchd::observe
