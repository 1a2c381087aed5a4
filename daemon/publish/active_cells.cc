#include "publish/active_cells.h"

#include "base/escape.h"
#include "model/active_series.h"
#include "model/relay_control.h"
#include "publish/reason_words.h"

#include <algorithm>

namespace mailwatchd::publish {

namespace {

using model::Answer;

const model::ActiveSeries* series_of(const CellPlace& place, model::SeriesKind kind,
                                     std::uint16_t port) {
    if (!place.audit.world || place.address == nullptr) return nullptr;
    for (const auto& series : place.audit.world->of<model::ActiveSeries>())
        if (series->kind == kind && series->endpoint.service.port == port &&
            series->endpoint.address == *place.address)
            return series.get();
    return nullptr;
}

/// "not tested: active tests are not allowed on this host".
TableCell untried(model::Reason why) {
    std::string text = "not tested";
    if (why != model::Reason::none) text.append(": ").append(words(why));
    return {text, Tone::faint};
}

std::string quoted(const model::SeriesCase& one) { return ": " + base::escape(one.reply().line()); }

/// The check's reason for no_info, if nothing is known of the row's address.
TableCell untold(const CellPlace& place) {
    if (place.check == nullptr || place.check->report.verdict != model::Verdict::no_info)
        return unasked_cell();
    return untried(place.check->report.reason);
}

std::string mechanisms_on_offer(const CellPlace& place, std::uint16_t port) {
    const auto* const session = place.session(port);
    if (session == nullptr) return "offer not stored";
    const bool offered =
        !session->before_tls.mechanisms.empty() || !session->after_tls.mechanisms.empty();
    return offered ? "login offered" : "no login offered";
}

}  // namespace

TableCell login_demanded_cell(const CellPlace& place, std::uint16_t port) {
    if (auto cell = absent_cell(place, port)) return *cell;
    const auto* const series = series_of(place, model::SeriesKind::submission_auth, port);
    const auto* const tried = series == nullptr ? nullptr : series->find(model::submission_case);
    const auto offer = mechanisms_on_offer(place, port);
    if (tried != nullptr && tried->answer == Answer::needs_auth) return {"required", Tone::good};
    if (tried != nullptr && tried->answer == Answer::refused)
        return {"mail without a login refused", Tone::good};
    if (tried != nullptr && model::accepts_everything(*series))
        return {"accepts every recipient, even an impossible one", Tone::warning};
    if (tried != nullptr && tried->answer == Answer::accepted)
        return {"not required: accepts mail without a login", Tone::bad};
    return {offer + "; requirement not proven", Tone::plain};
}

TableCell spoof_cell(const CellPlace& place, std::uint16_t port) {
    const auto* const series = series_of(place, model::SeriesKind::spf_enforcement, port);
    if (series == nullptr) return untold(place);
    if (series->closed != model::Reason::none) return untried(series->closed);
    const auto* const control = series->find(model::control_case);
    const auto* const spoof = series->find(model::spoof_case);
    if (control != nullptr && control->answer != Answer::accepted)
        return {"control not accepted" + quoted(*control), Tone::warning};
    if (spoof == nullptr || spoof->answer == Answer::none) return unknown_cell(series->shortfall());
    if (model::is_refusal(spoof->answer)) return {"refused" + quoted(*spoof), Tone::good};
    if (spoof->answer == Answer::accepted) return {"accepted" + quoted(*spoof), Tone::warning};
    return {std::string{name(spoof->answer)} + quoted(*spoof), Tone::warning};
}

TableCell relay_cell(const CellPlace& place, std::uint16_t port) {
    const auto* const series = series_of(place, model::SeriesKind::relay, port);
    if (series == nullptr) return untold(place);
    if (series->closed != model::Reason::none) return untried(series->closed);
    std::ptrdiff_t accepted = 0;
    std::ptrdiff_t refused = 0;
    if (model::accepts_everything(*series))
        return {"accepts every recipient, even an impossible one", Tone::warning};
    for (const auto& one : series->cases) {
        if (model::is_control(one.name) || !model::is_concluded(*series, one)) continue;
        accepted += one.answer == Answer::accepted ? 1 : 0;
        refused += model::is_refusal(one.answer) ? 1 : 0;
    }
    const auto open = static_cast<std::ptrdiff_t>(model::relay_cases.size()) - accepted - refused;
    return {std::to_string(refused) + " refused, " + std::to_string(accepted) + " accepted, " +
                std::to_string(open) + " inconclusive",
            accepted > 0  ? Tone::bad
            : refused > 0 ? Tone::good
                          : Tone::warning};
}

}  // namespace mailwatchd::publish
