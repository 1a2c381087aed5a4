#include "app/audit_view.h"

#include "app/terminal.h"
#include "publish/text.h"

namespace mailwatchd::app {

publish::Audit audit_view(const TargetPlan& target, StatePtr state, const model::World& world,
                          const observe::Observer& observer) {
    publish::Audit view;
    view.state = std::move(state);
    view.readings = observer.readings(world);
    view.zones = world.zones;
    view.catalogue = world.catalogue;
    for (const auto& check : *target.checks)
        view.labels.push_back({check.check->name, check.check->title, check.weight});
    return view;
}

std::string to_terminal(const publish::Audit& audit) {
    publish::TextOptions options;
    options.width = terminal_width().value_or(options.width);
    options.colour = wants_colour();
    return publish::to_text(audit, options);
}

}  // namespace mailwatchd::app
