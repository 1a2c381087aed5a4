// Makes mailwatchd.toml(5) from etc/mailwatchd.toml. The comments of the file have this layout:
//
//     # --- Title ---        a section
//     # Text.                a paragraph; directly above keys or a [table], it describes these
//     #   term   text        an item of a list; further lines are indented like its text
//     #   command            printed literally; it has no two spaces in a row
//     #key = default         a key, with or without "#"; #[table] begins a table, #[[table]] an
//                            example
#include "manual/pages.h"

#include <algorithm>
#include <vector>

namespace mailwatchd::manual {

namespace {

constexpr std::string_view title_mark = "# --- ", indent = "#   ";

/// The line without its "#" if it is "key = value" or "[table]"; else empty.
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

/// Reads the file line by line. The meaning of a block of lines is known at its end.
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

    /// A comment without keys or a table below it is plain text.
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

    /// "#[[dnsbl]]" begins an example; any other table is a heading.
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

    /// The comment of several keys is printed below the last of them.
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

    /// Breaks a long list of inline tables between the tables, the only place where TOML allows it.
    static std::string wrapped(std::string line) {
        constexpr std::size_t columns_max = 65;  // 80 less two indentations.
        constexpr std::string_view between = "}, {";
        if (line.size() <= columns_max) return line;
        for (auto at = line.find(between); at != std::string::npos; at = line.find(between, at + 1))
            line.replace(at + 2, 1, "\n ");
        return line;
    }

    Page& page_;
    std::vector<std::string_view> comment_;
    std::vector<std::string> code_;
    bool in_keys_ = false;  ///< Inside the list of a table's keys.
    bool is_example_ = false;
};

void describe(Page& page) {
    page.section("Description");
    page.paragraph(
        "This page is made from the file as it is installed, /etc/mailwatchd/mailwatchd.toml. "
        "Keys are shown with their defaults unless stated otherwise. All errors of the file are "
        "reported together, each as `file:line:column: key: what was expected`. With an error the "
        "daemon does not start (exit status 78); a running daemon keeps its configuration.");
}

void conclude(Page& page) {
    page.section("Files");
    page.begin_list();
    page.item("/etc/mailwatchd/mailwatchd.toml");
    page.paragraph("The configuration. The option `--config` of mailwatchd selects another file.");
    page.item("/usr/share/mailwatchd/dnsbl.toml");
    page.item("/usr/share/mailwatchd/sources.toml");
    page.paragraph("The block lists and reputation sources of the package.");
    page.end_list();
    page.section("Examples");
    page.paragraph("A complete configuration with two domains and a private network:");
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
    page.paragraph("Check the configuration, then reload it:");
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
