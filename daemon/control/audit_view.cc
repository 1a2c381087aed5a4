#include "control/audit_view.h"

#include "control/terminal.h"
#include "publish/text/text.h"

namespace mailwatchd::control {

publish::Audit audit_view(const engine::TargetPlan& target, engine::StatePtr state,
                          const model::World& world, const observe::Observer& observer) {
    publish::Audit view;
    view.state = std::move(state);
    view.readings = observer.see(world).readings;
    view.dnsbls = world.of<model::DnsblHealth>();
    view.catalogue = world.catalogue;
    view.world = std::make_shared<const model::World>(world);
    for (const auto& check : *target.checks)
        view.labels.push_back({check.check->name, check.check->title, check.weight});
    return view;
}

publish::TextOptions terminal_options() {
    publish::TextOptions options;
    options.width = terminal_width().value_or(options.width);
    options.colour = wants_colour();
    return options;
}

std::string to_terminal(const publish::Audit& audit) {
    return publish::to_text(audit, terminal_options());
}

}  // namespace mailwatchd::control
