#include "app/report_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mailwatchd::app {

namespace {

base::Failure refused(const std::filesystem::path& path, const std::string& why) {
    return {base::Errc::not_allowed, path.string() + ": " + why};
}

base::Failure failed_at(const std::filesystem::path& path) {
    return refused(path, std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const auto wrote = ::write(descriptor, content.data(), content.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
}

/// mkstemp makes 0600; a report is as readable as the user's other new files.
bool give_usual_mode(int descriptor) {
    const auto mask = ::umask(0);
    ::umask(mask);
    return ::fchmod(descriptor, 0666 & ~mask) == 0;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
}

}  // namespace

base::Result<ReportPlace> ReportPlace::at(const std::string& path, std::size_t targets) {
    std::error_code ignored;
    const bool is_directory = std::filesystem::is_directory(path, ignored);
    if (!is_directory && targets > 1)
        return refused(path, "want a directory, because there are several targets");
    const auto folder = is_directory ? std::filesystem::path{path} : folder_of(path);
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return failed_at(folder);
    return ReportPlace{path, is_directory};
}

std::filesystem::path ReportPlace::file_of(const model::TargetName& target) const {
    return is_directory_ ? path_ / (target.name + ".html") : path_;
}

base::Outcome write_whole(const std::filesystem::path& file, std::string_view content) {
    auto draft = (folder_of(file) / ".mailwatchctl-XXXXXX").string();
    const int descriptor = ::mkstemp(draft.data());
    if (descriptor < 0) return failed_at(folder_of(file));
    bool good =
        write_all(descriptor, content) && give_usual_mode(descriptor) && ::fsync(descriptor) == 0;
    good = ::close(descriptor) == 0 && good;
    good = good && std::rename(draft.c_str(), file.c_str()) == 0;
    if (good) return {};
    auto failure = failed_at(file);
    ::unlink(draft.c_str());
    return failure;
}

publish::HtmlOptions html_options(const config::ReportSettings& settings) {
    publish::HtmlOptions options;
    options.organisation = settings.organisation;
    options.author = settings.author;
    return options;
}

}  // namespace mailwatchd::app
