#include "proto/spf/coverage.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace mailwatchd::spf {

using model::Address;
using model::SpfResult;

namespace {

/// A longer explanation is cut.
constexpr std::size_t text_bytes_max = 512;

/// Addresses that no term has matched yet, from their key to `last`, and what they have used.
struct Unmatched {
    Address last;
    int lookups = 0;
    int void_lookups = 0;
};

struct Ended {
    Conclusion conclusion;
    Unmatched used;
};

bool is_error(const Conclusion& conclusion) { return conclusion.result == SpfResult::permerror; }

/// A record being evaluated.
struct Stage {
    const std::string& domain;
    std::size_t cause;  ///< The term that led here.
    bool decides;       ///< Its `all` is the domain's.
    std::map<Address, Unmatched> open;
    std::vector<Ended> ended = {};
};

/// check_host() of RFC 7208 §4 for all addresses at once.
class Cover {
public:
    Cover(Address::Family family, const std::string& domain, const Answers& answers,
          ReadRecords& records, int void_lookups_max)
        : family_{family},
          domain_{domain},
          answers_{answers},
          records_{records},
          void_lookups_max_{void_lookups_max} {}

    Coverage run() {
        out_.causes.emplace_back();
        const auto all = whole(family_);
        Stage top{domain_, 0, true, {{all.first, Unmatched{all.last}}}};
        check_host(top);
        for (auto& each : top.ended) out_.conclusions.push_back(each.conclusion);
        std::ranges::sort(out_.conclusions, {}, [](const auto& each) { return each.range.first; });
        return std::move(out_);
    }

private:
    void check_host(Stage& stage);
    void evaluate(Stage& stage, const Record& record);
    void redirect(Stage& stage, const Modifier& modifier);
    void term(Stage& stage, const Directive& directive, std::size_t cause);
    void include(Stage& stage, const std::string& target, SpfResult result, std::size_t cause);
    void hosts(Stage& stage, const std::string& host, const Directive& directive,
               std::size_t cause);
    void exchangers(Stage& stage, const std::string& target, const Directive& directive,
                    std::size_t cause);

    /// The addresses of the range that nothing has matched get the result.
    static void end(Stage& stage, const Range& range, SpfResult result, std::size_t cause);
    void end_all(Stage& stage, SpfResult result, std::size_t cause = 0) const {
        end(stage, whole(family_), result, cause);
    }
    /// Counts one for each open address; what exceeds the limit gets permerror (§4.6.4).
    static void count(Stage& stage, int Unmatched::*what, int most, std::size_t cause);
    void count_void(Stage& stage, const dns::Answer& answer, std::size_t cause) const {
        if (answer.empty()) count(stage, &Unmatched::void_lookups, void_lookups_max_, cause);
    }
    std::size_t cause(const Stage& stage, std::string_view term) {
        out_.causes.push_back({stage.cause, term});
        return out_.causes.size() - 1;
    }
    /// Null if there is no such name, or no answer.
    const dns::Answer* look_up(std::string_view text, dns::Type type) const {
        const auto name = dns_name(text);
        const auto* const known = name ? answers_.find({*name, type}) : nullptr;
        return known != nullptr && *known ? &**known : nullptr;
    }

