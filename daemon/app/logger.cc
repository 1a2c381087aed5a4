#include "app/logger.h"

#include "publish/journal/sink.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/systemd_sink.h>

#include <cstdlib>
#include <unistd.h>

namespace mailwatchd::app {

namespace {

spdlog::level::level_enum level_of(base::Severity severity) {
    switch (severity) {
        case base::Severity::debug: return spdlog::level::debug;
        case base::Severity::info: return spdlog::level::info;
        case base::Severity::warning: return spdlog::level::warn;
        case base::Severity::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

spdlog::sink_ptr make_sink() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread yet.
    if (publish::is_journal_stream(std::getenv("JOURNAL_STREAM"), STDERR_FILENO))
        return std::make_shared<spdlog::sinks::systemd_sink_mt>("mailwatchd");
    // https://no-color.org
    const char* const no_color =
        std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): as above
    const bool plain = no_color != nullptr && *no_color != '\0';
    return std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
        plain ? spdlog::color_mode::never : spdlog::color_mode::automatic);
}

class Logger final : public base::Log {
public:
    explicit Logger(base::Severity least) : logger_{"mailwatchd", make_sink()} {
        logger_.set_level(level_of(least));
        // A failed log write must not stop the daemon.
        logger_.set_error_handler([](const std::string&) {});
        logger_.flush_on(spdlog::level::debug);
    }

private:
    void put(base::Severity severity, std::string_view text) override {
        logger_.log(level_of(severity), spdlog::string_view_t{text.data(), text.size()});
    }

    spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<base::Log> make_logger(base::Severity least) {
    return std::make_unique<Logger>(least);
}

}  // namespace mailwatchd::app
