// Arbitrary bytes as a catalogue of block lists and sources: what is accepted can be asked and
// interpreted; every problem has a place and is printable (failures F1, A5).
#include "config/dnsbl.h"
#include "config/document.h"
#include "fuzz/require.h"
#include "observe/dnsbl/block_list.h"
#include "proto/dns/wire_name.h"

#include <cstddef>
#include <cstdint>
#include <set>

using namespace mailwatchd;
using Family = model::Address::Family;
using test::require;

namespace {

void require_list(const model::Dnsbl& dnsbl, std::set<std::string>& names) {
    require(names.insert(dnsbl.name).second);
    require(dns::canonical_name(dnsbl.name) == dnsbl.name && !dnsbl.name.empty());
    for (const auto& code : dnsbl.codes) {
        require(code.answer.is_v4() && code.answer.is_loopback());
        require(!code.percent || (*code.percent >= 0 && *code.percent <= 100));
        require(code.matches(code.answer));
    }
    require(!dnsbl.test_answer || dnsbl.test_answer->is_loopback());
    for (const auto family : {Family::v4, Family::v6}) {
        const auto points = observe::test_points(dnsbl, family);
        for (const auto* front : {&points.listed, &points.clear, &points.control})
            require(dns::to_wire(*front).has_value());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    config::Problems problems;
    const auto document = config::parse_document(text, "fuzz.toml", problems);
    if (document == nullptr) return 0;
    config::Section root{&document->root, "", problems};
    std::vector<model::Dnsbl> lists, sources;
    config::read_dnsbls(root, {}, lists);
    config::read_sources(root, {}, sources);
    root.finish();
    for (const auto& problem : problems)
        require(problem.at.line > 0 && test::is_printable(problem.text()));
    if (!problems.empty()) return 0;
    for (const auto* some : {&lists, &sources}) {
        std::set<std::string> names;
        for (const auto& dnsbl : *some) require_list(dnsbl, names);
    }
    return 0;
}
