// Readings: made once per observation, here and nowhere else (ENGINE.md 1). Pure.
#pragma once

#include "model/active_series.h"
#include "model/listing.h"
#include "model/mail_session.h"
#include "model/reading.h"
#include "model/spf.h"
#include "model/topology.h"

#include <memory>
#include <vector>

namespace mailwatchd::observe {

/// What a session alone cannot tell.
struct Surroundings {
    /// Another port of that host or a control elsewhere answered in the same minutes: silence here
    /// is the host's own (VERDICTS.md, Ports: filtered).
    bool others_answered = false;
    /// Ourselves are ill in a way that port readings depend on; none is the normal case.
    model::Reason vantage = model::Reason::none;
};

std::vector<model::Reading> readings_of(const std::shared_ptr<const model::MailSession>& session,
                                        const Surroundings& surroundings);
std::vector<model::Reading> readings_of(const model::ReverseDns& look);
/// `host` names the address as the subject does: "host[address]".
std::vector<model::Reading> readings_of(const model::Listing& listing, const std::string& host);
std::vector<model::Reading> readings_of(const model::Topology& topology);
std::vector<model::Reading> readings_of(const model::ZoneHealth& health);
std::vector<model::Reading> readings_of(const model::SpfLook& look);
/// One a relay case; none of the other kinds, nor of a series that was not taken.
std::vector<model::Reading> readings_of(const model::ActiveSeries& series);

/// SYNs went out and nothing came back.
bool met_silence(const model::MailSession& session);

/// The value of the reading `mx`: canonical, so that order, case and TTL never make a change
/// (FAILURES D3). "10 mx1.example.org, 20 mx2.example.org", "null" or "none"; "" where unknown.
std::string mx_text(const model::Topology& topology);

/// The value of the reading `certificate`: "chain;issuer;names;key;sha256".
std::string certificate_text(const model::TlsFacts& facts);

}  // namespace mailwatchd::observe
