// The addresses that no host on the Internet has: IANA's special-purpose registries (RFC 6890 and
// its successors) and multicast.
#pragma once

#include "model/address.h"

#include <string_view>
#include <vector>

namespace mailwatchd::model {

struct SpecialPurpose {
    Prefix prefix;
    std::string_view name;  ///< "private use"
};

/// Those of one family; some contain others. Of IPv6, those within and outside 2000::/3, which is
/// all that is global unicast (IANA IPv6 Address Space).
const std::vector<SpecialPurpose>& special_purpose(Address::Family family);

}  // namespace mailwatchd::model
