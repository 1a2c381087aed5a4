#include "base/escape.h"
#include "publish/finding_groups.h"
#include "publish/html/parts.h"
#include "publish/reason_words.h"
#include "publish/seen_ports.h"

#include <algorithm>
#include <array>

namespace mailwatchd::publish {

namespace {

using Places = std::vector<const model::Finding*>;
/// A context, and the findings that have it.
using Exposed = std::pair<std::string, Places>;
using Ports = SeenAddresses::mapped_type;

TableCell cell_of(const Ports& ports, std::uint16_t number) {
    const auto seen = ports.find(number);
    const auto said = word(seen == ports.end() ? SeenService{} : seen->second);
    if (said.text == "open!") return {"open, unencrypted passwords", Tone::bad};
    if (said.text == "?") {
        const auto why = seen->second.port->reason;
        return {"unknown" + (why == model::Reason::none ? "" : ": " + std::string{words(why)}),
                said.tone};
    }
    return {std::string{said.text == "other" ? "other service" : said.text},
            said.text == "open" ? Tone::strong : said.tone};
}

TableCell software_of(const Ports& ports) {
    std::vector<std::string_view> names;
    for (const auto& [number, seen] : ports)
        if (seen.software != nullptr && seen.software->is_known() &&
            std::ranges::find(names, seen.software->value) == names.end())
            names.push_back(seen.software->value);
    std::string text;
    for (const auto name : names) text.append(text.empty() ? "" : ", ").append(base::escape(name));
    return {text.empty() ? "-" : text, text.empty() ? Tone::faint : Tone::plain};
}

constexpr std::array port_titles{std::string_view{"25 SMTP"},   std::string_view{"465 SMTPS"},
                                 std::string_view{"587 subm."}, std::string_view{"110 POP3"},
                                 std::string_view{"995 POP3S"}, std::string_view{"143 IMAP"},
                                 std::string_view{"993 IMAPS"}};
static_assert(port_titles.size() == shown_services.size());

CheckTable overview(const Audit& audit) {
    CheckTable table;
    table.columns.assign(port_titles.begin(), port_titles.end());
    table.columns.emplace_back("Software");
    for (const auto& [host, addresses] : seen_hosts(audit.readings))
        for (const auto& [address, ports] : addresses) {
            auto role = audit.role(model::Subject::name(host));
            TableRow row{base::escape(host, name_bytes_max), address, std::move(role), {}};
            for (const auto& service : shown_services)
                row.cells.push_back(cell_of(ports, service.port));
            row.cells.push_back(software_of(ports));
            table.rows.push_back(std::move(row));
        }
    return table;
}

/// The same protocol as a service without implicit TLS, on the port with implicit TLS.
bool is_encrypted_sibling(const model::Service& sibling, const model::Service& service) {
    return sibling.protocol == service.protocol && sibling.tls == model::TlsMode::implicit &&
           service.tls != model::TlsMode::implicit;
}

/// "995 (POP3S) is open": the same protocol with implicit TLS at the same address, where known.
std::vector<std::string> encrypted_siblings(const Page& page, const model::Subject& subject) {
    std::vector<std::string> all;
    const auto address = subject.ip();
    const auto* const service = model::service_of(subject.port().value_or(0));
    if (!address || service == nullptr) return all;
    for (const auto& sibling : shown_services) {
        if (!is_encrypted_sibling(sibling, *service)) continue;
        const auto beside =
            model::Subject::endpoint({std::string{subject.host()}, *address, sibling});
        const auto* const port = page.readings.one(beside, "port");
        if (port == nullptr || !port->is_known()) continue;
        const std::string name{sibling.name};
        all.push_back(std::to_string(sibling.port) + " (" + name + ") is " +
                      (port->value == "open" ? "open" : "not open"));
    }
    return all;
}

/// The context of an open port: its sibling with implicit TLS, STARTTLS, unencrypted logins.
std::string context(const Page& page, const model::Subject& subject) {
    auto parts = encrypted_siblings(page, subject);
    if (const auto* const offer = page.readings.one(subject, "starttls"))
        parts.emplace_back(offer->value == "offered" ? "TLS is offered" : "TLS is not offered");
    if (const auto* const login = page.readings.one(subject, "cleartext_login"))
        parts.emplace_back(login->value == "yes" ? "unencrypted logins are accepted"
                                                 : "unencrypted logins are refused");
    std::string text;
    for (const auto& part : parts) text.append(text.empty() ? "" : "; ").append(part);
    return text;
}

std::vector<FindingGroup> exposures(const Audit& audit) {
    std::vector<const model::Report*> reports;
    for (const auto& check : audit.state->checks) reports.push_back(&check.report);
    auto groups = groups_of(reports);
    std::erase_if(groups, [](const FindingGroup& group) {
        return !group.kind->tag.ends_with(exposure_ending);
    });
    return groups;
}

/// In the order of the first finding of each.
std::vector<Exposed> by_context(const Page& page, const FindingGroup& group) {
    std::vector<Exposed> all;
    for (const auto* const finding : group.findings) {
        auto weighs = context(page, finding->subject);
        auto known = std::ranges::find(all, weighs, [](const auto& one) { return one.first; });
        if (known == all.end()) known = all.emplace(all.end(), std::move(weighs), Places{});
        known->second.push_back(finding);
    }
    return all;
}

void write_exposure(Html& out, const Page& page, const FindingGroup& group) {
    out << R"(<article class="finding"><header><h3>)";
    out.text(group.kind->title) << "</h3></header>\n<ul class=\"places\">\n";
    for (const auto& [weighs, findings] : by_context(page, group)) {
        out << "<li>";
        for (const auto* const finding : findings) {
            if (finding != findings.front()) out << ", ";
            out << R"(<span class="place">)";
            out.remote(finding->subject.shown()) << "</span>";
        }
        if (!weighs.empty()) {
            out << ": ";
            out.text(weighs);
        }
        out << "</li>\n";
    }
    out << "</ul>\n<dl><div><dt>Why it matters</dt><dd>";
    out.text(group.kind->risk) << "</dd></div>\n<div><dt>What to do</dt><dd>";
    out.text(group.kind->remedy) << "</dd></div></dl></article>\n";
}

}  // namespace

void write_ports(Html& out, const Page& page) {
    const auto table = overview(page.audit);
    if (table.rows.empty()) return;
    out << R"(<section class="ports" id="ports">
<h2>Open ports</h2>
<p>The mail ports of every checked address. <em>Other service</em>: the port accepts connections, but not for this
service. <em>Silent</em>: the port does not answer.</p>
)";
    write_table(out, table, "Ports of every address");
    const auto open = exposures(page.audit);
    for (const auto& group : open) write_exposure(out, page, group);
    out << "</section>\n";
}

}  // namespace mailwatchd::publish
