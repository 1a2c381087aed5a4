// An open file descriptor; the destructor closes it.
#pragma once

#include <unistd.h>
#include <utility>

namespace mailwatchd::tool {

class Descriptor {
public:
    Descriptor() = default;
    /// Takes what open(2) returned; -1: none.
    explicit Descriptor(int opened) : descriptor_{opened} {}
    Descriptor(Descriptor&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    bool is_open() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

private:
    int descriptor_ = -1;
};

}  // namespace mailwatchd::tool
