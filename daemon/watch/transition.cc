#include "watch/transition.h"

#include "base/digest.h"

namespace mailwatchd::watch {

std::string transition_id(std::string_view install_id, const model::Reading& reading, Seconds born,
                          std::uint16_t generation) {
    std::string text{install_id};
    text.append("\n").append(reading.subject.text).append("\n").append(reading.kind->name);
    text.append("\n").append(reading.argument).append("\n").append(std::to_string(born));
    text.append("\n").append(std::to_string(generation));
    return base::sha256_hex(text).substr(0, 32);
}

}  // namespace mailwatchd::watch
