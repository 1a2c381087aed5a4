#include "config/document.h"

#include "base/escape.h"
#include "config/scan.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>

namespace mailwatchd::config {

namespace {

void place(Node& node, const toml::source_position& at, const std::string* file) {
    node.line = static_cast<int>(at.line);
    node.column = static_cast<int>(at.column);
    node.file = file;
}

Node convert(const toml::node& from, const std::string* file);

void convert_table(Node& into, const toml::table& table, const std::string* file) {
    into.kind = Node::Kind::table;
    into.members.reserve(table.size());
    for (const auto& [key, value] : table) {
        const auto at = key.source().begin;
        into.members.push_back({std::string{key.str()}, static_cast<int>(at.line),
                                static_cast<int>(at.column), convert(value, file)});
    }
    // toml++ sorts a table by name; problems are reported in file order.
    std::ranges::stable_sort(into.members, [](const auto& a, const auto& b) {
        return std::pair{a.line, a.column} < std::pair{b.line, b.column};
    });
}

template <class T>
void set(Node& into, Node::Kind kind, T value) {
    into.kind = kind;
    into.value = std::move(value);
}

/// Recursion is bounded: `scan` limits the nesting.
Node convert(const toml::node& from, const std::string* file) {
    Node into;
    place(into, from.source().begin, file);
    if (const auto* const table = from.as_table()) {
        convert_table(into, *table, file);
    } else if (const auto* const array = from.as_array()) {
        into.kind = Node::Kind::array;
        into.items.reserve(array->size());
        for (const auto& item : *array) into.items.push_back(convert(item, file));
    } else if (const auto* const text = from.as_string()) {
        set(into, Node::Kind::text, text->get());
    } else if (const auto* const integer = from.as_integer()) {
        set(into, Node::Kind::integer, integer->get());
    } else if (const auto* const number = from.as_floating_point()) {
        set(into, Node::Kind::number, number->get());
    } else if (const auto* const flag = from.as_boolean()) {
        set(into, Node::Kind::flag, flag->get());
    } else {
        into.kind = Node::Kind::time;
    }
    return into;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : &found->node;
}

std::string Node::words() const {
    constexpr std::size_t shown_max = 60;
    switch (kind) {
        case Kind::table: return "a table";
        case Kind::array: return "an array";
        case Kind::text: return '"' + base::escape(std::get<std::string>(value), shown_max) + '"';
        case Kind::integer: return std::to_string(std::get<std::int64_t>(value));
        case Kind::number: return std::to_string(std::get<double>(value));
        case Kind::flag: return std::get<bool>(value) ? "true" : "false";
        case Kind::time: return "a date or time";
    }
    return "something else";
}

std::unique_ptr<const Document> parse_document(std::string_view text, std::string file,
                                               Problems& problems) {
    auto document = std::make_unique<Document>(std::move(file));
    if (const auto fault = scan(text)) {
        Place at{document->file, fault->line, fault->column};
        problems.push_back({std::move(at), "", fault->what});
        return nullptr;
    }
    try {
        const toml::table table = toml::parse(text, std::string_view{document->file});
        place(document->root, {1, 1}, &document->file);
        convert_table(document->root, table, &document->file);
    } catch (const toml::parse_error& error) {
        Node end;
        place(end, error.source().begin, &document->file);
        // Some messages of the library contain raw input.
        problems.push_back({end.place(), "", base::escape(error.description())});
        return nullptr;
    }
    return document;
}

}  // namespace mailwatchd::config
