// Basic authentication with bcrypt hashes. The queue of password checks is bounded, so that
// password guessing does not block scrapes.
#pragma once

#include "net/seam.h"
#include "serve/places.h"
#include "serve/server.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace mailwatchd::serve {

class Authenticator {
public:
    using Users = std::map<std::string, std::string, std::less<>>;  ///< Name to bcrypt hash.
    /// Runs a job on another thread and returns when it is done.
    using Elsewhere = std::function<net::Awaitable<void>(std::function<void()>)>;

    explicit Authenticator(Elsewhere elsewhere);

    /// Replaces the users. Without users every client is admitted. Verified passwords stay valid if
    /// the hash is unchanged.
    void take(Users users);

    /// A password that was verified before is admitted without a new check. Any other password
    /// takes a bcrypt check, also for unknown names. `busy` if too many checks are waiting.
    net::Awaitable<Admission> admit(Caller caller);

    /// Most running and waiting password checks: in total, and per client network.
    static constexpr std::size_t looks_max = 8;
    static constexpr std::size_t looks_of_network_max = 2;

private:
    std::string secret_of(const std::string& name, const std::string& hash,
                          const std::string& password) const;

    Elsewhere elsewhere_;
    Users users_;
    std::string stranger_;                      ///< Hash for the check of unknown names.
    std::string salt_;                          ///< Of this process.
    std::map<std::string, std::string> shown_;  ///< Name to `secret_of` the verified password.
    Places looks_{looks_max, looks_of_network_max};
};

}  // namespace mailwatchd::serve
