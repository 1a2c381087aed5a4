// The journal's MESSAGE_ID of each kind of transition: fixed for ever, because people filter and
// alert by them and systemd/mailwatchd.catalog explains them. A new kind gets a new one from
// `journalctl --new-id128`; none is ever changed or used again.
#pragma once

#include "model/transition.h"

#include <array>
#include <string_view>

namespace mailwatchd::publish {

struct MessageId {
    model::TransitionKind kind;
    std::string_view id;  ///< 32 lower-case hex digits.
};

inline constexpr std::array message_ids{
    MessageId{model::TransitionKind::port_opened, "8475dc17477a40319dbf6bd419dda4e8"},
    MessageId{model::TransitionKind::port_closed, "aa7bd2027be7436cab27e8413fb4af3b"},
    MessageId{model::TransitionKind::dnsbl_listed, "c2dda70de8dc4f2f800863b11d59e12d"},
    MessageId{model::TransitionKind::dnsbl_delisted, "4249eba806bd4b93b73d2b2b3344fcf1"},
    MessageId{model::TransitionKind::relay_accepted, "6d92aa2ed8c5477388ca871249cb2720"},
    MessageId{model::TransitionKind::relay_refused, "9ad6079a5a2741189fc521c0b7ff1fd4"},
    MessageId{model::TransitionKind::cleartext_login_offered, "2a37c832f5fe4d25b53833f132872cde"},
    MessageId{model::TransitionKind::cleartext_login_withdrawn, "35ebedd912b54198bb314e50132efa10"},
    MessageId{model::TransitionKind::starttls_lost, "bea509f63ebe4bd4b1b32d7ea0ec1027"},
    MessageId{model::TransitionKind::starttls_gained, "5f2650f9b5c54a4b8b72062f00d669cf"},
    MessageId{model::TransitionKind::mx_changed, "9184245b9cb14218b70668fbb19fc747"},
    MessageId{model::TransitionKind::spf_changed, "dc8906c8a85c438ab0054640cfec0e79"},
    MessageId{model::TransitionKind::ptr_changed, "4b36e41ba35348a4b3b33b79904bdaf2"},
    MessageId{model::TransitionKind::certificate_renewed, "12b9a312d0c7490a956d39d5662de010"},
    MessageId{model::TransitionKind::certificate_worse, "5520f5910b714dcca1a600903e656159"},
    MessageId{model::TransitionKind::software_changed, "d832da1ea47b42e9b5e28c6d69f79fa7"},
    MessageId{model::TransitionKind::verdict_failed, "4a5a79d833df48768e1e31c61bf8a77f"},
    MessageId{model::TransitionKind::verdict_passed, "58419e85f6c845afa5bc5a46010fba99"},
    MessageId{model::TransitionKind::zone_retired, "387d693a475a4ddcbfeb2350db84de24"},
    MessageId{model::TransitionKind::zone_returned, "c4714816a3dd4137aa7563acbb4a9362"},
    MessageId{model::TransitionKind::vantage_ill, "1b168a7f8b1149eea6db72ad90f73f95"},
    MessageId{model::TransitionKind::vantage_well, "cacee083b2b74a0b88a76129bcdef2a2"},
    MessageId{model::TransitionKind::flapping, "34eeb922743f401aa2220a0a54fd21f7"},
    MessageId{model::TransitionKind::target_gone, "cbc078121e1f4365abadd0fcd8608f0f"},
    MessageId{model::TransitionKind::rules_changed, "f81eab4deff644db928a3985fb2575b5"},
};
static_assert(message_ids.size() ==
              static_cast<std::size_t>(model::TransitionKind::rules_changed) + 1);

constexpr std::string_view message_id(model::TransitionKind kind) {
    return message_ids[static_cast<std::size_t>(kind)].id;
}

}  // namespace mailwatchd::publish
