// One pass of a survey over the answers received so far (survey.cc).
#pragma once

#include "model/spf.h"
#include "proto/dns/message.h"
#include "proto/spf/attempt.h"

#include <optional>
#include <set>

namespace mailwatchd::spf {

class Walk {
public:
    Walk(const std::string& domain, const Answers& answers, ReadRecords& records)
        : domain_{domain}, answers_{answers}, records_{records} {}

    /// Fills `look`, or returns the questions to ask first.
    std::vector<dns::Question> run(model::SpfLook& look);

private:
    using Kind = model::SpfRemark::Kind;

    /// A record on the path from the domain.
    struct Level {
        const std::string& domain;
        const Level* above;
        bool decides;  ///< Its `all` is the domain's: true for the domain's record and its
                       ///< redirects.
        bool allows;   ///< A match of this record lets the client pass.
        std::optional<std::string> name;  ///< Of the DNS query; nothing if `domain` is no name.
    };

    void visit(const Level& level, const std::string& term);
    void take_record(const Level& level, const std::string& term, const dns::Answer& answer);
    void read(const Level& level, const Record& record);
    void near_misses(const Level& level, const dns::Answer& answer);
    void modifiers(const Level& level, const Record& record);
    void term(const Level& level, const Directive& directive);
    void redirect(const Level& level, const Record& record, bool after_all);
    void descend(const Level& level, Level below, const std::string& term);
    void hosts(const Level& level, const std::string& host, const std::string& term);
    void exchangers(const Level& level, const std::string& target, const std::string& term);
    void exists(const Level& level, const std::string& target, const std::string& term);
    void add_network(const Level& level, const Range& network);
    void add_sender(const Level& level, const std::string& host,
                    std::vector<model::Address> addresses);

    /// Null: not known yet, or there is none.
    const dns::Answer* look_up(const Level& level, const std::string& text, dns::Type type,
                               const std::string& term);
    void remark(Kind kind, const Level& level, std::string term, std::string what = {});
    model::SpfResult result() const;
    bool is_too_large();

    const std::string& domain_;
    const Answers& answers_;
    ReadRecords& records_;
    model::SpfLook look_;
    std::vector<model::SpfSender> senders_of_others_;
    std::set<dns::Question> wanted_;
    std::optional<model::SpfResult> all_;  ///< Of the domain, redirects followed.
};

}  // namespace mailwatchd::spf
