// Arbitrary bytes as the parts of a request that we read ourselves: the query, the path, and the
// fields Host, Accept-Encoding and Authorization, each one line.
#include "fuzz/require.h"
#include "serve/basic_auth.h"
#include "serve/host_names.h"
#include "serve/query.h"
#include "serve/request_head.h"
#include "serve/routing.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace mailwatchd;
using test::require;

namespace {

void fuzz_query(std::string_view text) {
    require(serve::decoded(serve::encoded(text)) == text);
    require(test::is_printable(serve::encoded(text)));
    require(serve::decoded(text).size() <= text.size());
    const serve::Query query{text};
    const auto name = serve::decoded(text.substr(0, text.find_first_of("=&")));
    const auto all = query.texts(name);
    require(query.has(name) == !all.empty() && (all.empty() || query.text(name) == all.front()));
    require(query.number(name, 3, 1000) <= 1000);
    const serve::Query again{serve::encoded(name) + '=' + serve::encoded(query.text(name))};
    require(again.text(name) == query.text(name) && again.texts(name).size() == 1);
}

void fuzz_path(std::string_view path) {
    static const std::array routes{
        serve::Route{"GET", "/metrics", {}}, serve::Route{"POST", "/metrics", {}},
        serve::Route{"GET", "/target/*", {}}, serve::Route{"GET", "/target/all/*", {}}};
    const auto found = serve::find_route(routes, "GET", path);
    require((found.route != nullptr) == (found.status == 200));
    if (found.route == nullptr) return;
    const auto prefix = found.route->path.substr(0, found.route->path.find('*'));
    require(path.starts_with(prefix));
    require(prefix == found.route->path ? path == prefix : path.size() >= prefix.size());
}

void fuzz_credentials(std::string_view line) {
    if (const auto login = serve::parse_basic(line)) {
        require(login->name.find_first_of(std::string_view{":\0", 2}) == std::string::npos);
        require(login->password.find('\0') == std::string::npos);
        require(login->name.size() + login->password.size() < line.size());
        require(serve::is_same_secret(login->password, login->password));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    fuzz_query(test::take_line(input));
    fuzz_path(test::take_line(input));
    if (const auto host = serve::host_of_authority(test::take_line(input))) {
        require(host == serve::host_of_authority(*host) && test::is_printable(*host));
        serve::HostNames{{"mail.example.org"}}.has(*host);
    }
    const auto coding = test::take_line(input);
    require(serve::accepts_gzip(coding) == serve::accepts_gzip(std::string{coding} + ", br;q=0.1"));
    fuzz_credentials(test::take_line(input));
    return 0;
}
