// The interface to the network, and the only part of Asio that the rooms above may see. Behind
// these four interfaces are sockets and OpenSSL, or a scripted network on a simulated
// clock. Every call takes a Deadline; failures are values; cancellation is Errc::cancelled.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/address.h"
#include "model/mail_session.h"
#include "proto/dns/message.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mailwatchd::net {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

class Clock {
public:
    virtual ~Clock() = default;
    virtual base::Instant now() const = 0;
    virtual base::Ticks ticks() const = 0;
    /// Whether a time server keeps the wall clock; nothing if unknown.
    virtual std::optional<bool> is_kept() const { return std::nullopt; }
    /// Returns early, without an error, when cancelled.
    virtual Awaitable<void> sleep_until(base::Ticks when) = 0;

    base::Moment moment() const { return {now(), ticks()}; }
    base::Deadline in(base::Duration patience) const { return {ticks() + patience}; }
};

class Stream {
public:
    virtual ~Stream() = default;
    /// At least one byte, or 0 at the peer's orderly end.
    virtual Awaitable<base::Result<std::size_t>> read_some(std::span<char> into,
                                                           base::Deadline deadline) = 0;
    virtual Awaitable<base::Outcome> write(std::string bytes, base::Deadline deadline) = 0;
    /// Handshake as a client. Continues whatever the certificate is and returns the facts. `host`
    /// is sent as SNI (unless it is an address) and matched against the certificate.
    virtual Awaitable<base::Result<model::TlsFacts>> start_tls(std::string host,
                                                               base::Deadline deadline) = 0;
    /// What the peer sent in place of TLS, after a failed handshake; raw, bounded, and empty if it
    /// was TLS or nothing.
    virtual std::string sent_in_clear() { return {}; }
    /// Closes immediately; idempotent; the destructor does it too.
    virtual void close() = 0;
};

class Connector {
public:
    virtual ~Connector() = default;
    /// Connects to exactly this address if the address policy allows it (promise 6); otherwise
    /// fails with not_allowed, without a packet.
    virtual Awaitable<base::Result<std::unique_ptr<Stream>>> connect(model::Address address,
                                                                     std::uint16_t port,
                                                                     base::Deadline deadline) = 0;
    /// Our source address towards it; nothing if there is no route. Sends nothing.
    virtual std::optional<model::Address> source_towards(const model::Address& address) const = 0;
};

struct AskOptions {
    /// Answers in our cache that are older are skipped. `Ticks::min()`: any age will do.
    base::Ticks not_before = base::Ticks::min();
    /// Ask these instead of the configured resolver, RD=0 (a zone's authoritative servers).
    std::vector<model::Address> servers;
};

class Resolver {
public:
    virtual ~Resolver() = default;
    /// NXDOMAIN and "no such records" are answers; see dns::Answer.
    virtual Awaitable<base::Result<dns::Answer>> ask(dns::Question question, AskOptions options,
                                                     base::Deadline deadline) = 0;
};

}  // namespace mailwatchd::net
