// A gzip stream (RFC 1952), fed piece by piece.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace mailwatchd::serve {

class Gzip {
public:
    Gzip();
    ~Gzip();
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    /// Appends what comes out to `out`: often nothing, as input is gathered.
    void add(std::string_view bytes, std::string& out);
    /// The rest and the trailer; the last call.
    void finish(std::string& out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mailwatchd::serve
