// Asks others about a change before it is believed: whether the same reading of subjects that have
// nothing to do with the suspect is as it was. It is asked for when a change is confirmed, so that
// it does not matter how often targets are audited. (For silence and refusals, the sessions
// themselves ask: observe/prober/tcp_guard.h.)
#pragma once

#include "engine/evidence.h"
#include "watch/common_cause.h"

#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::engine {

class Controls {
public:
    struct Tools {
        net::Clock& clock;
        observe::Observer& observer;
        Targets& targets;
        Evidence& evidence;
        const watch::StandingTable& standing_table;
    };
    explicit Controls(Tools tools) : tools_{tools} {}

    /// Makes those readings unknown that would confirm a change which is our own doing, and tells
    /// the prober. They are about one subject.
    net::Awaitable<void> weigh(std::vector<model::Reading>& readings,
                               std::shared_ptr<const Plan> plan);

private:
    struct Asked {
        watch::Cause cause = watch::Cause::theirs;
        std::string others;  ///< Who changed alike.
    };
    struct Control {
        model::Subject subject;
        watch::Neighbourhood where;
    };
    bool is_candidate(const model::Reading& reading) const;
    watch::Neighbourhood where_is(const model::Subject& subject) const;
    bool hold_one_thing(const model::Subject& other, const model::Reading& suspect) const;
    std::vector<Control> choose(const model::Reading& suspect) const;
    std::vector<watch::AlikeChange> alike(const model::Reading& suspect) const;
    net::Awaitable<Asked> ask(model::Reading suspect, std::shared_ptr<const Plan> plan);
    net::Awaitable<watch::ControlAnswer> ask_one(Control control, model::Reading suspect,
                                                 std::shared_ptr<const Plan> plan);
    watch::ControlAnswer::Says says(const std::vector<model::Reading>& readings,
                                    const model::Subject& control,
                                    const model::Reading& suspect) const;

    Tools tools_;
};

}  // namespace mailwatchd::engine
