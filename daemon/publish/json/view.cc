#include "publish/view.h"

#include <boost/json.hpp>

namespace mailwatchd::publish {

namespace json = boost::json;

namespace {

json::value to_value(const Cell& cell) {
    struct Values {
        json::value operator()(std::monostate) const { return nullptr; }
        json::value operator()(bool is) const { return is; }
        json::value operator()(std::int64_t number) const { return number; }
        json::value operator()(const std::string& text) const { return json::string{text}; }
    };
    return std::visit(Values{}, cell.value);
}

json::string_view text_of(std::string_view text) { return {text.data(), text.size()}; }

json::array rows_of(const Table& table) {
    json::array rows;
    for (const auto& row : table.rows) {
        auto& object = rows.emplace_back(json::object{}).get_object();
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            object[text_of(table.columns[i].key)] = to_value(row[i]);
    }
    return rows;
}

}  // namespace

std::string to_json(const View& view) {
    json::object out;
    for (const auto& field : view.fields) out[text_of(field.key)] = to_value(field.cell);
    for (const auto& table : view.tables) out[text_of(table.key)] = rows_of(table);
    return json::serialize(out);
}

}  // namespace mailwatchd::publish
