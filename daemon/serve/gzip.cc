#include "serve/gzip.h"

#include <zlib.h>

#include <array>
#include <cassert>
#include <new>

namespace mailwatchd::serve {

struct Gzip::State {
    z_stream stream{};

    State() {
        constexpr int gzip_wrapper = 16;  // Added to the window bits, see zlib.h.
        // Level 1: a metrics page shrinks to a tenth at any level, and higher levels cost more
        // time.
        const int made = deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + gzip_wrapper,
                                      MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
        if (made != Z_OK) throw std::bad_alloc{};
    }
    ~State() { deflateEnd(&stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void run(std::string_view bytes, int flush, std::string& out) {
        std::array<char, 16384> room{};
        stream.next_in =
            reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib only reads
        stream.avail_in = static_cast<uInt>(bytes.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(room.data());
            stream.avail_out = static_cast<uInt>(room.size());
            [[maybe_unused]] const int done = deflate(&stream, flush);
            assert(done != Z_STREAM_ERROR);
            out.append(room.data(), room.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    }
};

Gzip::Gzip() : state_{std::make_unique<State>()} {}
Gzip::~Gzip() = default;

void Gzip::add(std::string_view bytes, std::string& out) {
    if (!bytes.empty()) state_->run(bytes, Z_NO_FLUSH, out);
}

void Gzip::finish(std::string& out) { state_->run({}, Z_FINISH, out); }

}  // namespace mailwatchd::serve
