#include "engine/rules.h"

#include "base/digest.h"
#include "engine/version.h"
#include "watch/own_readings.h"

namespace mailwatchd::engine {

namespace {

/// Digits of the digest: enough that two releases do not collide.
constexpr std::size_t digest_digits = 12;

void add(std::string& text, const CheckPlan& check) {
    text.append(check.check->name).append(" ").append(std::to_string(check.weight));
    for (const auto* finding : check.check->findings) text.append(" ").append(finding->tag);
    text += '\n';
}

void add(std::string& text, const model::Dnsbl& dnsbl) {
    text.append(dnsbl.name).append(" ").append(name(dnsbl.dnsbl_class));
    text.append(dnsbl.retired ? " retired" : "").append(dnsbl.enabled ? "" : " off");
    for (const auto& holder : dnsbl.part_of) text.append(" in ").append(holder);
    for (const auto& code : dnsbl.codes) {
        text.append(" ").append(code.answer.text());
        for (const auto octet : code.mask) text.append("/").append(std::to_string(octet));
        if (code.dnsbl_class) text.append("=").append(name(*code.dnsbl_class));
        if (code.percent) text.append("=").append(std::to_string(*code.percent));
        text.append(code.refusal ? "!" : "");
    }
    text += '\n';
}

template <class Rows>
std::string digest_of(const Rows& rows) {
    std::string text;
    for (const auto& row : rows) add(text, row);
    return base::sha256_hex(text).substr(0, digest_digits);
}

}  // namespace

std::string rules_of(const Plan& plan) {
    return std::string{version}
        .append(" checks=")
        .append(digest_of(*plan.checks))
        .append(" dnsbls=")
        .append(digest_of(*plan.dnsbls))
        .append(" sources=")
        .append(digest_of(*plan.sources));
}

model::Reading rules_reading(const Plan& plan, base::Moment now, std::uint32_t look) {
    model::Reading reading;
    reading.subject = model::Subject::prober();
    reading.kind = &reading::rules;
    reading.value = rules_of(plan);
    reading.taken_at = now.wall;
    reading.ticks = now.ticks;
    reading.look = look;
    return reading;
}

}  // namespace mailwatchd::engine
