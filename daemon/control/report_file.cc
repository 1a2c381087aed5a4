#include "control/report_file.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace mailwatchd::control {

namespace {

base::Failure refused(const std::filesystem::path& path, const std::string& why) {
    return {base::Errc::not_allowed, path.string() + ": " + why};
}

base::Failure failed_at(const std::filesystem::path& path) {
    return refused(path, std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace

base::Result<ReportPlace> ReportPlace::at(const std::string& path, std::size_t targets) {
    std::error_code ignored;
    const bool is_directory = std::filesystem::is_directory(path, ignored);
    if (!is_directory && targets > 1)
        return refused(path, "must be a directory if there are several targets");
    if (is_directory && ::access(path.c_str(), W_OK | X_OK) != 0) return failed_at(path);
    return ReportPlace{path, is_directory};
}

std::filesystem::path ReportPlace::file_of(const model::TargetName& target) const {
    return is_directory_ ? path_ / (target.name + ".html") : path_;
}

publish::HtmlOptions html_options(const config::ReportSettings& settings) {
    publish::HtmlOptions options;
    options.organisation = settings.organisation;
    options.author = settings.author;
    return options;
}

}  // namespace mailwatchd::control
