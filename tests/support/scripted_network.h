// The network as maps, on the simulated clock: the answers of the DNS and the behaviour of each
// endpoint. Edit the maps between rounds to change the world. Counts queries and connections.
#pragma once

#include "net/seam.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailwatchd::test {

/// The DNS answer to one question.
struct ScriptedAnswer {
    /// Records, or why there is no answer. No records: the name exists, but not this type.
    std::variant<std::vector<dns::Record>, base::Failure> data;
    base::Duration delay{};
    std::uint32_t ttl = 300;
    bool authenticated = false;
    bool exists = true;
};

/// What a server sends after it has received something.
struct Say {
    std::string bytes;
    base::Duration after{};  ///< How long it waits first.
    bool close = false;      ///< Orderly, after the bytes.
    bool reset = false;      ///< Instead of an orderly end.
};

/// One connection's server side: called with "" when the connection is made, with "" again when TLS
/// is active, and with each line from the client, without its CRLF. May keep state.
using Talk = std::function<Say(std::string_view line, bool in_tls)>;

struct ScriptedEndpoint {
    enum class Mode { talks, refused, silent, unreachable };
    Mode mode = Mode::talks;
    std::function<Talk()> accept;  ///< A new Talk for every connection.
    base::Duration connect_delay{};
    std::optional<model::TlsFacts> tls;  ///< The result of a handshake; nothing: it fails.
    /// The same for clients that name that host (SNI).
    std::map<std::string, model::TlsFacts> tls_by_name = {};
    base::Duration handshake_delay{};

    static ScriptedEndpoint refused() { return {.mode = Mode::refused}; }
    /// Drops SYNs: a connect ends at its deadline.
    static ScriptedEndpoint silent() { return {.mode = Mode::silent}; }
    static ScriptedEndpoint unreachable() { return {.mode = Mode::unreachable}; }
};

/// A server as a table: `greeting` first, then for each line the first row whose `first` the line
/// begins with (ignoring case); "QUIT" and "LOGOUT" close after their answer. Without a row:
/// `otherwise`.
struct Dialogue {
    std::string greeting;
    std::vector<std::pair<std::string, std::string>> rows;
    /// Inside TLS; the same as `rows` if empty.
    std::vector<std::pair<std::string, std::string>> rows_in_tls;
    std::string otherwise = "500 5.5.1 what?\r\n";
    base::Duration greeting_delay{};
    bool implicit_tls = false;  ///< Greets after the handshake.

    ScriptedEndpoint endpoint(std::optional<model::TlsFacts> tls = {}) const;
};

/// Facts of a modern, trusted TLS 1.3 session with a certificate for `host`, valid until
/// `not_after`.
model::TlsFacts good_tls(std::string host, base::Instant not_after);

class ScriptedNetwork final : public net::Resolver, public net::Connector {
public:
    using Port = std::pair<model::Address, std::uint16_t>;

    explicit ScriptedNetwork(net::Clock& clock) : clock_{clock} {}

    std::map<dns::Question, ScriptedAnswer> answers;
    std::map<Port, ScriptedEndpoint> endpoints;
    /// Answers every question that is not in `answers`; nothing: NXDOMAIN, or no records if the
    /// name has other types, after following a scripted CNAME.
    std::function<base::Result<dns::Answer>(const dns::Question&)> resolve_others;
    /// For ports that are not in `endpoints`.
    ScriptedEndpoint::Mode other_ports = ScriptedEndpoint::Mode::refused;

    std::map<dns::Question, int> queries;
    std::map<Port, int> connects;
    std::map<Port, std::vector<std::string>> heard;         ///< Lines from clients, in order.
    std::map<Port, std::vector<std::string>> server_names;  ///< Names of handshakes, in order.
    int open_connections = 0;
    /// Our address as servers see it; nothing: as if there were no route.
    std::optional<model::Address> own_v4, own_v6;
    int open_connections_most = 0;

    // Shortcuts for filling the maps. Names in the form of the DNS: lower case, no final dot.
    void address(std::string name, std::vector<std::string> addresses);  ///< A and AAAA.
    void mx(std::string name, std::vector<dns::Mx> exchangers);
    void txt(std::string name, std::vector<std::string> texts);
    void ptr(std::string address, std::vector<std::string> names);
    void cname(std::string name, std::string target);
    void fails(std::string name, dns::Type type, base::Errc code);
    void missing(std::string name, dns::Type type);  ///< The name exists without this type.
    ScriptedEndpoint& endpoint(std::string_view address, std::uint16_t port);

    net::Awaitable<base::Result<dns::Answer>> ask(dns::Question question, net::AskOptions options,
                                                  base::Deadline deadline) override;
    net::Awaitable<base::Result<std::unique_ptr<net::Stream>>> connect(
        model::Address address, std::uint16_t port, base::Deadline deadline) override;
    std::optional<model::Address> source_towards(const model::Address& address) const override {
        return address.is_v4() ? own_v4 : own_v6;
    }

private:
    base::Result<dns::Answer> look_up(const dns::Question& question, base::Duration& delay) const;
    bool has_name(const std::string& name) const;

    net::Clock& clock_;
};

}  // namespace mailwatchd::test
