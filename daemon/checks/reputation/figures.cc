#include "checks/reputation/figures.h"

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
    std::optional<double> value() const {
        return count_ == 0 ? std::nullopt : std::optional{sum_ / count_};
    }

private:
    double sum_ = 0;
    int count_ = 0;
};

void set_overall(AddressRow& row) {
    Mean mean;
    if (row.lists_count) mean.add(row.lists.score());
    if (row.look != nullptr)
        for (const auto& word : row.look->words)
            if (word.state == SourceWord::State::graded) mean.add(word.percent);
    row.overall = mean.value();
    row.sources = mean.count();
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
    for (const auto& word : look->words) {
        if (word.state != SourceWord::State::graded) continue;
        mean.add(word.percent);
        const bool is_fact = word.dnsbl_class == model::DnsblClass::informational;
        if (word.percent < 100 && !is_fact) figure.listings.push_back(&word);
    }
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
        row.lists_count = row.lists.answered >= min_proven;
        set_overall(row);
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
            (row.lists_count ? std::to_string(row.lists.score()) + " %" : std::string{"too few"});
    if (row.look != nullptr)
        for (const auto& word : row.look->words)
            text.append(", ").append(word.source).append(" ").append(word_text(word));
    return text;
}

}  // namespace mailwatchd::checks::reputation
