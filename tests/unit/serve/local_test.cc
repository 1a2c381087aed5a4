// The control socket and its client.
#include "net/clock.h"
#include "serve/client.h"
#include "serve/local_socket.h"
#include "serve/peer.h"
#include "unit/serve/fixture.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace mailwatchd::serve {
namespace {

using namespace std::chrono_literals;
using Kind = CallFailure::Kind;

class Local : public Serving {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "mw-serve-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
        path = name + "/control.sock";
    }
    void TearDown() override {
        stop_control();
        Serving::TearDown();
        std::filesystem::remove_all(folder);
    }

    void serve(Limits limits = {}, std::vector<Route> more = {}) {
        std::promise<base::Outcome> bound;
        more.push_back({"POST", "/reload", fixed("reloaded\n")});
        start(limits);  // Also on TCP.
        Hooks hooks;
        hooks.spawn = [this](net::Awaitable<void> work) {
            net::spawn(io.get_executor(), std::move(work));
        };
        boost::asio::post(io, [this, &bound, hooks, limits, routes = more]() mutable {
            control.emplace(io.get_executor(), std::move(routes), limits, std::move(hooks));
            bound.set_value(control->listen(path, ""));
            net::spawn(io.get_executor(), control->run());
        });
        const auto outcome = bound.get_future().get();
        ASSERT_TRUE(outcome) << outcome.error().detail;
    }

    /// The body; `failure` is set if there is none.
    std::string ask(Call what) {
        std::string body;
        failure = call(path, what, answer, [&body](const Answer&, std::string_view bytes) {
            body += bytes;
            return true;
        });
        return body;
    }

    void stop_control() {
        if (control) boost::asio::post(io, [this] { control->stop(); });
    }

    std::filesystem::path folder;
    std::string path;
    std::optional<Server> control;
    Answer answer;
    std::optional<CallFailure> failure;
};

TEST_F(Local, knows_who_asks) {
    Handler who = [](Request request) -> net::Awaitable<Response> {
        Response response;
        response.body = request.peer_user ? std::to_string(*request.peer_user) : "unknown";
        co_return response;
    };
    serve({}, {{"GET", "/who", who}});
    Call call;
    call.target = "/who";
    EXPECT_EQ(ask(call), std::to_string(::geteuid()));
    EXPECT_FALSE(peer_user(-1)) << "no socket at all";
    const int tcp = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_FALSE(peer_user(tcp));
    ::close(tcp);
}

TEST_F(Local, its_work_may_be_cancelled_after_it_was_stopped) {
    std::vector<net::CancelHandle> stops;
    Hooks hooks;
    hooks.spawn = [&](net::Awaitable<void> work) {
        net::spawn(io.get_executor(), std::move(work), stops.emplace_back());
    };
    std::promise<void> done;
    start({});
    boost::asio::post(io, [&] {
        control.emplace(io.get_executor(), std::vector<Route>{}, Limits{}, std::move(hooks));
        EXPECT_TRUE(control->listen(path, ""));
        net::spawn(io.get_executor(), control->run());
        control->stop();
        EXPECT_FALSE(std::filesystem::exists(path));
        for (const auto& stop : stops) stop.cancel();
        done.set_value();
    });
    done.get_future().get();
    EXPECT_EQ(stops.size(), 1U);
}

