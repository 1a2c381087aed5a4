// The file of an HTML report, and the names on its cover.
#pragma once

#include "base/result.h"
#include "config/configuration.h"
#include "model/topology.h"
#include "publish/audit.h"
#include "publish/html/html.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::control {

/// A file for one target, or an existing directory for any number: "DIRECTORY/NAME.html".
class ReportPlace {
public:
    /// Fails if several targets share one file, or if the directory is not writable. Whether a file
    /// is, its writer says.
    static base::Result<ReportPlace> at(const std::string& path, std::size_t targets);

    bool is_directory() const { return is_directory_; }
    std::filesystem::path file_of(const model::TargetName& target) const;

private:
    ReportPlace(std::filesystem::path path, bool is_directory)
        : path_{std::move(path)}, is_directory_{is_directory} {}
    std::filesystem::path path_;
    bool is_directory_;
};

publish::HtmlOptions html_options(const config::ReportSettings& settings);

}  // namespace mailwatchd::control
