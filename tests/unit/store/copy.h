// A backup, made to its end.
#pragma once

#include "store/store.h"

#include <string>

namespace mailwatchd::store {

inline base::Outcome back_up(Store& store, const std::string& path) {
    if (const auto begun = store.begin_backup(path); !begun) return begun;
    for (;;) {
        const auto step = store.step_backup(1);
        if (!step) return step.error();
        if (*step == Store::BackupStep::done) return {};
    }
}

}  // namespace mailwatchd::store
