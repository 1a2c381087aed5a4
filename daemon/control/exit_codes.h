// Exit statuses. Scripts and the systemd unit rely on them.
#pragma once

namespace mailwatchd::control {

inline constexpr int exit_nothing_failed = 0;
inline constexpr int exit_something_failed = 1;
inline constexpr int exit_could_not_audit = 2;
inline constexpr int exit_not_done = 2;        ///< No daemon, no permission, unknown target.
inline constexpr int exit_usage = 2;           ///< Same as systemd's EXIT_INVALIDARGUMENT.
inline constexpr int exit_no_information = 3;  ///< With --strict.
inline constexpr int exit_temporary = 75;      ///< EX_TEMPFAIL: another daemon uses the state.
inline constexpr int exit_config = 78;         ///< EX_CONFIG.

}  // namespace mailwatchd::control
