// One descriptor kept for hard times: given up, it lets us take a client that we could not answer
// otherwise, and tell it so (failure Y3).
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

    /// Takes the descriptor where it is not held. False where there is none.
    bool hold() {
        if (descriptor_ < 0) descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        return descriptor_ >= 0;
    }
    /// False where there was nothing to give up.
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
