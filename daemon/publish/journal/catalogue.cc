#include "publish/journal/catalogue.h"

namespace mailwatchd::publish {

namespace {

constexpr std::string_view head =
    "# Explanations for `journalctl -x` of the changes that mailwatchd reports. Installed as\n"
    "# /usr/lib/systemd/catalog/mailwatchd.catalog. Generated from the rows of the readings.\n";

constexpr std::string_view reference =
    "Defined-By: mailwatchd\n"
    "Support: man:mailwatchd(8)\n"
    "Documentation: man:mailwatchd(8)\n";

void append(std::string& out, const model::ChangeKind& kind) {
    out.append("\n-- ").append(kind.message_id);
    out.append("\nSubject: ").append(kind.catalogue.subject).append("\n").append(reference);
    out.append("\n").append(kind.catalogue.text);
}

}  // namespace

std::string journal_catalogue(std::span<const model::ChangeKind* const> changes) {
    std::string out{head};
    for (const auto* const kind : changes) append(out, *kind);
    return out;
}

}  // namespace mailwatchd::publish
