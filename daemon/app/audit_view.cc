#include "app/audit_view.h"

#include "publish/text.h"

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace mailwatchd::app {

namespace {

constexpr std::size_t default_width = 80;

/// https://no-color.org: set, and not empty.
bool forbids_colour(const char* no_color) { return no_color != nullptr && *no_color != '\0'; }

}  // namespace

publish::Audit audit_view(const TargetPlan& target, StatePtr state, const model::World& world,
                          const observe::Observer& observer) {
    publish::Audit view;
    view.state = std::move(state);
    view.readings = observer.readings(world);
    view.zones = world.zones;
    view.catalogue = world.catalogue;
    view.world = std::make_shared<const model::World>(world);
    for (const auto& check : *target.checks)
        view.labels.push_back({check.check->name, check.check->title, check.weight});
    return view;
}

std::size_t terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return default_width;
    return size.ws_col;
}

publish::TextOptions terminal_options() {
    publish::TextOptions options;
    options.width = terminal_width();
    options.colour = isatty(STDOUT_FILENO) == 1 && !forbids_colour(std::getenv("NO_COLOR"));
    return options;
}

std::string to_terminal(const publish::Audit& audit) {
    return publish::to_text(audit, terminal_options());
}

}  // namespace mailwatchd::app
