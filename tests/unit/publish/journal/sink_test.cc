#include "publish/journal/sink.h"

#include "publish/journal/entry.h"
#include "unit/publish/opened.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace mailwatchd::publish {
namespace {

using namespace std::chrono_literals;

/// A socket like journald's: it queues messages and reads them on request.
class Journald {
public:
    explicit Journald(std::string path)
        : path_{std::move(path)}, descriptor_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        ::unlink(path_.c_str());
        bound_ =
            ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Journald() { stop(); }
    Journald(const Journald&) = delete;
    Journald& operator=(const Journald&) = delete;

    bool is_bound() const { return bound_; }
    /// The socket's file remains, as after a crash.
    void stop() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }
    void read_one() const {
        char byte = 0;
        ASSERT_EQ(::recv(descriptor_, &byte, 1, MSG_DONTWAIT), 1);
    }
    /// Sends until the queue is full. Returns the number of queued messages.
    std::size_t fill() const {
        const int from = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        std::size_t sent = 0;
        while (::sendto(from, "x", 1, 0, reinterpret_cast<const sockaddr*>(&address),
                        sizeof address) == 1)
            ++sent;
        ::close(from);
        return sent;
    }

private:
    std::string path_;
    int descriptor_;
    bool bound_ = false;
};

class JournalSinkTest : public testing::Test {
protected:
    const std::string path = testing::TempDir() + "journald" + std::to_string(::getpid());
    std::vector<std::vector<std::string>> sent;
    int answer = 0;
    JournalSink sink{[this](const std::vector<std::string>& fields) {
                         sent.push_back(fields);
                         return answer;
                     },
                     path, 1ms};

    void TearDown() override { std::filesystem::remove(path); }
    std::string refusal() {
        const auto outcome = sink.deliver(opened());
        return outcome ? "delivered" : outcome.error().detail;
    }
};

TEST_F(JournalSinkTest, hands_over_one_entry_and_says_when_it_could_not) {
    const Journald journald{path};
    ASSERT_TRUE(journald.is_bound());
    EXPECT_EQ(sink.name(), "journal");
    EXPECT_EQ(refusal(), "delivered");
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0], journal_fields(opened()));
    answer = -ENOBUFS;
    EXPECT_EQ(refusal(), "journal: No buffer space available");
}

/// sd_journal_sendv(3) returns success in this case.
TEST_F(JournalSinkTest, e2_a_missing_journald_is_no_delivery) {
    EXPECT_EQ(refusal(), "journal: No such file or directory");
    EXPECT_TRUE(sent.empty());
    const Journald journald{path};
    EXPECT_EQ(refusal(), "delivered") << "as soon as the socket exists";
}

TEST_F(JournalSinkTest, e2_a_socket_that_nobody_reads_is_no_delivery) {
    Journald journald{path};
    journald.stop();
    EXPECT_EQ(refusal(), "journal: Connection refused");
    EXPECT_TRUE(sent.empty());
}

/// With the real sd_journal_sendv(3), whose entry nobody would receive here.
TEST_F(JournalSinkTest, e2_the_real_one_asks_the_socket_first) {
    if (std::filesystem::exists(journald_socket)) GTEST_SKIP() << "this machine has a journald";
    EXPECT_FALSE(JournalSink{}.deliver(opened()));
}

/// journald hangs: the call returns, and the entry is delivered once journald continues.
TEST_F(JournalSinkTest, e2_a_full_queue_is_waited_for_and_not_for_ever) {
    const Journald journald{path};
    ASSERT_GT(journald.fill(), 0U);
    const auto outcome = sink.deliver(opened());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, base::Errc::timed_out);
    EXPECT_EQ(outcome.error().detail, "journal: its queue is full");
    EXPECT_TRUE(sent.empty());
    journald.read_one();
    EXPECT_EQ(refusal(), "delivered");
}

TEST_F(JournalSinkTest, a_path_longer_than_an_address_is_a_failure) {
    EXPECT_FALSE(await_room(std::string(200, 'x'), 1ms));
}

TEST(JournalStream, is_known_by_device_and_inode) {
    struct stat seen {};
    ASSERT_EQ(::fstat(STDERR_FILENO, &seen), 0);
    const auto stream = std::to_string(seen.st_dev) + ':' + std::to_string(seen.st_ino);
    EXPECT_TRUE(is_journal_stream(stream.c_str(), STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream((stream + "1").c_str(), STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream("", STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream(nullptr, STDERR_FILENO));
    EXPECT_FALSE(is_journal_stream(stream.c_str(), -1));
}

}  // namespace
}  // namespace mailwatchd::publish
