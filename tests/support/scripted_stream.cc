// The endpoints of the scripted network: both ends of a connection in one object.
#include "support/scripted_network.h"
#include "support/scripted_wait.h"

#include <algorithm>

namespace mailwatchd::test {

using base::Errc;
using base::Failure;

namespace {

bool equals_ignoring_case(char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(a) == lower(b);
}

bool begins_with(std::string_view line, std::string_view prefix) {
    return line.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), line.begin(), equals_ignoring_case);
}

}  // namespace

namespace {

class ScriptedStream final : public net::Stream {
public:
    ScriptedStream(ScriptedNetwork& network, net::Clock& clock, ScriptedNetwork::Port port,
                   const ScriptedEndpoint& endpoint)
        : network_{network}, clock_{clock}, port_{std::move(port)}, endpoint_{endpoint} {
        ++network_.open_connections;
        network_.open_connections_most =
            std::max(network_.open_connections_most, network_.open_connections);
        if (endpoint_.accept) talk_ = endpoint_.accept();
        listen("");
    }
    ~ScriptedStream() override { close(); }
    ScriptedStream(const ScriptedStream&) = delete;
    ScriptedStream& operator=(const ScriptedStream&) = delete;

    net::Awaitable<base::Result<std::size_t>> read_some(std::span<char> into,
                                                        base::Deadline deadline) override;
    net::Awaitable<base::Outcome> write(std::string bytes, base::Deadline deadline) override;
    net::Awaitable<base::Result<model::TlsFacts>> start_tls(std::string host,
                                                            base::Deadline deadline) override;
    void close() override {
        if (is_open_) --network_.open_connections;
        is_open_ = false;
    }

private:
    /// Passes a line to the server; its answer is due after the earlier ones.
    void listen(std::string_view line) {
        if (!talk_ || is_ended_) return;
        Say say = talk_(line, in_tls_);
        const auto before =
            said_.empty() ? clock_.ticks() : std::max(clock_.ticks(), said_.back().due);
        is_ended_ = say.close || say.reset;
        said_.push_back({before + say.after, std::move(say)});
    }
    struct Due {
        base::Ticks due;
        Say say;
    };

    ScriptedNetwork& network_;
    net::Clock& clock_;
    ScriptedNetwork::Port port_;
    ScriptedEndpoint endpoint_;
    Talk talk_;
    std::vector<Due> said_;  ///< Not read yet, in order.
    std::string unheard_;    ///< A line that the client has not finished.
    bool in_tls_ = false, is_ended_ = false, is_open_ = true;
};

net::Awaitable<base::Result<std::size_t>> ScriptedStream::read_some(std::span<char> into,
                                                                    base::Deadline deadline) {
    for (;;) {
        if (!is_open_) co_return Failure{Errc::cancelled, "read"};
        const auto due = said_.empty() ? base::Ticks::max() : said_.front().due;
        const auto error = co_await wait(clock_, due, deadline);
        if (error) co_return Failure{*error, "read"};
        auto& say = said_.front().say;
        if (!say.bytes.empty()) {
            const auto size = std::min(into.size(), say.bytes.size());
            std::copy_n(say.bytes.begin(), size, into.begin());
            say.bytes.erase(0, size);
            co_return size;
        }
        if (say.reset) co_return Failure{Errc::reset, "read"};
        if (say.close) co_return std::size_t{0};
        said_.erase(said_.begin());
    }
}

net::Awaitable<base::Outcome> ScriptedStream::write(std::string bytes, base::Deadline deadline) {
    const auto error = co_await wait(clock_, clock_.ticks(), deadline);
    if (error) co_return Failure{*error, "write"};
    if (!is_open_ || is_ended_) co_return Failure{Errc::reset, "write"};
    unheard_ += bytes;
    for (auto end = unheard_.find('\n'); end != std::string::npos; end = unheard_.find('\n')) {
        std::string line = unheard_.substr(0, end);
        unheard_.erase(0, end + 1);
        if (line.ends_with('\r')) line.pop_back();
        network_.heard[port_].push_back(line);
        listen(line);
    }
    co_return base::Outcome{};
}

net::Awaitable<base::Result<model::TlsFacts>> ScriptedStream::start_tls(std::string host,
                                                                        base::Deadline deadline) {
    const auto error = co_await wait(clock_, clock_.ticks() + endpoint_.handshake_delay, deadline);
    if (error) co_return Failure{*error, "handshake with " + host};
    if (!endpoint_.tls || !is_open_) co_return Failure{Errc::tls_failed, "handshake with " + host};
    in_tls_ = true;
    said_.clear();
    listen("");
    network_.server_names[port_].push_back(host);
    const auto by_name = endpoint_.tls_by_name.find(host);
    co_return by_name == endpoint_.tls_by_name.end() ? *endpoint_.tls : by_name->second;
}

}  // namespace

