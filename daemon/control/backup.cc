#include "control/backup.h"

#include "control/render.h"

#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace mailwatchd::control {

namespace {

/// In the state directory: there is room for it, and nobody else can read it.
constexpr std::string_view copy_name = "/backup.db";

constexpr std::size_t file_piece_bytes = 65536;

/// Pages of 4 KiB per step. A step takes milliseconds; commits can run between steps.
constexpr int step_pages = 256;

/// A file that is unlinked as soon as it is open; the kernel frees it when it is closed.
class Nameless {
public:
    explicit Nameless(const std::string& path)
        : descriptor_{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)} {
        ::unlink(path.c_str());
    }
    ~Nameless() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Nameless(const Nameless&) = delete;
    Nameless& operator=(const Nameless&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    /// The file was just written and is in the page cache, so the loop may read it. Returns 0 at
    /// the end, -1 on error.
    ssize_t read(std::string& into) const {
        into.resize(file_piece_bytes);
        const auto size = ::read(descriptor_, into.data(), into.size());
        into.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return size;
    }

private:
    int descriptor_;
};

}  // namespace

net::Awaitable<serve::Response> backup_page(const CommandContext& tools, serve::Request request) {
    const auto path = tools.state_directory + std::string{copy_name};
    engine::DbExecutor::Job begin = [path](store::Store& store) {
        if (!store.backup_under_way()) ::unlink(path.c_str());  // Left by a crash.
        return store.begin_backup(path);
    };
    auto outcome = co_await tools.page.db.run("making a backup", std::move(begin));
    const auto copy = std::make_shared<std::unique_ptr<Nameless>>();
    while (outcome && !*copy) {
        engine::DbExecutor::Job step = [path, copy](store::Store& store) -> base::Outcome {
            const auto next = store.step_backup(step_pages);
            if (!next) return next.error();
            if (*next == store::Store::BackupStep::done) *copy = std::make_unique<Nameless>(path);
            return {};
        };
        outcome = co_await tools.page.db.run("making a backup", std::move(step));
    }
    if (!outcome)
        co_return refuse(request, 503, "backup failed: " + base::shown(outcome.error().detail));
    if (!(*copy)->is_open()) co_return refuse(request, 503, "backup failed: cannot read the copy");
    serve::Response response;
    response.content_type = "application/vnd.sqlite3";
    response.pieces = [copy](std::string& out) {
        const auto size = (*copy)->read(out);
        // Ends the connection before the end of the body, so the client sees that it is incomplete.
        if (size < 0) throw std::runtime_error{"backup: read"};
        return size > 0;
    };
    co_return response;
}

}  // namespace mailwatchd::control
