// A TOML file as a tree in which every value knows its place. Only document.cc includes the TOML
// library, which must be built with -DNDEBUG (failure F1).
#pragma once

#include "config/section.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mailwatchd::config {

/// Largest file that is read (failure F1).
inline constexpr std::size_t file_bytes_max = std::size_t{4} * 1024 * 1024;

struct Node {
    enum class Kind : std::uint8_t { table, array, text, integer, number, flag, time };

    Kind kind = Kind::table;
    int line = 0;
    int column = 0;
    const std::string* file = nullptr;  ///< The Document's.
    std::variant<std::monostate, std::string, std::int64_t, double, bool> value;

    struct Member;
    std::vector<Member> members;  ///< Of a table, in file order.
    std::vector<Node> items;      ///< Of an array.

    Place place() const { return {*file, line, column}; }
    /// A member of a table; null if there is none or this is not a table.
    const Node* find(std::string_view key) const;
    /// The value for a message: `"12d23"`, `5`, `a table`. Escaped and shortened.
    std::string words() const;
};

struct Node::Member {
    std::string key;
    int line = 0;  ///< Of the key.
    int column = 0;
    Node node;
};

/// A parsed file. Must outlive its Sections; neither copied nor moved.
struct Document {
    explicit Document(std::string file_name) : file{std::move(file_name)} { root.file = &file; }
    ~Document() = default;
    Document(const Document&) = delete;
    Document(Document&&) = delete;
    Document& operator=(const Document&) = delete;
    Document& operator=(Document&&) = delete;

    std::string file;
    Node root;
};

/// Null, and a problem, if the text is not valid TOML or exceeds a limit. `file` is used in places
/// only.
std::unique_ptr<const Document> parse_document(std::string_view text, std::string file,
                                               Problems& problems);

}  // namespace mailwatchd::config
