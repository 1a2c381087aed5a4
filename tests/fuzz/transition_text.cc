// Arbitrary bytes as what a change says: one line per value, each place that shows it gets one
// printable line, a bounded entry and valid JSON (failures A5, A6). First byte: which change.
#include "fuzz/require.h"
#include "observe/kind.h"
#include "publish/journal/entry.h"
#include "publish/json/json.h"
#include "publish/message.h"

#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using test::require;

namespace {

/// Every kind of change of every reading.
struct Row {
    const model::ReadingKind* reading;
    const model::ChangeKind* change;
};
const std::vector<Row>& rows() {
    static const std::vector<Row> all = [] {
        std::vector<Row> made;
        const auto kinds = observe::reading_kinds(observe::kinds());
        for (const auto* reading : kinds.all())
            for (const auto* change : reading->changes) made.push_back({reading, change});
        return made;
    }();
    return all;
}

model::Transition transition(std::string_view input) {
    const auto& row = rows()[test::take_byte(input) % rows().size()];
    model::Transition made;
    made.id = std::string(32, 'a');
    made.kind = row.change;
    made.reading = row.reading;
    made.subject = model::Subject::parse_shown(row.reading->subject, test::take_line(input));
    for (auto* text : {&made.argument, &made.old_value, &made.new_value, &made.evidence})
        *text = test::take_line(input);
    while (!input.empty() && made.targets.size() < model::named_targets_max) {
        made.targets.emplace_back(test::take_line(input));
        made.consequences.emplace_back(test::take_line(input));
        made.also.emplace_back(test::take_line(input));
    }
    made.targets_total = made.consequences_total = made.also_total = made.targets.size() + 2;
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto change = transition({reinterpret_cast<const char*>(data), size});
    require(test::is_printable(publish::message(change)));

    const auto fields = publish::journal_fields(change);
    require(fields.size() <= publish::entry_fields_max);
    std::size_t bytes = 0;
    for (const auto& field : fields) {
        bytes += field.size();
        require(test::is_printable(field) && field.find('=') != std::string::npos);
    }
    require(bytes <= publish::entry_bytes_max);

    const auto json = publish::to_json(change);
    require(test::is_printable(json));
    boost::system::error_code error;
    const auto value = boost::json::parse(json, error);
    require(!error && value.is_object());
    require(value.at("id").as_string() == change.id);
    return 0;
}
