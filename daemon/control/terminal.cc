#include "control/terminal.h"

#include <cstdlib>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace mailwatchd::control {

std::optional<std::size_t> terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
    return size.ws_col;
}

bool wants_colour() {
    const char* const no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
    const bool is_forbidden = no_color != nullptr && *no_color != '\0';
    return isatty(STDOUT_FILENO) == 1 && !is_forbidden;
}

void show_progress(std::string_view text) {
    if (isatty(STDERR_FILENO) == 1) std::cerr << "\r\x1b[K" << text << std::flush;
}

}  // namespace mailwatchd::control
