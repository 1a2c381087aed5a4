// Runs of the harness in child processes: a crash, a sanitizer's report or a hang is the failure of
// one run, and the following runs continue in the next process.
#include "harness/harness.h"

#include <array>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace mailwatchd::test {

namespace {

/// Real time for one run: thousands of times the normal duration.
constexpr unsigned hang_seconds = 60;

/// Marks lines from child to parent; all other lines are the output of a crash.
constexpr char mark = '\x01';

void say(int pipe, std::string line) {
    line.insert(line.begin(), mark);
    line += '\n';
    if (write(pipe, line.data(), line.size()) < 0) _exit(1);
}

/// The child: reports the run that it begins and the violations found.
[[noreturn]] void work(int pipe, std::span<const Run> runs, Undisturbed seen, const Break& broken) {
    dup2(pipe, STDERR_FILENO);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        alarm(hang_seconds);
        say(pipe, "begin");
        try {
            for (const auto& line : replay(runs[i], seen, broken)) say(pipe, line);
        } catch (const std::exception& error) {
            say(pipe, error.what());
            say(pipe, "gives up");
            _exit(1);  // The state of its House is undefined.
        }
    }
    say(pipe, "end");
    _exit(0);
}

std::string read_all(int pipe) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (ssize_t size = 0; (size = read(pipe, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(size));
    return text;
}

/// The most informative line of a crash.
bool is_telling(const std::string& line) {
    for (const char* const word : {"SUMMARY", "Assertion", "assertion", "runtime error", "what():"})
        if (line.find(word) != std::string::npos) return true;
    return false;
}

struct Heard {
    std::size_t begun = 0;
    bool ended = false;
    bool gave_up = false;  ///< The failure was reported.
    std::string last_words;
};

Heard hear(const std::string& text, std::span<const Run> runs,
           const std::function<void(const Run&, const std::string&)>& failed) {
    Heard heard;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() != mark) {
            if (heard.last_words.empty() && is_telling(line)) heard.last_words = line;
        } else if (line.substr(1) == "begin") {
            ++heard.begun;
        } else if (line.substr(1) == "end") {
            heard.ended = true;
        } else if (line.substr(1) == "gives up") {
            heard.gave_up = true;
        } else {
            failed(runs[heard.begun - 1], line.substr(1));
        }
    }
    return heard;
}

std::string end_of(int status) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        return signal == SIGALRM ? "hangs" : "killed by signal " + std::to_string(signal);
    }
    return "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

void replay_all(std::span<const Run> runs, const Undisturbed& seen, const Break& broken,
                const std::function<void(const Run&, const std::string&)>& failed) {
    while (!runs.empty()) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) throw std::runtime_error{"pipe"};
        const auto child = fork();
        if (child < 0) throw std::runtime_error{"fork"};
        if (child == 0) {
            close(ends[0]);
            work(ends[1], runs, seen, broken);
        }
        close(ends[1]);
        const auto text = read_all(ends[0]);
        close(ends[0]);
        int status = 0;
        waitpid(child, &status, 0);
        const auto heard = hear(text, runs, failed);
        if (heard.ended) return;
        if (heard.begun == 0) throw std::runtime_error{"a process of the harness does not start"};
        if (!heard.gave_up) failed(runs[heard.begun - 1], end_of(status) + ' ' + heard.last_words);
        runs = runs.subspan(heard.begun);
    }
}

}  // namespace mailwatchd::test
