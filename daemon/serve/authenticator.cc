#include "serve/authenticator.h"

#include "base/digest.h"
#include "serve/basic_auth.h"

#include <algorithm>
#include <memory>
#include <numeric>
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

bool Authenticator::has_room(const std::string& network) const {
    const auto all =
        std::accumulate(looks_->begin(), looks_->end(), std::size_t{0},
                        [](std::size_t sum, const auto& each) { return sum + each.second; });
    const auto own = looks_->find(network);
    return all < looks_max && (own == looks_->end() || own->second < looks_of_network_max);
}

/// Counts one check for the network until the last copy is destroyed.
std::shared_ptr<const void> Authenticator::take_place(const std::string& network) {
    ++(*looks_)[network];
    const auto give_back = [looks = looks_, network](const void*) {
        const auto own = looks->find(network);
        if (own != looks->end() && --own->second == 0) looks->erase(own);
    };
    return {nullptr, give_back};
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

    if (!has_room(caller.network)) co_return Admission::busy;
    const auto place = take_place(caller.network);
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
