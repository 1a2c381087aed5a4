#include "proto/software/announcement.h"

#include "proto/software/gateways.h"
#include "proto/software/servers.h"
#include "proto/software/version.h"
#include "proto/words.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace mailwatchd::software {

namespace {

constexpr bool is_alphanumeric(char c) { return proto::is_letter(c) || proto::is_digit(c); }

/// A character of a longer word or host name: "postfix" in "postfix.example.org" or "my-postfix" is
/// a name, not a product.
constexpr bool is_joined(char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '@'; }

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Open and close a clause wherever they stand.
constexpr std::string_view opening = "([{<";
constexpr std::string_view closing = ")]}>";
/// Begin a clause where they stand before a word: "-Exim", "*Exim".
constexpr std::string_view leaders = "-*=~|/";

template <std::size_t size>
bool is_listed(std::string_view word, const std::array<std::string_view, size>& words) {
    return std::ranges::any_of(
        words, [&](auto candidate) { return proto::equal_ignoring_case(candidate, word); });
}

/// Names of protocols. A clause begins behind them: "no spam please ESMTP Postfix".
constexpr std::array<std::string_view, 19> protocols{
    "ESMTP", "SMTP",   "LMTP",      "ESMTPS",    "ESMTPSA", "SMTPS", "UTF8SMTP",
    "POP",   "POP3",   "POP3D",     "POP3S",     "IMAP",    "IMAPS", "IMAP2bis",
    "IMAP4", "IMAP4S", "IMAP4rev1", "IMAP4rev2", "NT-ESMTP"};

/// May stand before the product that is announced.
constexpr std::array<std::string_view, 39> leading{
    "a",      "an",      "the",        "this",     "is",    "it",     "at",         "by",
    "with",   "on",      "our",        "welcome",  "hello", "hi",     "greetings",  "connected",
    "server", "service", "servers",    "services", "mail",  "mailer", "mailserver", "email",
    "e-mail", "mta",     "internet",   "gateway",  "relay", "host",   "system",     "ready",
    "here",   "version", "evaluation", "secure",   "new",   "smtpd",  "I'm"};

/// Say that a product answers, whatever stands before: "Example Ltd. mail, powered by Exim".
constexpr std::array<std::string_view, 4> announcing{"running", "runs", "powered", "using"};

/// Before a product, they make of the clause a sentence about it.
constexpr std::array<std::string_view, 19> disclaiming{
    "not",  "no",       "non",    "never",      "neither", "nor", "without",
    "from", "than",     "unlike", "instead",    "anti",    "ex",  "was",
    "were", "formerly", "former", "previously", "fake"};

/// Behind a product, they speak of it and do not announce it.
constexpr std::array<std::string_view, 40> about{
    "user",       "users",       "group",     "groups",    "fan",       "fans",
    "list",       "lists",       "mailing",   "hosting",   "hosted",    "hosts",
    "consulting", "consultants", "support",   "training",  "expert",    "experts",
    "specialist", "specialists", "reseller",  "resellers", "partner",   "partners",
    "customer",   "customers",   "provider",  "providers", "migration", "protects",
    "protected",  "compatible",  "emulation", "emulator",  "clone",     "replacement",
    "free",       "not",         "isn't",     "was"};

/// "4.94.2" of "exim-4.94.2", but not of "exim-4.94.2.example.org".
bool is_version_only(std::string_view text, std::size_t at) {
    const auto word = text.substr(at, text.find_first_of(" \t\r\n()[]<>,;:", at) - at);
    return proto::is_digit(word.front()) && word.find('.') != std::string_view::npos &&
           word.rfind('.') + 1 < word.size() && proto::is_digit(word[word.rfind('.') + 1]);
}

/// `row` at `at` in `text`, as separate words. `end` is where its words end.
bool stands_at(std::string_view text, std::size_t at, const Product& row) {
    const auto words = row.words;
    if (!proto::starts_ignoring_case(text.substr(at), words)) return false;
    if (row.spelling != Spelling::any_case && !text.substr(at).starts_with(words)) return false;
    const auto end = at + words.size();
    if (row.version == Version::joined) return end < text.size() && is_alphanumeric(text[end]);
    if (end == text.size() || !is_alphanumeric(words.back())) return true;
    const bool goes_on = end + 1 < text.size() && is_alphanumeric(text[end + 1]);
    if (goes_on && (text[end] == '-' || text[end] == '_')) return is_version_only(text, end + 1);
    return !is_joined(text[end]) && !(text[end] == '.' && goes_on);
}

/// The first word of `rest`, without what punctuates it.
std::string_view next_word(std::string_view rest) {
    auto next = proto::take_word(rest);
    while (!next.empty() && !is_alphanumeric(next.back())) next.remove_suffix(1);
    return next;
}

/// "is not", "is no longer", "are never".
bool is_denied(std::string_view rest) {
    const auto verb = proto::take_word(rest);
    return (proto::equal_ignoring_case(verb, "is") || proto::equal_ignoring_case(verb, "are")) &&
           is_listed(next_word(rest), disclaiming);
}

/// `rest` follows the words of a row that is announced: it does not speak of the product, and an
/// ordinary word is not part of another name.
bool may_be_followed_by(const Product& row, std::string_view rest, bool has_version) {
    const auto next = next_word(rest);
    if (is_listed(next, about) || is_denied(rest)) return false;
    const bool stands_apart =
        rest.empty() || !is_space(rest.front()) || next.empty() || !is_alphanumeric(next.front());
    if (row.spelling != Spelling::ordinary || has_version || stands_apart)
        return row.spelling != Spelling::ordinary || !rest.starts_with("'");
    return is_listed(next, protocols) || is_listed(next, leading);
}

/// The row with the longest words at `at`: "Sendmail Switch-" before "Sendmail".
const Product* longest_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return nullptr;
    const Product* longest = nullptr;
    const char first = proto::upper(text[at]);
    for (const std::span<const Product> rows :
         {std::span<const Product>{servers}, std::span<const Product>{gateways}})
        for (const auto& row : rows) {
            if (proto::upper(row.words.front()) != first) continue;
            const bool longer = longest == nullptr || row.words.size() > longest->words.size();
            if (longer && stands_at(text, at, row)) longest = &row;
        }
    return longest;
}