    Address::Family family_;
    const std::string& domain_;
    const Answers& answers_;
    ReadRecords& records_;
    int void_lookups_max_;
    Coverage out_;
};

void Cover::check_host(Stage& stage) {
    if (stage.open.empty()) return;
    const auto name = dns_name(stage.domain);
    if (!name || !is_evaluable(*name)) return end_all(stage, SpfResult::none, stage.cause);
    const auto* const answer = look_up(stage.domain, dns::Type::txt);
    if (answer == nullptr) return end_all(stage, SpfResult::neutral, stage.cause);
    if (stage.cause != 0) count_void(stage, *answer, stage.cause);
    const auto texts = records_in(*answer);
    if (texts.empty()) return end_all(stage, SpfResult::none, stage.cause);
    if (texts.size() > 1) return end_all(stage, SpfResult::permerror, stage.cause);
    const auto& parsed = records_.read(texts.front());
    if (parsed.fault) return end_all(stage, SpfResult::permerror, stage.cause);
    evaluate(stage, parsed.record);
}

void Cover::evaluate(Stage& stage, const Record& record) {
    for (const auto& directive : record.directives) {
        if (directive.mechanism == Mechanism::all) {
            if (stage.decides && stage.open.empty() &&
                std::ranges::none_of(stage.ended, is_error, &Ended::conclusion)) {
                out_.unreached_all = directive.term;
                out_.unreached_in = stage.domain;
            }
            return end_all(stage, directive.qualifier, cause(stage, directive.term));
        }
        if (!stage.open.empty()) term(stage, directive, cause(stage, directive.term));
    }
    if (stage.open.empty()) return;
    if (record.redirect) return redirect(stage, *record.redirect);
    end_all(stage, SpfResult::neutral, cause(stage, "no all"));  // §4.7
}

void Cover::redirect(Stage& stage, const Modifier& modifier) {
    const auto why = cause(stage, modifier.text);
    count(stage, &Unmatched::lookups, model::spf_lookups_max, why);
    const auto where = fixed_name(modifier.value, stage.domain, domain_);
    if (!where) return end_all(stage, SpfResult::neutral, why);
    Stage below{*where, why, stage.decides, std::move(stage.open)};
    stage.open.clear();
    check_host(below);
    for (auto& each : below.ended) {
        auto& result = each.conclusion.result;
        if (result == SpfResult::none) result = SpfResult::permerror;  // §6.1
        stage.ended.push_back(each);
    }
}

void Cover::term(Stage& stage, const Directive& directive, std::size_t cause) {
    if (directive.network) return end(stage, *directive.network, directive.qualifier, cause);
    count(stage, &Unmatched::lookups, model::spf_lookups_max, cause);
    if (directive.mechanism == Mechanism::ptr) return;
    const auto where = fixed_name(directive.domain, stage.domain, domain_);
    if (!where || where->empty()) return;
    switch (directive.mechanism) {
        case Mechanism::include: return include(stage, *where, directive.qualifier, cause);
        case Mechanism::a: return hosts(stage, *where, directive, cause);
        case Mechanism::mx: return exchangers(stage, *where, directive, cause);
        default: break;
    }
    const auto* const answer = look_up(*where, dns::Type::a);  // exists, §5.7
    if (answer == nullptr) return;
    count_void(stage, *answer, cause);
    if (!answer->empty()) end_all(stage, directive.qualifier, cause);
}

void Cover::include(Stage& stage, const std::string& target, SpfResult result, std::size_t cause) {
    Stage below{target, cause, false, std::move(stage.open)};
    stage.open.clear();
    check_host(below);
    for (auto& each : below.ended) {  // The table of §5.2.
        auto& conclusion = each.conclusion;
        switch (conclusion.result) {
            case SpfResult::fail:
            case SpfResult::softfail:
            case SpfResult::neutral:
                each.used.last = conclusion.range.last;
                stage.open.emplace(conclusion.range.first, each.used);
                continue;
            case SpfResult::pass: conclusion.result = result; break;
            default: conclusion.result = SpfResult::permerror; break;
        }
        stage.ended.push_back(each);
    }
}

void Cover::hosts(Stage& stage, const std::string& host, const Directive& directive,
                  std::size_t cause) {
    const bool is_v4 = family_ == Address::Family::v4;
    const auto* const answer = look_up(host, is_v4 ? dns::Type::a : dns::Type::aaaa);
    if (answer == nullptr) return;
    count_void(stage, *answer, cause);
    for (const auto& address : answer->addresses())
        end(stage, network(address, is_v4 ? directive.bits_v4 : directive.bits_v6),
            directive.qualifier, cause);
}

void Cover::exchangers(Stage& stage, const std::string& target, const Directive& directive,
                       std::size_t cause) {
    const auto* const answer = look_up(target, dns::Type::mx);
    if (answer == nullptr) return;
    count_void(stage, *answer, cause);
    const auto found = answer->mail_exchangers();
    if (found.size() > names_max) return end_all(stage, SpfResult::permerror, cause);
    for (const auto& exchanger : found)
        if (!exchanger.host.empty()) hosts(stage, exchanger.host, directive, cause);
}

void Cover::end(Stage& stage, const Range& range, SpfResult result, std::size_t cause) {
    auto& open = stage.open;
    auto at = open.upper_bound(range.first);
    if (at != open.begin()) --at;
    while (at != open.end() && at->first <= range.last) {
        const auto [first, used] = *at;
        const auto both = common({first, used.last}, range);
        if (!both) {
            ++at;
            continue;
        }
        at = open.erase(at);
        auto before = used;
        if (first < both->first) {
            before.last = previous(both->first);
            open.emplace(first, before);
        }
        if (both->last < used.last) open.emplace(next(both->last), used);
        stage.ended.push_back({{*both, result, cause}, used});
    }
}

void Cover::count(Stage& stage, int Unmatched::*what, int most, std::size_t cause) {
    for (auto at = stage.open.begin(); at != stage.open.end();) {
        auto& [first, used] = *at;
        if (++(used.*what) <= most) {
            ++at;
            continue;
        }
        stage.ended.push_back({{{first, used.last}, SpfResult::permerror, cause}, used});
        at = stage.open.erase(at);
    }
}

/// Whether an address that would pass gets permerror because of the limit of void lookups.
bool stops_senders(const Coverage& limited, const Coverage& unlimited) {
    auto other = unlimited.conclusions.begin();
    for (const auto& each : limited.conclusions) {
        if (each.result != SpfResult::permerror) continue;
        while (other->range.last < each.range.first) ++other;
        for (auto same = other;
             same != unlimited.conclusions.end() && same->range.first <= each.range.last; ++same)
            if (same->result == SpfResult::pass) return true;
    }
    return false;
}

using Sizes = std::map<std::size_t, std::uint64_t>;  ///< Of each cause.

std::uint64_t total(const Sizes& sizes) {
    std::uint64_t sum = 0;
    for (const auto& [cause, size] : sizes) sum += size;
    return sum;
}

/// The fewest causes without which at most `rest` is left, in the order of the records.
std::vector<std::size_t> largest(const Sizes& sizes, std::uint64_t rest) {
    std::vector<std::pair<std::size_t, std::uint64_t>> sorted{sizes.begin(), sizes.end()};
    std::ranges::stable_sort(sorted, std::greater{}, [](const auto& each) { return each.second; });
    std::vector<std::size_t> causes;
    auto left = total(sizes);
    for (auto each = sorted.begin(); left > rest; ++each) {
        causes.push_back(each->first);
        left -= each->second;
    }
    std::ranges::sort(causes);
    return causes;
}

/// Terms that matter less than this part of what passes are left out.
constexpr std::uint64_t least_part = 16;

void explain_passing(model::SpfScope& scope, const Coverage& coverage, const Sizes& sizes) {
    const auto large = model::spf_large(coverage.conclusions.front().range.first.family());
    if (scope.passing <= large) return;
    const auto causes = largest(sizes, std::min(large, scope.passing / least_part));
    for (const auto cause : causes)
        if (scope.passing_terms.size() < model::spf_scope_terms_max)
            scope.passing_terms.push_back(coverage.text(cause));
    scope.more_terms = causes.size() - scope.passing_terms.size();
}

}  // namespace

