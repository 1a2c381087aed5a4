// Decompresses with zlib.
#pragma once

#include <zlib.h>

#include <array>
#include <string>

namespace mailwatchd::serve {

/// "[broken]" if the stream is incomplete.
inline std::string gunzip(std::string packed) {
    z_stream stream{};
    inflateInit2(&stream, MAX_WBITS + 16);
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    std::array<char, 65536> room{};
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = static_cast<uInt>(room.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(room.data(), room.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END && stream.avail_in == 0 ? out : out + "[broken]";
}

}  // namespace mailwatchd::serve
