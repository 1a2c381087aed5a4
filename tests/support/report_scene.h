// Whole audits as the program makes them, with any number of hosts: scripted observations, the real
// judges, the real readings. For tests and previews of the reports.
#pragma once

#include "checks/check.h"
#include "model/active_series.h"
#include "model/reputation.h"
#include "model/spf.h"
#include "publish/audit.h"
#include "support/builders.h"
#include "support/readings.h"
#include "watch/score.h"

#include <chrono>
#include <string>

namespace mailwatchd::test {

/// 2026-11-22T12:00:00Z
inline constexpr base::Instant report_noon{std::chrono::seconds{1'795'348'800}};

/// Bytes that must never take effect: markup, a terminal's escape, a forged line.
inline constexpr std::string_view hostile_greeting =
    "220 <script>alert(1)</script><img src=//example.net/x onerror='x'> "
    "\"&\x1b]0;owned\x07\r\n\xff";

struct ReportShape {
    std::size_t hosts = 1;
    bool good = true;
    std::size_t dnsbls = 76;
};

/// Answers with a greeting, capabilities, and the TLS facts that reports show.
inline Look speaks(std::string greeting, model::Capabilities offers, bool tls) {
    auto look = open(std::move(offers));
    look.session.greeting = std::move(greeting);
    if (!tls) return look;
    look.session.before_tls.starttls = true;
    look.session.upgrade = model::Upgrade::done;
    look.session.after_tls = look.session.before_tls;
    look.session.after_tls.mechanisms = {"PLAIN", "LOGIN"};
    look.session.tls = model::TlsFacts{.version = "TLSv1.3",
                                       .cipher = "TLS_AES_256_GCM_SHA384",
                                       .chain = model::ChainVerdict::trusted,
                                       .chain_error = {},
                                       .name_matches = true,
                                       .certificate = std::nullopt};
    return look;
}

inline Look speaks_tls(std::string greeting) {
    auto look = speaks(std::move(greeting), {}, true);
    look.session.before_tls = {};
    look.session.upgrade = model::Upgrade::not_tried;
    return look;
}

inline model::Capabilities offers(std::vector<std::string> mechanisms) {
    model::Capabilities made;
    made.mechanisms = std::move(mechanisms);
    return made;
}

class ReportScene {
public:
    explicit ReportScene(ReportShape shape) : shape_{shape} {
        add_dnsbls();
        for (std::size_t i = 0; i < shape.hosts; ++i) add_host(i);
        add_domain();
        if (shape.hosts == 0) scene_.topology.mail = model::Topology::Mail::null_mx;
    }

    publish::Audit audit() const {
        const auto world = std::make_shared<model::World>(scene_.world());
        publish::Audit made;
        made.world = world;
        made.dnsbls = world->of<model::DnsblHealth>();
        made.catalogue = world->catalogue;
        made.readings = readings(*world);
        made.labels = publish::labels(checks::all());
        made.state = state(*world);
        return made;
    }

private:
    bool is_good(std::size_t i) const { return shape_.good || i % 4 == 3; }

    static std::string v4(std::size_t i) { return "192.0.2." + std::to_string(i + 1); }
    static std::string v6(std::size_t i) { return "2001:db8:25::" + std::to_string(i + 1); }

    void add_host(std::size_t i) {
        const auto name = "mx" + std::to_string(i + 1) + ".example.org";
        auto made = host(name, {model::Role::mx}, {v4(i)});
        if (i % 3 == 0) made.addresses.push_back(ip(v6(i)));
        made.preference = static_cast<int>(10 * (i + 1));
        if (i == 0) made.roles.add(model::Role::mailbox);
        scene_.topology.mx.push_back({*made.preference, name});
        for (const auto& address : made.addresses) {
            add_ports(i, address);
            add_reverse(i, name, address);
            add_listings(i, address);
            add_active(i, name, address);
            add_reputation(i, address);
        }
        scene_.add(std::move(made));
    }

    void add_ports(std::size_t i, const model::Address& address) {
        const auto at = address.text();
        if (is_good(i)) {
            scene_.port(at, 25, speaks("220 mx.example.org ESMTP Postfix\r\n", offers({}), true));
            scene_.port(at, 465, speaks_tls("220 mx.example.org ESMTP Postfix\r\n"));
            scene_.port(at, 587, speaks("220 mx.example.org ESMTP Postfix\r\n", offers({}), true));
            scene_.port(at, 993, speaks_tls("* OK Dovecot ready.\r\n"));
            scene_.port(at, 995, speaks_tls("+OK Dovecot ready.\r\n"));
            return;
        }
        scene_.port(at, 25,
                    speaks(i % 4 == 0 ? std::string{hostile_greeting}
                                      : "220 mx.example.org ESMTP Exim 4.96\r\n",
                           offers({"PLAIN", "LOGIN"}), i % 2 == 1));
        auto pop3 = offers({"PLAIN"});
        pop3.user_command = true;
        scene_.port(at, 110, speaks("+OK Dovecot ready.\r\n", pop3, i % 2 == 1));
        scene_.port(at, 143, speaks("* OK Dovecot ready.\r\n", offers({"PLAIN"}), i % 2 == 1));
        scene_.port(at, 587, i % 4 == 2 ? filtered() : accepting(model::Reason::malformed));
        scene_.port(at, 465, i % 4 == 1 ? unknown(model::Reason::timeout) : closed());
    }

    void add_reverse(std::size_t i, const std::string& name, const model::Address& address) {
        model::ReverseDns look{name, address, report_noon, std::vector<std::string>{}, {}};
        if (is_good(i) || i % 4 == 1) {
            const auto ptr = is_good(i) ? name : "host" + std::to_string(i) + ".example.net";
            look.names = std::vector{ptr};
            look.forward.push_back({ptr, std::vector{is_good(i) ? address : ip("198.51.100.7")}});
        }
        scene_.reverse(std::move(look));
    }

    /// The results of the series: a bad host relays one address form, a good one refuses all of
    /// them and the forged sender.
    void add_active(std::size_t i, const std::string& name, const model::Address& address) {
        const auto met = [&](std::string_view one, bool is_accepted) {
            model::SeriesCase made;
            made.name = one;
            made.answer = is_accepted ? model::Answer::accepted : model::Answer::refused;
            made.mail = {250, "2.1.0", "2.1.0 Ok"};
            made.rcpt = is_accepted ? model::SmtpReply{250, "2.1.5", "2.1.5 Ok"}
                                    : model::SmtpReply{550, "5.7.23", "5.7.23 SPF check failed"};
            return made;
        };
        model::ActiveSeries relay;
        relay.endpoint = {name, address, model::smtp};
        relay.taken_at = report_noon;
        for (const auto& one : model::relay_cases)
            relay.cases.push_back(met(one.name, !is_good(i) && one.name == "percent_at_domain"));
        scene_.series(relay);
        auto forged = relay;
        forged.kind = model::SeriesKind::spf_enforcement;
        forged.cases = {met(model::control_case, true), met(model::spoof_case, !is_good(i))};
        scene_.series(forged);
    }

    void add_reputation(std::size_t i, const model::Address& address) {
        auto look = std::make_shared<model::Reputation>();
        look->address = address;
        look->taken_at = look->origin_at = report_noon;
        for (const auto* const source : {"grades.example", "senders.example"})
            look->words.push_back(graded(source, is_good(i) ? 95 : 30));
        look->origin = model::Origin{};
        look->origin->as_numbers = {64500};
        look->origin->as_name = "EXAMPLE-AS Example Networks Ltd";
        look->origin->country = i % 2 == 0 ? "DE" : "NL";
        look->isp_domain = "example.net";
        scene_.rest.of<model::Reputation>().push_back(std::move(look));
    }

    static model::SourceWord graded(const std::string& source, int percent) {
        model::SourceWord word;
        word.source = source;
        word.state = model::SourceWord::State::graded;
        word.trust = model::DnsblState::proven;
        word.percent = percent;
        return word;
    }

    void add_domain() {
        auto spf = std::make_shared<model::SpfLook>();
        spf->domain = "example.org";
        spf->records = {shape_.good ? "v=spf1 mx -all"
                                    : "v=spf1 a mx ptr include:_spf.example.net ?all"};
        spf->result = shape_.good ? model::SpfResult::fail : model::SpfResult::neutral;
        spf->v4.unlisted = spf->v6.unlisted = spf->result;
        spf->v4.unlisted_term = spf->v6.unlisted_term = shape_.good ? "-all" : "?all";
        spf->lookups = shape_.good ? 1 : 9;
        spf->taken_at = report_noon;
        scene_.rest.of<model::SpfLook>() = {spf};
        auto domain = std::make_shared<model::DomainReputation>();
        domain->domain = "example.org";
        domain->taken_at = report_noon;
        domain->words = {graded("names.example", 100)};
        if (shape_.good) domain->words.push_back(graded("domains.example", 100));
        scene_.rest.of<model::DomainReputation>() = {domain};
    }

    void add_dnsbls() {
        using enum model::DnsblState;
        constexpr std::array others{wildcarding, empty, blocked, parked, silent};
        std::vector<model::Dnsbl> catalogue;
        for (std::size_t i = 0; i < shape_.dnsbls; ++i) {
            model::Dnsbl dnsbl;
            dnsbl.name = "list" + std::to_string(100 + i) + ".dnsbl.example";
            dnsbl.dnsbl_class = static_cast<model::DnsblClass>(i % 4);
            dnsbl.asks_v6 = i % 5 == 0;
            dnsbl.retired = i % 3 == 2 && i % 10 != 9;
            if (dnsbl.retired) dnsbl.note = "Switched off in 2024.";
            const auto state = dnsbl.retired ? retired
                               : i % 10 == 9 ? others[i / 10 % others.size()]
                                             : proven;
            const std::string seen = state == wildcarding ? "127.0.0.2 for 127.0.0.1"
                                     : state == blocked   ? "127.255.255.254"
                                     : state == parked    ? "203.0.113.9"
                                                          : "";
            using Family = model::Address::Family;
            for (const auto family : {Family::v4, Family::v6})
                if (family == Family::v4 || dnsbl.asks_v6)
                    scene_.rest.of<model::DnsblHealth>().push_back(
                        {dnsbl.name, family, report_noon, state,
                         dnsbl.retired ? dnsbl.note : seen});
            catalogue.push_back(std::move(dnsbl));
        }
        scene_.rest.catalogue =
            std::make_shared<const std::vector<model::Dnsbl>>(std::move(catalogue));
    }

    void add_listings(std::size_t i, const model::Address& address) {
        for (const auto& health : scene_.rest.of<model::DnsblHealth>()) {
            if (health.state != model::DnsblState::proven || health.family != address.family())
                continue;
            model::Listing listing{address,
                                   health.dnsbl,
                                   report_noon,
                                   model::Listing::State::clear,
                                   model::Reason::none,
                                   {},
                                   ""};
            const auto number = static_cast<std::size_t>(health.dnsbl[6] - '0');
            if (!is_good(i) && (number + i) % 7 == 0) {
                listing.state = model::Listing::State::listed;
                listing.answers = {ip("127.0.0.2")};
                listing.text = "See https://" + health.dnsbl + "/?ip=" + address.text();
            } else if (!is_good(i) && (number + i) % 9 == 1) {
                listing.state = model::Listing::State::unknown;
                listing.reason = model::Reason::timeout;
            }
            scene_.listing(std::move(listing));
        }
    }

    static std::vector<model::Reading> readings(const model::World& world) {
        std::vector<model::Reading> all;
        const auto add = [&all](std::vector<model::Reading> more) {
            all.insert(all.end(), more.begin(), more.end());
        };
        add(observe::readings_of(*world.topology));
        for (const auto& port : world.of<model::MailSession>()) {
            auto made = observe::readings_of(port.session, {});
            if (port.state != model::PortState::unknown) {
                made.front().value = name(port.state);
                made.front().reason = model::Reason::none;
            }
            add(std::move(made));
        }
        for (const auto& look : world.of<model::ReverseDns>()) add(observe::readings_of(*look));
        add(observe::readings_of(*world.one<model::SpfLook>()));
        for (const auto& series : world.of<model::ActiveSeries>())
            add(observe::readings_of(*series));
        for (const auto& listing : world.of<model::Listing>())
            for (const auto& host : world.topology->hosts)
                if (std::ranges::find(host.addresses, listing->address) != host.addresses.end())
                    add(observe::readings_of(*listing, host.name));
        for (auto& reading : all) reading.taken_at = report_noon;
        return all;
    }

    static std::shared_ptr<const model::TargetState> state(const model::World& world) {
        auto made = std::make_shared<model::TargetState>();
        made->target = world.topology->target;
        made->last_round = report_noon;
        made->topology = world.topology;
        std::vector<watch::Mark> marks;
        for (const auto* const check : checks::all()) {
            config::Problems problems;
            config::Section none{nullptr, std::string{check->name}, problems};
            model::CheckState one;
            one.check = check->name;
            one.report = check->judge(world, check->read(none, nullptr).get());
            one.concluded = true;
            one.last_reason = one.report.reason;
            one.last_run = one.concluded_at = report_noon;
            marks.push_back({one.report.score, check->weight});
            made->checks.push_back(std::move(one));
        }
        made->score = watch::score(marks);
        return made;
    }

    ReportShape shape_;
    Scene scene_;
};

}  // namespace mailwatchd::test
