// Limits how many run at once; the others wait in order of arrival.
#pragma once

#include "net/seam.h"

#include <cstddef>
#include <memory>
#include <utility>

namespace mailwatchd::net {

/// One of the places; the destructor returns it. Empty if the wait was cancelled or its deadline
/// passed.
class Permit {
public:
    Permit() = default;
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;
    Permit(Permit&& other) noexcept : pool_{std::move(other.pool_)} { other.pool_.reset(); }
    Permit& operator=(Permit&& other) noexcept {
        if (this != &other) release();
        pool_ = std::move(other.pool_);
        return *this;
    }
    ~Permit() { release(); }

    explicit operator bool() const { return pool_ != nullptr; }
    void release();

    struct Pool;  ///< The places and the queue, in semaphore.cc; may outlive the Semaphore.

private:
    friend class Semaphore;
    explicit Permit(std::shared_ptr<Pool> pool) : pool_{std::move(pool)} {}
    std::shared_ptr<Pool> pool_;
};

class Semaphore {
public:
    explicit Semaphore(std::size_t places);
    /// Does not suspend if a place is free.
    Awaitable<Permit> acquire();
    Awaitable<Permit> acquire(Clock& clock, base::Deadline deadline);
    /// Empty if it would have to wait.
    Permit try_acquire();

    /// For a reload: takes effect as permits are returned.
    void resize(std::size_t places);
    std::size_t in_use() const;
    std::size_t waiting() const;

private:
    std::shared_ptr<Permit::Pool> pool_;
};

}  // namespace mailwatchd::net
