#include "serve/authenticator.h"

#include "base/digest.h"
#include "serve/basic_auth.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <sys/random.h>
#include <utility>

namespace mailwatchd::serve {

namespace {

/// Length of "$2y$10$", which sets the duration of a check.
constexpr std::size_t setting_bytes = 7;
/// Salt and digest of an unknown password.
constexpr std::string_view unknown_word = "W5ByN16vo49lk5dj32Uyd.rkziN/DQOLaLrMJeGJK4HL6ShbXEc6G";

std::string random_bytes() {
    std::string bytes(32, '\0');
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error{"getrandom"};
    return bytes;
}

bool is_cheaper(const Authenticator::Users::value_type& a,
                const Authenticator::Users::value_type& b) {
    constexpr std::size_t cost = 4;  // Two digits.
    return a.second.compare(cost, 2, b.second, cost, 2) < 0;
}

}  // namespace

Authenticator::Authenticator(Elsewhere elsewhere)
    : elsewhere_{std::move(elsewhere)}, salt_{random_bytes()} {}

void Authenticator::take(Users users) {
    users_ = std::move(users);
    std::erase_if(shown_, [this](const auto& each) { return !users_.contains(each.first); });
    if (users_.empty()) return;
    // Use the highest cost, so that the duration does not reveal which names exist.
    const auto dearest = std::ranges::max_element(users_, is_cheaper);
    stranger_ = dearest->second.substr(0, setting_bytes) + std::string{unknown_word};
}

/// Depends on the hash, so a changed hash invalidates the verified password.
std::string Authenticator::secret_of(const std::string& name, const std::string& hash,
                                     const std::string& password) const {
    return base::sha256_hex(salt_ + base::sha256_hex(name) + hash + password);
}

net::Awaitable<Admission> Authenticator::admit(Caller caller) {
    if (users_.empty()) co_return Admission::granted;
    const auto given = parse_basic(caller.authorization);
    if (!given) co_return Admission::refused;
    const auto user = users_.find(given->name);
    const bool is_known = user != users_.end();
    const auto hash = is_known ? user->second : stranger_;
    auto secret = secret_of(given->name, hash, given->password);
    const auto before = shown_.find(given->name);
    if (before != shown_.end() && is_same_secret(before->second, secret))
        co_return Admission::granted;

    const auto place = looks_.take(caller.network);
    if (!place) co_return Admission::busy;
    const auto is_right = std::make_shared<bool>(false);
    std::function<void()> look = [is_right, hash, password = given->password] {
        *is_right = is_password(hash, password);
    };
    co_await elsewhere_(std::move(look));
    // The users may have been reloaded meanwhile.
    const auto now = users_.find(given->name);
    if (!*is_right || now == users_.end() || now->second != hash) co_return Admission::refused;
    shown_[given->name] = std::move(secret);
    co_return Admission::granted;
}

}  // namespace mailwatchd::serve
