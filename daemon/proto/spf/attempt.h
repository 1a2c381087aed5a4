// One pass of an evaluation over the answers that are there (evaluation.cc).
#pragma once

#include "proto/spf/evaluation.h"
#include "proto/spf/record.h"

#include <string_view>

namespace mailwatchd::spf {

using Answers = std::map<dns::Question, base::Result<dns::Answer>>;

/// Any text as the DNS is asked for it, lower case; nothing where it is no name: an empty or long
/// label, or too long as a whole (§4.3).
std::optional<std::string> dns_name(std::string_view text);

class Attempt {
public:
    Attempt(const Request& request, const Answers& answers, ReadRecords& records)
        : request_{request}, answers_{answers}, records_{records} {}

    /// Fills `result`, or returns the first question that has no answer yet.
    std::optional<dns::Question> run(model::SpfEvaluation& result);

private:
    /// Set once; everything unwinds then.
    enum class Stop : std::uint8_t { no, waiting, temperror, permerror };

    model::SpfResult check_host(const std::string& domain);
    /// The domain's one record; null, and `none_because_` or a stop, where there is none.
    const ParsedRecord* find_record(const std::string& domain);
    model::SpfResult evaluate(const Record& record, const std::string& domain);
    model::SpfResult redirect(const Modifier& modifier, const std::string& domain);
    void explain(const Record& record, const std::string& domain);
    std::string explanation(const std::string& text, const std::string& domain);

    bool matches(const Directive& directive, const std::string& domain);
    bool include(const std::string& target);
    bool any_address(const std::string& target, const Directive& directive);
    bool any_exchanger(const std::string& target, const Directive& directive);
    bool validated_within(const std::string& target);

    /// Names of the client that lead back to it and are wanted, of the first ten (§5.5).
    std::vector<std::string> validated_names(const std::function<bool(std::string_view)>& wanted,
                                             bool counts);
    std::string validated_name(const std::string& domain);
    bool is_own(const dns::Answer& addresses, const Directive& directive) const;

    /// The answer to a question; null where there is none: stopped, or no name.
    const dns::Answer* look_up(const std::optional<std::string>& name, dns::Type type);
    /// The same, and a failure is no answer but does not stop anything.
    const dns::Answer* try_to_look_up(const std::optional<std::string>& name, dns::Type type);
    void count_void(const dns::Answer& answer, const std::string& about);
    bool count_term(const std::string& term);

    std::string expand_name(const MacroString& macros, const std::string& domain);
    std::string value(char letter, const std::string& domain);

    bool stopped() const { return stop_ != Stop::no; }
    void stop(Stop why, std::string problem);
    dns::Type address_type() const { return request_.ip.is_v4() ? dns::Type::a : dns::Type::aaaa; }

    const Request& request_;
    const Answers& answers_;
    ReadRecords& records_;
    model::SpfEvaluation out_;
    std::optional<dns::Question> wanted_;
    std::string none_because_;
    Stop stop_ = Stop::no;
    int depth_ = 0;  ///< Of includes.
};

}  // namespace mailwatchd::spf