SpfResult Coverage::result(const Address& address) const {
    const auto after = std::ranges::upper_bound(
        conclusions, address, {}, [](const Conclusion& each) { return each.range.first; });
    return std::prev(after)->result;
}

std::string Coverage::text(std::size_t cause) const {
    std::string text{causes[cause].term};
    for (auto above = causes[cause].above; above != 0; above = causes[above].above)
        text = std::string{causes[above].term} + " (" + text + ')';
    if (text.size() > text_bytes_max) text.resize(text_bytes_max);
    return text;
}

Coverage cover(Address::Family family, const std::string& domain, const Answers& answers,
               ReadRecords& records, int void_lookups_max) {
    return Cover{family, domain, answers, records, void_lookups_max}.run();
}

model::SpfScope scope_of(const Coverage& coverage) {
    std::map<SpfResult, Sizes> results;
    for (const auto& each : coverage.conclusions)
        if (const auto size = public_size(each.range)) results[each.result][each.cause] += size;
    model::SpfScope scope;
    scope.passing = total(results[SpfResult::pass]);
    for (const auto& [result, sizes] : results)
        if (result != SpfResult::pass) scope.others += total(sizes);
    explain_passing(scope, coverage, results[SpfResult::pass]);
    scope.unlisted = SpfResult::pass;
    std::uint64_t most = 0;
    for (const auto result : {SpfResult::none, SpfResult::neutral, SpfResult::softfail,
                              SpfResult::fail, SpfResult::permerror}) {
        const auto& sizes = results[result];
        if (total(sizes) <= most) continue;
        most = total(sizes);
        scope.unlisted = result;
        const auto main =
            std::ranges::max_element(sizes, {}, [](const auto& each) { return each.second; });
        scope.unlisted_term = coverage.text(main->first);
    }
    return scope;
}

void add_scopes(model::SpfLook& look, const Answers& answers, ReadRecords& records) {
    if (look.failure || look.records.empty()) return;
    const auto v4 = cover(Address::Family::v4, look.domain, answers, records);
    const auto v6 = cover(Address::Family::v6, look.domain, answers, records);
    look.v4 = scope_of(v4);
    look.v6 = scope_of(v6);
    if (!v4.unreached_in.empty() && v4.unreached_in == v6.unreached_in)
        look.remarks.push_back(
            {model::SpfRemark::Kind::unreached_all, v4.unreached_in, v4.unreached_all, {}});
    constexpr auto unlimited = std::numeric_limits<int>::max();
    if (look.void_lookups_v6 > model::spf_void_lookups_max)
        look.stops_senders_v6 =
            stops_senders(v6, cover(Address::Family::v6, look.domain, answers, records, unlimited));
}

}  // namespace mailwatchd::spf
