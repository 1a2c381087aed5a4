// A gzip stream (RFC 1952) for input in pieces.
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

    /// Appends compressed bytes to `out`; often none, as zlib buffers its input.
    void add(std::string_view bytes, std::string& out);
    /// Appends the rest and the trailer. Call last.
    void finish(std::string& out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mailwatchd::serve
