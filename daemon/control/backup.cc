#include "control/backup.h"

#include "control/render.h"

#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace mailwatchd::control {

namespace {

/// Beside the state, so that it is on the file system that has room for it and is as private.
constexpr std::string_view copy_name = "/backup.db";

constexpr std::size_t piece_bytes = 65536;

/// Of 4 KiB: a step takes milliseconds, and commits go on between two.
constexpr int step_pages = 256;

/// A file that only we can see any more: it goes with its last reader.
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
    /// What is just written comes from memory, so the loop may read it. 0 at the end, -1 where it
    /// could not be read.
    ssize_t read(std::string& into) const {
        into.resize(piece_bytes);
        const auto size = ::read(descriptor_, into.data(), into.size());
        into.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return size;
    }

private:
    int descriptor_;
};

}  // namespace

net::Awaitable<serve::Response> backup_page(const Commanded& tools, serve::Request request) {
    const auto path = tools.state_directory + std::string{copy_name};
    engine::DbExecutor::Job begin = [path](store::Store& store) {
        if (!store.backup_under_way()) ::unlink(path.c_str());  // What a crash left.
        return store.begin_backup(path);
    };
    auto outcome = co_await tools.shown.db.run("making a backup", std::move(begin));
    const auto copy = std::make_shared<std::unique_ptr<Nameless>>();
    while (outcome && !*copy) {
        engine::DbExecutor::Job step = [path, copy](store::Store& store) -> base::Outcome {
            const auto next = store.step_backup(step_pages);
            if (!next) return next.error();
            if (*next == store::Store::BackupStep::done) *copy = std::make_unique<Nameless>(path);
            return {};
        };
        outcome = co_await tools.shown.db.run("making a backup", std::move(step));
    }
    if (!outcome) co_return refuse(request, 503, "no backup: " + outcome.error().detail);
    if (!(*copy)->is_open()) co_return refuse(request, 503, "no backup: it can't be read again");
    serve::Response response;
    response.content_type = "application/vnd.sqlite3";
    response.pieces = [copy](std::string& out) {
        const auto size = (*copy)->read(out);
        // The connection ends without the body's end, so that nobody takes a part for the whole.
        if (size < 0) throw std::runtime_error{"backup: read"};
        return size > 0;
    };
    co_return response;
}

}  // namespace mailwatchd::control