net::Awaitable<base::Result<std::unique_ptr<net::Stream>>> ScriptedNetwork::connect(
    model::Address address, std::uint16_t port, base::Deadline deadline) {
    const Port key{address, port};
    ++connects[key];
    const auto found = endpoints.find(key);
    const ScriptedEndpoint endpoint =
        found != endpoints.end() ? found->second : ScriptedEndpoint{.mode = other_ports};
    const bool is_silent = endpoint.mode == ScriptedEndpoint::Mode::silent;
    const auto due = is_silent ? base::Ticks::max() : clock_.ticks() + endpoint.connect_delay;
    const auto error = co_await wait(clock_, due, deadline);
    const std::string detail = address.text() + ' ' + std::to_string(port);
    if (error) co_return Failure{*error, detail};
    if (endpoint.mode == ScriptedEndpoint::Mode::refused) co_return Failure{Errc::refused, detail};
    if (endpoint.mode == ScriptedEndpoint::Mode::unreachable)
        co_return Failure{Errc::unreachable, detail};
    std::unique_ptr<net::Stream> stream =
        std::make_unique<ScriptedStream>(*this, clock_, key, endpoint);
    co_return stream;
}

ScriptedEndpoint& ScriptedNetwork::endpoint(std::string_view address, std::uint16_t port) {
    return endpoints[{model::Address::parse(address).value(), port}];
}

ScriptedEndpoint Dialogue::endpoint(std::optional<model::TlsFacts> tls) const {
    const auto table = std::make_shared<const Dialogue>(*this);
    ScriptedEndpoint made;
    made.tls = std::move(tls);
    made.accept = [table]() -> Talk {
        return [table](std::string_view line, bool in_tls) -> Say {
            if (line.empty()) {
                const bool greets = in_tls == table->implicit_tls;
                return {.bytes = greets ? table->greeting : "",
                        .after = greets ? table->greeting_delay : base::Duration{}};
            }
            const auto& said =
                in_tls && !table->rows_in_tls.empty() ? table->rows_in_tls : table->rows;
            const auto row = std::ranges::find_if(
                said, [&](const auto& each) { return begins_with(line, each.first); });
            const bool leaves =
                begins_with(line, "QUIT") || line.find("LOGOUT") != std::string_view::npos;
            return {.bytes = row == said.end() ? table->otherwise : row->second, .close = leaves};
        };
    };
    return made;
}

model::TlsFacts good_tls(std::string host, base::Instant not_after) {
    model::CertificateFacts certificate;
    certificate.subject = host;
    certificate.names = {std::move(host)};
    certificate.issuer = "Example CA, Example Issuing CA 1";
    certificate.not_before = not_after - std::chrono::days{90};
    certificate.not_after = not_after;
    certificate.key_type = "EC";
    certificate.key_bits = 256;
    certificate.signature = "ecdsa-with-SHA256";
    certificate.sha256 = std::string(64, 'a');
    certificate.key_sha256 = std::string(64, 'b');
    model::TlsFacts facts;
    facts.version = "TLSv1.3";
    facts.cipher = "TLS_AES_256_GCM_SHA384";
    facts.chain = model::ChainVerdict::trusted;
    facts.name_matches = true;
    facts.certificate = std::move(certificate);
    return facts;
}

}  // namespace mailwatchd::test
