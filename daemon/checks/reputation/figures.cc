#include "checks/reputation/figures.h"

#include <algorithm>
#include <cmath>

namespace mailwatchd::checks::reputation {

using model::SourceWord;

namespace {

/// The mean of the added values; empty if none was added.
class Mean {
public:
    void add(double percent) {
        sum_ += percent;
        ++count_;
    }
    int count() const { return count_; }
    double sum() const { return sum_; }
    std::optional<double> value() const {
        return count_ == 0 ? std::nullopt : std::optional{sum_ / count_};
    }

private:
    double sum_ = 0;
    int count_ = 0;
};

/// What the source of a word said before; null if that is not known or does not matter.
const model::EarlierWord* earlier(const std::vector<model::EarlierWord>& all,
                                  const SourceWord& word) {
    const auto found = std::ranges::find(
        all, word.source, [](const model::EarlierWord& each) { return each.word.source; });
    return found == all.end() ? nullptr : &*found;
}

/// What counts of a look.
struct Known {
    std::vector<const SourceWord*> graded;
    bool is_seen = false;  ///< A source answered this time.
    int undecided = 0;     ///< Sources that work, and of which nothing is known.
    std::string unanswered;
};

void add_name(std::string& names, std::string_view name) {
    names.append(names.empty() ? "" : ", ").append(name);
}

template <class Observation>
Known known(const Observation& look) {
    Known all;
    for (const auto& word : look.words) {
        const auto* const before = word.is_answer() ? nullptr : earlier(look.earlier, word);
        const auto& counts = before == nullptr ? word : before->word;
        all.is_seen = all.is_seen || word.is_answer();
        if (counts.state == SourceWord::State::graded) all.graded.push_back(&counts);
        if (!counts.is_silent()) continue;
        ++all.undecided;
        add_name(all.unanswered, word.source);
    }
    return all;
}

/// If no source answered now, there is no figure: only a look can renew a verdict.
void set_overall(AddressRow& row, std::int64_t min_proven) {
    const auto words = row.look == nullptr ? Known{} : known(*row.look);
    const bool may_count = row.counted.usable + row.counted.lists.undecided >= min_proven;
    const bool is_open = may_count && row.counted.lists.undecided > 0;
    int undecided = words.undecided;
    row.unanswered = words.unanswered;
    if (is_open) add_name(row.unanswered, row.counted.unanswered);
    if (row.lists.answered == 0 && !words.is_seen) return;
    Mean mean;
    if (row.lists_count)
        mean.add(row.lists_score());
    else if (is_open)
        ++undecided;
    for (const auto* const word : words.graded) mean.add(word->percent);
    row.overall = mean.value();
    row.sources = mean.count();
    const int all = mean.count() + undecided;
    if (all == 0) return;
    const double at_stake = row.lists_count ? std::min(row.lists_score(), row.counted.at_stake) : 0;
    row.worst = (mean.sum() - at_stake) / all;
    row.best = (mean.sum() + 100.0 * undecided) / all;
}

/// The domain's own figure if enough sources know it; otherwise averaged with the address's.
void set_pair(AddressRow& row, const DomainFigure& domain) {
    row.is_averaged = domain.sources < domain_sources_min;
    Mean mean;
    if (domain.percent) mean.add(*domain.percent);
    if (row.is_averaged && row.overall) mean.add(*row.overall);
    row.pair = mean.value();
}

std::string word_text(const SourceWord& word) {
    switch (word.state) {
        case SourceWord::State::graded:
            return std::to_string(word.percent) + " %" +
                   (word.meaning.empty() ? "" : " (" + word.meaning + ")");
        case SourceWord::State::no_data: return "no data";
        case SourceWord::State::unproven: return std::string{name(word.trust)};
        case SourceWord::State::unknown: break;
    }
    return "no answer";
}

std::string origin_text(const model::Origin& origin) {
    std::string text;
    for (const auto number : origin.as_numbers)
        text.append(text.empty() ? "AS" : " AS").append(std::to_string(number));
    if (!origin.as_name.empty()) text += " " + origin.as_name;
    if (!origin.country.empty()) text += ", country " + origin.country + " (registration)";
    return text;
}

std::string shares(const std::optional<double>& good) {
    if (!good) return "no data";
    const auto percent = std::lround(*good);
    return std::to_string(percent) + " % good, " + std::to_string(100 - percent) + " % bad";
}

}  // namespace

bool is_own(const model::Host& host) {
    return is_mail_host(host) || host.roles.has(model::Role::sender);
}

DomainFigure domain_figure(const model::World& world) {
    DomainFigure figure;
    const auto look = world.one<model::DomainReputation>();
    if (!look) return figure;
    Mean mean;
    const auto words = known(*look);
    for (const auto* const word : words.graded) {
        mean.add(word->percent);
        const bool is_fact = word->dnsbl_class == model::DnsblClass::informational;
        if (word->percent < 100 && !is_fact) figure.listings.push_back(word);
    }
    figure.is_seen = words.is_seen;
    figure.unanswered = words.unanswered;
    figure.percent = mean.value();
    figure.sources = mean.count();
    return figure;
}

std::vector<AddressRow> rows_of(const model::World& world, std::int64_t min_proven) {
    const auto domain = domain_figure(world);
    std::vector<AddressRow> rows;
    for (const auto& host_address : host_addresses(*world.topology, is_own)) {
        AddressRow row{.host_address = host_address};
        row.look = world.reputation_of(host_address.address);
        row.lists = count(world, host_address.address);
        row.counted = counted(world, host_address.host, host_address.address);
        row.lists_count = row.counted.usable >= min_proven;
        set_overall(row, min_proven);
        if (world.one<model::DomainReputation>()) set_pair(row, domain);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string percent_text(const std::optional<double>& percent) {
    return percent ? std::to_string(std::lround(*percent)) + " %" : "no data";
}

std::string in_words(const AddressRow& row) {
    std::string text;
    if (row.look != nullptr && row.look->origin) text = origin_text(*row.look->origin) + "; ";
    if (row.look != nullptr && !row.look->isp_domain.empty())
        text += "PTR name in " + row.look->isp_domain + "; ";
    text += "overall " + shares(row.overall);
    if (row.pair) {
        text += "; domain and address " + shares(row.pair);
        if (row.is_averaged) text += " (averaged with the address's)";
    }
    text += "; block lists " +
            (row.lists_count ? std::to_string(row.lists_score()) + " %" : std::string{"too few"});
    if (row.look == nullptr) return text;
    for (const auto& word : row.look->words) {
        text.append(", ").append(word.source).append(" ").append(word_text(word));
        if (const auto* const before = earlier(row.look->earlier, word))
            text += "; on " + base::date(before->taken_at) + " " + word_text(before->word);
    }
    return text;
}

}  // namespace mailwatchd::checks::reputation
