#include "tool/explain_command.h"

#include "base/escape.h"
#include "control/audit_view.h"
#include "control/exit_codes.h"
#include "publish/explain.h"
#include "tool/tool_configuration.h"

#include <iostream>

namespace mailwatchd::tool {

namespace {

template <class Thing>
std::string shown(const Thing& thing, bool as_json) {
    return as_json ? publish::explain_json(thing) + '\n'
                   : publish::explain_text(thing, control::terminal_options().width);
}

int explain_all(bool as_json) {
    bool first = true;
    for (const auto& finding : publish::every_finding()) {
        if (!first && !as_json) std::cout << '\n';
        first = false;
        std::cout << shown(finding, as_json);
    }
    return control::exit_nothing_failed;
}

int unknown(const std::string& word) {
    auto what = "unknown finding or check \"" + base::shown(word) + "\"";
    if (const auto near = publish::nearest_word(word))
        what += "; did you mean \"" + base::shown(*near) + "\"?";
    return complain(what, control::exit_could_not_audit);
}

}  // namespace

int explain_command(const ExplainOptions& options) {
    if (options.all) return explain_all(options.json);
    if (const auto finding = publish::find_finding(options.word)) {
        std::cout << shown(*finding, options.json);
        return control::exit_nothing_failed;
    }
    if (options.word.empty())
        return complain("explain needs a tag, a check or --all", control::exit_usage);
    const auto* const check = checks::find(options.word);
    if (check == nullptr) return unknown(options.word);
    std::cout << shown(*check, options.json);
    return control::exit_nothing_failed;
}

}  // namespace mailwatchd::tool