TEST_F(Local, takes_commands_that_tcp_refuses) {
    Call reload;
    reload.method = "POST";
    reload.target = "/reload";
    std::vector<Route> more{{"GET", "/whole", fixed(std::string(300'000, 'x'))}};
    serve({}, more);
    EXPECT_EQ(ask(reload), "reloaded\n");
    EXPECT_FALSE(failure);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8");
    Call whole;
    whole.target = "/whole";
    EXPECT_EQ(ask(whole), std::string(300'000, 'x'));
    Call none;
    none.target = "/none";
    EXPECT_EQ(ask(none), "404 Not Found\n");
    EXPECT_EQ(answer.status, 404U);
}

TEST_F(Local, is_for_its_owner_and_the_group) {
    serve();
    struct stat found = {};
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_TRUE(S_ISSOCK(found.st_mode));
    EXPECT_EQ(found.st_mode & 0777U, 0660U);
}

TEST_F(Local, takes_itself_away) {
    serve();
    EXPECT_TRUE(is_answered(path));
    stop_control();
    for (int i = 0; i < 1000 && std::filesystem::exists(path); ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_FALSE(is_answered(path));
}

TEST_F(Local, replaces_what_a_dead_daemon_left) {
    const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    ASSERT_EQ(::bind(left, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    ::close(left);
    Call any;
    ask(any);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->kind, Kind::not_there);
    serve();
    EXPECT_TRUE(is_answered(path));
}

TEST_F(Local, leaves_a_living_daemon_and_strange_files_alone) {
    serve();
    boost::asio::io_context other;
    const auto second = LocalSocket::bind(other.get_executor(), path, "");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().detail, "listen on " + path + ": another daemon uses this socket");
    EXPECT_TRUE(is_answered(path));
    const auto file = (folder / "file").string();
    std::ofstream{file} << "precious";
    const auto third = LocalSocket::bind(other.get_executor(), file, "");
    ASSERT_FALSE(third);
    EXPECT_NE(third.error().detail.find("not a socket"), std::string::npos);
    EXPECT_EQ(std::filesystem::file_size(file), 8U);
    EXPECT_FALSE(LocalSocket::bind(other.get_executor(), std::string(108, 'a'), ""));
    EXPECT_FALSE(LocalSocket::bind(other.get_executor(), (folder / "no" / "way").string(), ""));
}

struct Absent {
    const char* name;
    std::string path;
};

TEST_F(Local, nobody_there_has_many_forms) {
    std::ofstream{folder / "file"} << "";
    const Absent absents[] = {{"no_file", path},
                              {"no_folder", "/nonexistent/control.sock"},
                              {"below_a_file", (folder / "file" / "control.sock").string()},
                              {"no_socket", (folder / "file").string()},
                              {"long", std::string(200, 'a')}};
    for (const auto& [name, where] : absents) {
        path = where;
        ask({});
        ASSERT_TRUE(failure) << name;
        EXPECT_EQ(failure->kind, Kind::not_there) << name;
        EXPECT_FALSE(is_answered(where)) << name;
    }
}

/// `count` lines, one every 0.1 s, then "end".
Handler ticking(int count, std::shared_ptr<std::atomic<int>> asked) {
    return [=](Request) -> net::Awaitable<Response> {
        Response response;
        response.body = "begin\n";
        const auto at = std::make_shared<int>(0);
        response.flow = [=]() -> net::Awaitable<std::optional<std::string>> {
            net::SystemClock clock;
            co_await clock.sleep_until(clock.ticks() + 50ms);
            ++*asked;
            if (++*at > count) co_return std::nullopt;
            if (*at % 2 == 0) co_return std::string{};
            co_return std::to_string(*at) + '\n';
        };
        co_return response;
    };
}

TEST_F(Local, what_flows_comes_as_it_comes) {
    const auto asked = std::make_shared<std::atomic<int>>(0);
    serve({}, {{"GET", "/flow", ticking(5, asked)}});
    Call flow;
    flow.target = "/flow";
    std::string body;
    int pieces = 0;
    failure = call(path, flow, answer, [&](const Answer&, std::string_view bytes) {
        body += bytes;
        ++pieces;
        return true;
    });
    EXPECT_FALSE(failure);
    EXPECT_EQ(body, "begin\n1\n3\n5\n");
    EXPECT_GE(pieces, 3);
}

TEST_F(Local, who_goes_away_is_not_served_for_ever) {
    const auto asked = std::make_shared<std::atomic<int>>(0);
    serve({}, {{"GET", "/flow", ticking(1'000'000, asked)}});
    Call flow;
    flow.target = "/flow";
    failure = call(path, flow, answer, [](const Answer&, std::string_view) { return false; });
    EXPECT_FALSE(failure);
    std::this_thread::sleep_for(300ms);
    const int after = *asked;
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(*asked, after);
}

TEST_F(Local, an_answer_that_breaks_off_is_not_whole) {
    Handler endless = [](Request) -> net::Awaitable<Response> {
        Response response;
        response.flow = []() -> net::Awaitable<std::optional<std::string>> {
            net::SystemClock clock;
            co_await clock.sleep_until(clock.ticks() + 20ms);
            co_return std::string{"x\n"};
        };
        co_return response;
    };
    serve({}, {{"GET", "/endless", std::move(endless)}});
    Call call_of_it;
    call_of_it.target = "/endless";
    bool is_stopped = false;
    failure = call(path, call_of_it, answer, [&](const Answer&, std::string_view) {
        if (!is_stopped) stop_control();
        is_stopped = true;
        return true;
    });
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->kind, Kind::broken);
    EXPECT_NE(failure->detail.find("connection lost"), std::string::npos) << failure->detail;
}

/// A server that sends given bytes.
void answer_with(const std::string& path, const std::string& bytes, Call what,
                 std::optional<CallFailure>& failure) {
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    ASSERT_EQ(::listen(listener, 1), 0);
    std::thread peer{[&] {
        const int client = ::accept(listener, nullptr, nullptr);
        char room[4096];
        [[maybe_unused]] const auto size = ::recv(client, room, sizeof room, 0);
        ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (bytes.empty()) std::this_thread::sleep_for(500ms);
        ::close(client);
    }};
    Answer answer;
    failure = call(path, what, answer, [](const Answer&, std::string_view) { return true; });
    peer.join();
    ::close(listener);
    ::unlink(path.c_str());
}

TEST_F(Local, what_is_no_daemon_is_told_from_one) {
    const std::string answers[] = {"220 mx.example.org ESMTP\r\n",
                                   "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                                   "HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'a')};
    for (const auto& bytes : answers) {
        answer_with(path, bytes, {}, failure);
        ASSERT_TRUE(failure) << bytes.substr(0, 40);
        EXPECT_EQ(failure->kind, Kind::broken) << bytes.substr(0, 40);
    }
    Call impatient;
    impatient.patience = 100ms;
    answer_with(path, "", impatient, failure);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->kind, Kind::broken) << "silence";
}

TEST_F(Local, m1_two_hundred_silent_clients_keep_nobody_out) {
    serve();
    std::vector<int> silent;
    for (int i = 0; i < 200; ++i) {
        silent.push_back(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        path.copy(at.sun_path, sizeof at.sun_path - 1);
        ::connect(silent.back(), reinterpret_cast<sockaddr*>(&at), sizeof at);
    }
    Call reload;
    reload.method = "POST";
    reload.target = "/reload";
    EXPECT_EQ(ask(reload), "reloaded\n");
    for (const int client : silent) ::close(client);
}

}  // namespace
}  // namespace mailwatchd::serve
