// One pass of an evaluation over the answers received so far (evaluation.cc).
#pragma once

#include "proto/spf/evaluation.h"
#include "proto/spf/record.h"

#include <string_view>

namespace mailwatchd::spf {

/// Converts text to the name of a DNS query, lower case. Nothing if it is not a name: an empty or
/// overlong label, or an overlong name (§4.3).
std::optional<std::string> dns_name(std::string_view text);

/// At least two labels, and no address literal: "[192.0.2.1]" cannot have a record.
bool is_evaluable(std::string_view name);

/// The SPF records among a domain's TXT records (§4.5).
std::vector<std::string> records_in(const dns::Answer& answer);

/// The name that a term of `domain`'s record asks for; nothing if it depends on the client (§7.2).
std::optional<std::string> fixed_name(const std::optional<MacroString>& macros,
                                      const std::string& domain, const std::string& sender_domain);

/// Maximum names of one `mx` or `ptr` (RFC 7208 §4.6.4).
inline constexpr std::size_t names_max = 10;

class Attempt {
public:
    Attempt(const Request& request, const Answers& answers, ReadRecords& records)
        : request_{request}, answers_{answers}, records_{records} {}

    /// Fills `result`, or returns the first question without an answer.
    std::optional<dns::Question> run(model::SpfEvaluation& result);

private:
    /// Set once; then everything unwinds.
    enum class Stop : std::uint8_t { no, waiting, temperror, permerror };

    model::SpfResult check_host(const std::string& domain);
    /// The domain's only record. Null if there is none; then `none_because_` or a stop is set.
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

    /// The client's names that resolve back to it and are wanted, among the first ten (§5.5).
    std::vector<std::string> validated_names(const std::function<bool(std::string_view)>& wanted,
                                             bool counts);
    std::string validated_name(const std::string& domain);
    bool is_own(const dns::Answer& addresses, const Directive& directive) const;

    /// The answer to a question; null if there is none, because of a stop or an invalid name.
    const dns::Answer* look_up(const std::optional<std::string>& name, dns::Type type);
    /// The same, but a failure counts as no answer and does not stop the evaluation.
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
    int depth_ = 0;  ///< Depth of includes.
};

}  // namespace mailwatchd::spf
