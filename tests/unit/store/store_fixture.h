// A store with the standings that are folded into it, opened as at a start.
#pragma once

#include "kinds.h"
#include "samples.h"
#include "store/store.h"
#include "support/readings.h"
#include "watch/standing_table.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace mailwatchd::store {

using samples::moment;
using samples::noon;
using namespace std::chrono_literals;

inline const model::FindingKind known{"KNOWN", model::Severity::high, "t", "r", "w", "s", "c"};
inline const KindOf kind_of = [](std::string_view tag) {
    return tag == known.tag ? &known : nullptr;
};

inline const model::Subject endpoint = model::Subject::endpoint(samples::session().endpoint);

inline model::Reading reading(const model::ReadingKind& kind, std::string value, base::Instant at) {
    const auto subject = &kind == &reading::mx ? model::Subject::name("example.org") : endpoint;
    auto made = samples::reading(subject, kind, std::move(value), at);
    made.evidence = std::string{"\0\xff", 2};
    return made;
}

class StoreTest : public testing::Test {
protected:
    void reopen() {
        store_.reset();
        auto opened = Store::open(folder_.file(), test::reading_kinds());
        ASSERT_TRUE(opened) << opened.error().detail;
        store_ = std::move(*opened);
        EXPECT_EQ(store_->recovered_from(), "");
        auto loaded = store_->load(kind_of, kinds_at_start);
        ASSERT_TRUE(loaded) << loaded.error().detail;
        loaded_ = std::move(*loaded);
        standing_table_.emplace(loaded_.install_id, watch::Waits{}, test::reading_kinds());
        standing_table_->restore(loaded_.memory, moment(noon + 1000h));
    }
    void SetUp() override { reopen(); }

    watch::Batch fold(const model::Reading& what) {
        auto batch = standing_table_->ingest(std::span{&what, 1}, {}, moment(what.taken_at));
        const auto done = store_->commit(batch);
        EXPECT_TRUE(done) << done.error().detail;
        standing_table_->apply(batch);
        return batch;
    }
    /// Port 587 opens, reported once, at noon + 61 min.
    model::Transition change() {
        fold(reading(reading::port, "closed", noon));
        fold(reading(reading::port, "open", noon + 60min));
        auto batch = fold(reading(reading::port, "open", noon + 61min));
        EXPECT_EQ(batch.transitions.size(), 1U);
        return batch.transitions.at(0);
    }

    samples::Folder folder_;
    std::unique_ptr<Store> store_;
    Loaded loaded_;
    std::optional<watch::StandingTable> standing_table_;
};

}  // namespace mailwatchd::store
