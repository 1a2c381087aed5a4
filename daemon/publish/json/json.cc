#include "publish/json/json.h"

#include "base/escape.h"
#include "publish/check_table.h"
#include "publish/message.h"
#include "publish/reading_index.h"
#include "watch/score.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace mailwatchd::publish {

namespace {

namespace json = boost::json;

json::string text(std::string_view ours) { return json::string{base::printable_lines(ours)}; }

json::string remote(std::string_view raw, std::size_t bytes_max = base::shown_bytes_max) {
    return text(base::escape(raw, bytes_max));
}

json::value or_null(std::string_view ours) {
    return ours.empty() ? json::value(nullptr) : json::value(text(ours));
}

/// The acknowledgement of this finding, otherwise that of its kind.
json::value acknowledged(const Audit& audit, const model::Finding& finding) {
    const auto* one = acknowledged_there(audit.acknowledged, finding);
    if (one == nullptr && finding.kind != nullptr)
        one = acknowledged_everywhere(audit.acknowledged, finding.kind->tag);
    if (one == nullptr) return nullptr;
    json::object out;
    out["by"] = remote(one->who);
    out["at"] = text(base::rfc3339(one->at));
    out["until"] = or_null(one->until ? base::rfc3339(*one->until) : "");
    out["why"] = remote(one->why);
    return out;
}

json::object to_object(const Audit& audit, const model::Finding& finding) {
    static constexpr model::FindingKind gone{
        "UNKNOWN", model::Severity::info, "Unknown finding", "", "", "", ""};
    const auto& kind = finding.kind != nullptr ? *finding.kind : gone;
    json::object out;
    out["tag"] = text(kind.tag);
    out["severity"] = text(name(kind.severity));
    out["subject"] = remote(finding.subject.shown(), field_bytes_max);
    out["evidence"] = remote(finding.evidence);
    out["detail"] = remote(finding.detail);
    out["title"] = text(kind.title);
    out["remedy"] = text(kind.remedy);
    out["standard"] = text(kind.standard);
    out["cwe"] = text(kind.cwe);
    out["risk"] = text(kind.risk);
    out["acknowledged"] = acknowledged(audit, finding);
    return out;
}

json::object to_object(const model::Measurement& measured) {
    json::object out;
    out["subject"] = remote(measured.subject.shown(), field_bytes_max);
    out["name"] = text(measured.name);
    out["value"] = measured.value;
    out["unit"] = text(measured.unit);
    return out;
}

json::object to_object(const TableRow& row) {
    json::object out;
    out["host"] = text(row.host);
    out["address"] = or_null(row.address);
    out["role"] = text(row.role);
    auto& cells = out["cells"].emplace_array();
    for (const auto& cell : row.cells) cells.push_back(text(cell.text));
    return out;
}

/// The check's table as the HTML report shows it.
json::object to_object(const CheckTable& table) {
    json::object out;
    auto& columns = out["columns"].emplace_array();
    for (const auto title : table.columns) columns.push_back(text(title));
    auto& rows = out["rows"].emplace_array();
    for (const auto& row : table.rows) rows.push_back(to_object(row));
    return out;
}

json::object to_object(const Audit& audit, const ReadingIndex& readings,
                       const model::CheckState& check) {
    json::object out;
    out["check"] = text(check.check);
    out["verdict"] = text(name(check.report.verdict));
    out["reason"] = or_null(name(check.report.reason));
    out["score"] = check.report.score ? json::value(*check.report.score) : json::value(nullptr);
    auto& findings = out["findings"].emplace_array();
    for (const auto& finding : check.report.findings) findings.push_back(to_object(audit, finding));
    auto& measurements = out["measurements"].emplace_array();
    for (const auto& measured : check.report.measurements)
        measurements.push_back(to_object(measured));
    const auto label = audit.label(check.check);
    out["title"] = text(label.title);
    out["weight"] = label.weight;
    out["last_run"] = text(base::rfc3339(check.last_run));
    out["last_reason"] = or_null(name(check.last_reason));
    out["table"] = to_object(table_of(audit, readings, check.check));
    return out;
}

json::object to_object(const Audit& audit, const model::Reading& reading) {
    json::object out;
    out["subject"] = remote(reading.subject.shown(), field_bytes_max);
    out["role"] = text(audit.role(reading.subject));
    out["name"] = remote(reading.full_name(), field_bytes_max);
    out["value"] = reading.is_known() ? json::value(remote(reading.value, field_bytes_max))
                                      : json::value(nullptr);
    out["taken_at"] = text(base::rfc3339(reading.taken_at));
    out["reason"] = or_null(name(reading.reason));
    out["evidence"] = remote(reading.evidence, field_bytes_max);
    return out;
}

json::object to_object(const Audit::DnsblRow& row) {
    json::object out;
    out["dnsbl"] = remote(row.dnsbl);
    out["class"] = or_null(row.dnsbl_class ? name(*row.dnsbl_class) : "");
    out["state"] = text(name(row.state));
    out["evidence"] = remote(row.evidence);
    return out;
}

/// The parts of a transition's subject; null if it has no such part.
void add_place(json::object& out, const model::Transition& transition) {
    const auto address = transition.subject.ip();
    const auto port = transition.subject.port();
    out["subject"] = remote(transition.subject.shown(), field_bytes_max);
    out["address"] = or_null(address ? address->text() : "");
    out["port"] = port ? json::value(*port) : json::value(nullptr);
}

/// The first `named`.
json::array strings(const std::vector<std::string>& all, std::size_t named) {
    json::array out;
    for (const auto& one : first_of(all, named)) out.push_back(remote(one, field_bytes_max));
    return out;
}

}  // namespace

std::string to_json(const Audit& audit) {
    const auto& state = *audit.state;
    json::object out;
    out["target"] = text(state.target.name);
    out["kind"] = text(name(state.target.kind));
    out["at"] = text(base::rfc3339(state.last_round));
    out["score"] = state.score ? json::value(*state.score) : json::value(nullptr);
    out["band"] = or_null(state.score ? watch::band(*state.score) : "");
    out["no_info"] = audit.no_info();
    const ReadingIndex index{audit.readings};
    auto& checks = out["checks"].emplace_array();
    for (const auto& check : state.checks) checks.push_back(to_object(audit, index, check));
    auto& readings = out["readings"].emplace_array();
    for (const auto& reading : audit.readings) readings.push_back(to_object(audit, reading));
    auto& dnsbls = out["dnsbls"].emplace_array();
    for (const auto& row : audit.dnsbl_rows()) dnsbls.push_back(to_object(row));
    return json::serialize(out);
}

std::string to_json(const model::Transition& transition) {
    json::object out;
    out["at"] = text(base::rfc3339(transition.at));
    out["id"] = text(transition.id);
    out["kind"] = text(transition.kind->name);
    out["priority"] = transition.priority;
    out["message"] = text(message(transition));
    out["targets"] = strings(transition.targets, model::named_targets_max);
    out["targets_total"] = transition.targets_total;
    add_place(out, transition);
    out["reading"] = remote(reading_of(transition), field_bytes_max);
    out["old"] = remote(transition.old_value, field_bytes_max);
    out["new"] = remote(transition.new_value, field_bytes_max);
    out["evidence"] = remote(transition.evidence);
    out["also"] = strings(transition.also, model::named_changes_max);
    out["also_total"] = transition.also_total;
    out["consequences"] = strings(transition.consequences, model::named_consequences_max);
    out["consequences_total"] = consequences_total(transition);
    return json::serialize(out);
}

}  // namespace mailwatchd::publish