std::string version_of(const Product& row, std::string_view rest) {
    switch (row.version) {
        case Version::follows:
        case Version::required:
        case Version::joined: return version_after(rest);
        case Version::later: {
            auto version = version_after(rest);
            return version.empty() ? version_within(rest) : version;
        }
        case Version::none: break;
    }
    return {};
}

/// In the product's own spelling, which has a capital: "Postfix", but not "postfix" or "qmail".
bool is_written_so(std::string_view text, std::string_view words) {
    return text.starts_with(words) &&
           std::ranges::any_of(words, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Without a version, the words of such a row are ordinary ones, or part of a longer word.
bool needs_version(const Product& row) {
    return row.version == Version::required || row.version == Version::joined;
}

/// `word` without what punctuates it.
std::string_view plain_of(std::string_view word) {
    while (!word.empty() && !is_alphanumeric(word.back())) word.remove_suffix(1);
    while (!word.empty() && !is_alphanumeric(word.front())) word.remove_prefix(1);
    return word;
}

/// "Ltd.", "--", "ready;": a new clause begins behind it.
bool ends_clause(std::string_view word) {
    return std::string_view{":;!.?|"}.find(word.back()) != std::string_view::npos ||
           std::ranges::none_of(word, is_alphanumeric);
}

/// Walks over the words of a line and knows what stands before each of them.
class Walk {
public:
    explicit Walk(std::string_view text) : text_{text} {}

    /// From `at` on; what stands before is a host.
    Announcement run(std::size_t at) {
        previous_ = text_.substr(0, at);
        while (at < text_.size() && !certain_) at = step(at);
        return std::move(found_);
    }

    std::size_t end_of_word(std::size_t at) const {
        while (at < text_.size() && !is_space(text_[at]) &&
               opening.find(text_[at]) == std::string_view::npos &&
               closing.find(text_[at]) == std::string_view::npos)
            ++at;
        return at;
    }

private:
    /// What the clause has contained so far; later ones outweigh earlier ones.
    enum class Before : std::uint8_t { nothing, leading, names, sentence, disclaimer };

    /// Reads what is at `at`; where the next is.
    std::size_t step(std::size_t at) {
        const char c = text_[at];
        if (is_space(c)) return at + 1;
        if (opening.find(c) != std::string_view::npos) {
            outer_.push_back(std::exchange(before_, Before::nothing));
            return at + 1;
        }
        if (closing.find(c) != std::string_view::npos) {
            close();
            return at + 1;
        }
        const auto word = text_.substr(at, end_of_word(at) - at);
        if (!is_alphanumeric(c) && std::ranges::any_of(word, is_alphanumeric)) {
            if (leaders.find(c) != std::string_view::npos) before_ = Before::nothing;
            return at + 1;
        }
        if (const auto* row = longest_at(text_, at)) {
            certain_ = reads(*row, at);
            return end_of_word(at + row->words.size());
        }
        return at + read(word);
    }

    void close() {
        if (outer_.empty()) return;
        before_ = outer_.back();
        outer_.pop_back();
    }

    /// The words of `row` at `at`. True if they announce it. A version proves most. Without one,
    /// the words must be written as the product writes itself; else they may be a host, and count
    /// only if nothing better follows.
    bool reads(const Product& row, std::size_t at) {
        auto rest = text_.substr(at + row.words.size());
        auto version = version_of(row, rest);
        const bool proven = !version.empty();
        const bool certain = proven || is_written_so(text_.substr(at), row.words);
        const auto most = proven ? Before::names : certain ? Before::leading : Before::nothing;
        const bool announced = before_ <= most && (proven || !needs_version(row)) &&
                               may_be_followed_by(row, rest, proven);
        if (!announced) {
            before_ = std::max(before_, Before::sentence);
            return false;
        }
        if (certain || found_.product == nullptr) found_ = {&row, std::move(version)};
        return certain;
    }

    /// A word that is no product. How much of it was read: of "ESMTP/Postfix", the protocol.
    std::size_t read(std::string_view word) {
        const auto protocol = word.substr(0, word.find_first_of("/,"));
        if (is_listed(protocol, protocols)) word = protocol;
        const auto plain = plain_of(word);
        before_ =
            ends_clause(word) || is_listed(plain, protocols) ? Before::nothing : behind(plain);
        previous_ = plain;
        return word.size();
    }

    /// What the clause contains once `word` is read.
    Before behind(std::string_view word) const {
        if (is_listed(word, announcing) && before_ < Before::disclaimer) return Before::leading;
        if (is_listed(word, disclaiming) || word.ends_with("n't")) return Before::disclaimer;
        const bool welcomes = proto::equal_ignoring_case(word, "to") &&
                              (proto::equal_ignoring_case(previous_, "welcome") ||
                               proto::equal_ignoring_case(previous_, "connected"));
        if (welcomes || is_listed(word, leading)) return std::max(before_, Before::leading);
        if (is_host(word)) return before_;
        const bool is_name = proto::upper(word.front()) == word.front();
        return std::max(before_, is_name ? Before::names : Before::sentence);
    }

    std::string_view text_;
    Before before_ = Before::nothing;
    std::string_view previous_;  ///< The last word that was read, for "Welcome to".
    std::vector<Before> outer_;
    Announcement found_;
    bool certain_ = false;  ///< Nothing better can follow.
};

/// The product that the first word of a line begins, if it is not a host.
struct Beginning {
    Announcement announcement;
    /// More than one word, or a version: whatever follows, it is no host.
    bool is_certain = false;
};

/// "Sendmail ESMTP ready": a first word that is no host. A host's name is a Domain (RFC 5321
/// §4.1.2), and in practice has a dot; a single word is one too unless it is written as a product
/// writes itself and does not stand alone, or unless a version or another word of the product
/// follows.
Beginning product_at_first_word(std::string_view text, FirstWord first) {
    const auto* row = longest_at(text, 0);
    if (row == nullptr) return {};
    auto rest = text.substr(row->words.size());
    auto version = version_of(*row, rest);
    if (needs_version(*row) && version.empty()) return {};
    const bool written_so = is_written_so(text, row->words);
    const bool has_version =
        !version.empty() && (first == FirstWord::text || written_so || !version_next(rest).empty());
    const bool is_certain = has_version || row->words.find(' ') != std::string_view::npos;
    const bool stands_alone = rest.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (first == FirstWord::host && !is_certain && (stands_alone || !written_so)) return {};
    if (first == FirstWord::sentence && !is_certain) return {};
    if (!may_be_followed_by(*row, rest, !version.empty())) return {};
    return {{row, std::move(version)}, is_certain};
}

}  // namespace

bool is_host(std::string_view word) {
    if (word.starts_with('[')) return word.ends_with(']');
    while (!word.empty() && (word.back() == ',' || word.back() == ':' || word.back() == '.'))
        word.remove_suffix(1);
    return word.find('.') != std::string_view::npos && is_alphanumeric(word.front()) &&
           word.find("..") == std::string_view::npos && std::ranges::all_of(word, [](char c) {
               return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
           });
}

Announcement announced_in(std::string_view text, FirstWord first) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    Walk walk{text};
    const auto end = walk.end_of_word(0);
    const auto word = text.substr(0, end);
    const bool may_be_host = !word.empty() && !is_listed(word, disclaiming) &&
                             (is_host(word) || std::ranges::all_of(word, is_joined));
    auto beginning = product_at_first_word(text, first);
    if (beginning.is_certain) return std::move(beginning.announcement);
    auto announcement = walk.run(may_be_host ? end : 0);
    return announcement.product != nullptr ? announcement : std::move(beginning.announcement);
}

}  // namespace mailwatchd::software
