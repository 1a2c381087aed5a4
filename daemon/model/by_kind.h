// Lists of values of any type, separated by type. Needs and World use them to hold kinds of
// observation without knowing them.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace mailwatchd::model {

class ByKind {
public:
    ByKind() = default;
    ByKind(const ByKind& other) { *this = other; }
    ByKind& operator=(const ByKind& other) {
        if (this == &other) return *this;
        lists_.clear();
        for (const auto& [mark, list] : other.lists_) lists_.emplace(mark, list->copy());
        return *this;
    }
    ByKind(ByKind&&) noexcept = default;
    ByKind& operator=(ByKind&&) noexcept = default;
    ~ByKind() = default;

    /// The list of `Kind`; empty if nothing was added.
    template <class Kind, class Item>
    std::vector<Item>& of() {
        auto& list = lists_[mark<Kind>()];
        if (!list) list = std::make_unique<List<Item>>();
        return static_cast<List<Item>&>(*list).items;
    }
    template <class Kind, class Item>
    const std::vector<Item>& of() const {
        static const std::vector<Item> nothing;
        const auto found = lists_.find(mark<Kind>());
        return found == lists_.end() ? nothing
                                     : static_cast<const List<Item>&>(*found->second).items;
    }

    /// Appends the elements of `other` that are missing here, in its order.
    void merge(const ByKind& other) {
        for (const auto& [mark, list] : other.lists_) {
            auto& ours = lists_[mark];
            if (!ours)
                ours = list->copy();
            else if (ours != list)
                ours->merge(*list);
        }
    }

private:
    struct AnyList {
        AnyList() = default;
        AnyList(const AnyList&) = default;
        AnyList& operator=(const AnyList&) = delete;
        virtual ~AnyList() = default;
        virtual std::unique_ptr<AnyList> copy() const = 0;
        virtual void merge(const AnyList& other) = 0;
    };
    template <class Item>
    struct List final : AnyList {
        std::vector<Item> items;
        std::unique_ptr<AnyList> copy() const override { return std::make_unique<List>(*this); }
        void merge(const AnyList& other) override {
            if constexpr (std::equality_comparable<Item>)
                for (const auto& item : static_cast<const List&>(other).items)
                    if (std::ranges::find(items, item) == items.end()) items.push_back(item);
        }
    };

    /// An address that is unique to the kind.
    template <class Kind>
    static const void* mark() {
        static const char here = 0;
        return &here;
    }

    std::map<const void*, std::unique_ptr<AnyList>> lists_;
};

}  // namespace mailwatchd::model
