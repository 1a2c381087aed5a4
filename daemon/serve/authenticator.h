// Who may have a page: names and bcrypt hashes behind a queue that has an end, so that who guesses
// passwords keeps nobody from his scrape.
#pragma once

#include "net/seam.h"
#include "serve/server.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace mailwatchd::serve {

class Authenticator {
public:
    using Users = std::map<std::string, std::string, std::less<>>;  ///< Name to bcrypt hash.
    /// Runs a job elsewhere than on the loop, and returns when it is done.
    using Elsewhere = std::function<net::Awaitable<void>(std::function<void()>)>;

    explicit Authenticator(Elsewhere elsewhere);

    /// Without users everybody may. Who has shown a password that still holds is not asked for it
    /// again.
    void take(Users users);

    /// Who has shown the right password before is let in at once; any other look at a password is a
    /// bcrypt round, for names that nobody has as well. `busy` where too many wait for theirs.
    net::Awaitable<Admission> admit(Caller caller);

    /// Looks at passwords under way and waiting: in all, and from one network.
    static constexpr std::size_t looks_max = 8;
    static constexpr std::size_t looks_of_network_max = 2;

private:
    bool has_room(const std::string& network) const;
    std::shared_ptr<const void> take_place(const std::string& network);
    std::string secret_of(const std::string& name, const std::string& hash,
                          const std::string& password) const;

    Elsewhere elsewhere_;
    Users users_;
    std::string stranger_;  ///< The hash that a name of nobody's is held against.
    std::string salt_;      ///< Of this process.
    std::map<std::string, std::string> shown_;         ///< Name to `secret_of` a right password.
    using Looks = std::map<std::string, std::size_t>;  ///< By network.
    std::shared_ptr<Looks> looks_ = std::make_shared<Looks>();  ///< Places keep it alive.
};

}  // namespace mailwatchd::serve
