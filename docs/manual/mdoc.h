// Writes a manual page in mdoc(7). All input is plain UTF-8. Only this class escapes characters
// that roff or a macro would interpret. Text in `backquotes` becomes bold.
#pragma once

#include <string>
#include <string_view>

namespace mailwatchd::manual {

/// The release that a page shows. Nothing depends on the build, so pages are reproducible.
struct Release {
    std::string version;  ///< "0.1.0"
    std::string date;     ///< "November 22, 2026"
};

struct Title {
    std::string_view name;  ///< "mailwatchd.toml"
    int section;
    std::string_view about;   ///< One line, no full stop.
    std::string_view source;  ///< The source that it is made from.
};

class Page {
public:
    Page(const Title& title, const Release& release);

    void section(std::string_view title);     ///< Shown in capitals.
    void subsection(std::string_view title);  ///< Shown unchanged.
    void paragraph(std::string_view text);
    void literal(std::string_view lines);  ///< Printed literally; indented if there is room.

    /// Items of a list: a tag, and paragraphs below it. Lists do not nest.
    void begin_list();
    void item(std::string_view tag, std::string_view note = {});  ///< "TAG (note)"
    void end_list();

    /// "mailwatchd(8), journalctl(1)".
    void reference(std::string_view page, int section, bool is_last = false);

    const std::string& text() const { return text_; }

private:
    void line(std::string_view macro, std::string_view rest = {});

    std::string text_;
    bool has_text_ = false;  ///< Since the last heading or tag: the next paragraph needs a gap.
};

}  // namespace mailwatchd::manual
