// SMTP replies from arbitrary bytes: limits hold, and splitting the input changes nothing.
#include "fuzz/session_machine.h"
#include "proto/smtp/reply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace mailwatchd;
using mailwatchd::test::require;

/// Every reply up to the first malformed one, as text.
std::string replies_in(std::string_view bytes, std::size_t piece) {
    proto::LineReader reader;
    smtp::ReplyParser parser;
    std::string text;
    while (!bytes.empty()) {
        require(reader.feed(bytes.substr(0, piece)));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (auto line = reader.pop(); line.status != proto::LineReader::Status::need_more;
             line = reader.pop()) {
            if (line.status == proto::LineReader::Status::over_limit) return text + "!";
            const auto status = parser.add(proto::without_line_end(line.raw));
            if (status == smtp::ReplyParser::Status::malformed) return text + "?";
            if (status == smtp::ReplyParser::Status::need_more) continue;
            const auto reply = parser.take();
            require(reply.code >= 200 && reply.code <= 559);
            require(!reply.lines.empty() && reply.lines.size() <= proto::reply_lines_max);
            text += std::to_string(reply.code);
            for (const auto& part : reply.lines) text += part + "\n";
            reader.begin_reply();
        }
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input{data, data + size};
    const auto whole = replies_in(input, proto::read_bytes_max);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}})
        require(replies_in(input, piece) == whole);
    return 0;
}
