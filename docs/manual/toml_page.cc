// etc/mailwatchd.toml as a page. Its comments are laid out for this:
//
//     # --- Title ---        a section
//     # Words.               a paragraph; right above keys or a [table], about these
//     #   term   words       an item of a list; continued where its words began
//     #   command            as it is, without two blanks in it
//     #key = default         keys, with or without "#"; #[table] begins a table, #[[table]] an
//                            example
#include "manual/pages.h"

#include <algorithm>
#include <vector>

namespace mailwatchd::manual {

namespace {

constexpr std::string_view title_mark = "# --- ", indent = "#   ";

/// "key = value" or "[table]", which only those have at the beginning of a line; else empty.
std::string_view code_of(std::string_view line) {
    if (line.starts_with('#')) line.remove_prefix(1);
    const bool is_code =
        line.starts_with('[') || (!line.empty() && line[0] >= 'a' && line[0] <= 'z');
    return is_code ? line : std::string_view{};
}

/// Writes a comment: paragraphs, lists and commands.
class Comment {
public:
    explicit Comment(Page& page) : page_{page} {}

    void add(std::string_view line) {
        if (line.starts_with(indent)) return add_indented(line.substr(indent.size()));
        if (line.size() < 2) return finish_words();
        if (in_list_ || !commands_.empty()) finish();
        add_words(line.substr(2));
    }

    void finish() {
        finish_words();
        if (!commands_.empty()) page_.literal(commands_);
        if (in_list_) page_.end_list();
        commands_.clear();
        in_list_ = false;
    }

private:
    void add_indented(std::string_view rest) {
        if (rest.starts_with(' ')) return add_words(rest.substr(rest.find_first_not_of(' ')));
        finish_words();
        const auto gap = rest.find("  ");
        if (gap == std::string_view::npos) {
            commands_.append(rest).append("\n");
            return;
        }
        if (!in_list_) page_.begin_list();
        in_list_ = true;
        page_.item(rest.substr(0, gap));
        add_words(rest.substr(rest.find_first_not_of(' ', gap)));
    }

    void add_words(std::string_view words) {
        words_.append(words_.empty() ? "" : " ").append(words);
    }

    void finish_words() {
        if (!words_.empty()) page_.paragraph(words_);
        words_.clear();
    }

    Page& page_;
    std::string words_, commands_;
    bool in_list_ = false;
};

/// Reads the file line by line; what a stretch of lines means is known when it ends.
class Layout {
public:
    explicit Layout(Page& page) : page_{page} {}

    void add(std::string_view line) {
        if (const auto code = code_of(line); !code.empty()) return add_code(code);
        finish_code();
        if (line.starts_with(title_mark)) {
            begin_section(line.substr(title_mark.size()));
        } else if (line.empty()) {
            finish();
        } else {
            comment_.push_back(line);
        }
    }

    /// A comment that nothing followed stands for itself.
    void finish() {
        finish_code();
        if (comment_.empty()) return;
        end_keys();
        show_comment();
    }

    void end_keys() {
        if (in_keys_) page_.end_list();
        in_keys_ = false;
    }

private:
    void begin_section(std::string_view title) {
        finish();
        end_keys();
        page_.section(title.substr(0, title.find(" -")));
        is_example_ = false;
    }

    /// "#[[dnsbl]]" and what follows it shows one; any other table is a heading.
    void add_code(std::string_view code) {
        if (code.starts_with('[')) {
            finish_code();
            end_keys();
            is_example_ = code.starts_with("[[");
            if (!is_example_) {
                page_.subsection(code);
                show_comment();
                return;
            }
        }
        code_.emplace_back(code);
    }

    void finish_code() {
        if (code_.empty()) return;
        if (is_example_ || comment_.empty())
            show_code();
        else
            describe_keys();
        code_.clear();
    }

    void show_code() {
        end_keys();
        show_comment();
        std::string lines;
        for (const auto& line : code_) lines += wrapped(line) + '\n';
        page_.literal(lines);
    }

    /// Keys that share a comment: it stands below the last.
    void describe_keys() {
        if (!in_keys_) page_.begin_list();
        in_keys_ = true;
        for (const auto& line : code_) page_.item(line);
        show_comment();
    }

    void show_comment() {
        Comment comment{page_};
        for (const auto line : comment_) comment.add(line);
        comment.finish();
        comment_.clear();
    }

    /// A list of tables is cut between them: TOML allows it nowhere else.
    static std::string wrapped(std::string line) {
        constexpr std::size_t columns_max = 65;  // Of 80, within two indentations.
        constexpr std::string_view between = "}, {";
        if (line.size() <= columns_max) return line;
        for (auto at = line.find(between); at != std::string::npos; at = line.find(between, at + 1))
            line.replace(at + 2, 1, "\n ");
        return line;
    }

    Page& page_;
    std::vector<std::string_view> comment_;
    std::vector<std::string> code_;
    bool in_keys_ = false;  ///< Within the list of a table's keys.
    bool is_example_ = false;
};

void describe(Page& page) {
    page.section("Description");
    page.paragraph(
        "This is the text of the file as it is installed, /etc/mailwatchd/mailwatchd.toml; where "
        "nothing else is said, each key stands here with its default. Every problem of the file "
        "comes out in one pass, as "
        "`file:line:column: key: what was expected`, and keeps the daemon from starting (exit "
        "status 78) or a running one from taking the new configuration.");
}

void conclude(Page& page) {
    page.section("Files");
    page.begin_list();
    page.item("/etc/mailwatchd/mailwatchd.toml");
    page.paragraph("The configuration; `--config` of mailwatchd names another.");
    page.item("/usr/share/mailwatchd/dnsbl.toml");
    page.item("/usr/share/mailwatchd/sources.toml");
    page.paragraph("The block lists and sources that come with the program.");
    page.end_list();
    page.section("Examples");
    page.paragraph("A whole configuration for two domains of one's own and a private network:");
    page.literal(
        "targets = [\"example.org\", \"example.net\"]\n"
        "\n"
        "[probe]\n"
        "helo_name = \"watch.example.org\"\n"
        "allow_addresses = [\"192.168.25.0/24\"]\n"
        "\n"
        "[[target]]\n"
        "name = \"example.net\"\n"
        "interval = \"1d\"\n"
        "checks.pop3.enabled = false");
    page.paragraph("Check it before it is used, then have the daemon take it:");
    page.literal("mailwatchd --check-config && mailwatchctl reload");
    page.section("See also");
    page.reference("mailwatchctl", 1);
    page.reference("mailwatchd-checks", 7);
    page.reference("mailwatchd-metrics", 7);
    page.reference("mailwatchd", 8, true);
}

}  // namespace

std::string toml_page(const Release& release, std::string_view shipped_file) {
    Page page{{"mailwatchd.toml", 5, "configuration of mailwatchd", "etc/mailwatchd.toml"},
              release};
    describe(page);
    Layout layout{page};
    while (!shipped_file.empty()) {
        const auto end = std::min(shipped_file.find('\n'), shipped_file.size());
        layout.add(shipped_file.substr(0, end));
        shipped_file.remove_prefix(std::min(end + 1, shipped_file.size()));
    }
    layout.finish();
    layout.end_keys();
    conclude(page);
    return page.text();
}

}  // namespace mailwatchd::manual
