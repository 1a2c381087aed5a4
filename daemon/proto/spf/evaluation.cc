#include "proto/spf/evaluation.h"

#include "base/domain_name.h"
#include "proto/spf/attempt.h"

#include <cassert>

namespace mailwatchd::spf {

namespace {

/// A client with an IPv4-mapped address is an IPv4 client (§5).
model::Address unmapped(const model::Address& address) {
    constexpr std::size_t prefix_bytes = 12;
    const auto bytes = address.bytes();
    if (address.is_v4() || bytes[10] != 0xFF || bytes[11] != 0xFF) return address;
    for (std::size_t i = 0; i < 10; ++i)
        if (bytes[i] != 0) return address;
    return model::Address::v4({bytes[prefix_bytes], bytes[prefix_bytes + 1],
                               bytes[prefix_bytes + 2], bytes[prefix_bytes + 3]});
}

/// Converts U-labels to A-labels (RFC 8616 §4); leaves invalid names unchanged.
std::string ascii_domain(std::string domain) {
    for (const char c : domain) {
        if (static_cast<unsigned char>(c) < 0x80) continue;
        const auto name = base::DomainName::parse(domain);
        return name ? name->text() : domain;
    }
    return domain;
}

}  // namespace

Request mail_from(const model::Address& ip, std::string sender, std::string helo) {
    Request request;
    request.ip = ip;
    const auto at = sender.rfind('@');
    request.domain = sender.empty() ? helo : sender.substr(at == std::string::npos ? 0 : at + 1);
    request.sender = std::move(sender);
    request.helo = std::move(helo);
    return request;
}

Evaluation::Evaluation(Request request) : request_{std::move(request)} {
    request_.ip = unmapped(request_.ip);
    request_.domain = ascii_domain(std::move(request_.domain));
    if (request_.sender.empty()) request_.sender = request_.domain;
    const auto at = request_.sender.rfind('@');
    auto local = at == std::string::npos ? std::string{} : request_.sender.substr(0, at);
    if (local.empty()) local = "postmaster";
    const auto of = at == std::string::npos ? request_.sender : request_.sender.substr(at + 1);
    request_.sender = local + '@' + ascii_domain(of);
    if (request_.receiver.empty()) request_.receiver = "unknown";
    run();
}

void Evaluation::answer(base::Result<dns::Answer> answer) {
    assert(question_);
    answers_.add(*std::move(question_), std::move(answer));
    question_.reset();
    run();
}

// Starts again with each additional answer: an evaluation has at most 200 questions, and no state
// of a partly evaluated record is needed.
void Evaluation::run() {
    Attempt attempt{request_, answers_, records_};
    question_ = attempt.run(result_);
}

}  // namespace mailwatchd::spf
