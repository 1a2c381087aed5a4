// Prometheus' text format 0.0.4, one series at a time, by plain appends: 400,000 series take 35 ms
// this way and 1.9 s through a registry (docs/adr/0006).
#pragma once

#include "base/time.h"
#include "publish/metrics/families.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::publish {

/// Appends `value` escaped for the quotes of a label, as pure ASCII. A byte outside 0x20-0x7E
/// becomes the text "\xNN". Different values stay different.
void append_label_value(std::string& out, std::string_view value);

/// "# HELP …" and "# TYPE …".
void append_header(std::string& out, const Family& family);

/// Writes one series: the name, labels in the order of the calls, a value.
///   Series{out, family::score}.label("target", name).value(0.56);
class SampleLine {
public:
    SampleLine(std::string& out, const Family& family) : out_{out} { out_ += family.name; }

    SampleLine& label(std::string_view name, std::string_view value) {
        out_ += separator_;
        separator_ = ',';
        out_.append(name).append("=\"");
        append_label_value(out_, value);
        out_ += '"';
        return *this;
    }

    void value(std::int64_t number);
    void ratio(double number);
    void time(base::Instant when);  ///< Whole seconds since the epoch.

private:
    void end_labels() { out_.append(separator_ == ',' ? "} " : " "); }

    std::string& out_;
    char separator_ = '{';
};

}  // namespace mailwatchd::publish
