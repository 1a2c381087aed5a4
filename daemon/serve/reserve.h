// A spare file descriptor. When descriptors run out, releasing it allows the server to accept one
// client and to answer 503 (failure Y3).
#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace mailwatchd::serve {

class Reserve {
public:
    Reserve() { hold(); }
    ~Reserve() { release(); }
    Reserve(const Reserve&) = delete;
    Reserve& operator=(const Reserve&) = delete;

    /// Opens the descriptor if it is not held. False if there is none to get.
    bool hold() {
        if (descriptor_ < 0) descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        return descriptor_ >= 0;
    }
    /// False if it was not held.
    bool release() {
        if (descriptor_ < 0) return false;
        ::close(descriptor_);
        descriptor_ = -1;
        return true;
    }

private:
    int descriptor_ = -1;
};

}  // namespace mailwatchd::serve
