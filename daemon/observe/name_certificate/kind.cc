#include "net/gather.h"
#include "observe/collector.h"
#include "observe/name_certificate/fields.h"
#include "observe/name_certificate/names.h"

namespace mailwatchd::observe::name_certificate {

namespace {

class NameCollector final : public Collector {
public:
    NameCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          names_{observer.network().clock, observer.numbers(), observer.use<Sessions>()} {}

    /// After the sessions, because those show which names are left open.
    net::Awaitable<void> finish(const model::Needs& needs, Freshness freshness) override {
        Work work;
        for (const auto& endpoint : needs.of<model::NameCertificate>())
            if (names_.is_open(endpoint, freshness))
                work.push_back(names_.look(endpoint, freshness));
        co_await net::gather(std::move(work));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& endpoint : needs.of<model::NameCertificate>())
            if (auto name = names_.seen(endpoint))
                world.of<model::NameCertificate>().push_back(*std::move(name));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& name : world.of<model::NameCertificate>())
            if (name.own)
                seen.observations.push_back(
                    to_store({model::Subject::endpoint(name.endpoint), number_, name.endpoint.host},
                             name.own));
    }
    net::Awaitable<void> recheck(const RecheckRequest&, Freshness, Seen&) override { co_return; }
    void restore(std::string_view body) override {
        if (const auto own = from_store<model::NameCertificate>(body))
            names_.cache().restore({address_port(own->endpoint), own->endpoint.host}, own,
                                   own->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        names_.forget(before, wanted.host_names);
    }
    std::size_t size() const override { return names_.cache().size(); }

private:
    std::uint16_t number_;
    NameCertificates names_;
};

}  // namespace

extern const Kind kind;
/// All are read at the start: what some names were shown tells what the others are shown.
constinit const Kind kind{"name_certificate", {}, open_as<NameCollector>, true};

}  // namespace mailwatchd::observe::name_certificate
