#include "manual/samples.h"

namespace mailwatchd::manual {

model::Subject sample_subject(model::Subject::Kind kind) {
    using Kind = model::Subject::Kind;
    const auto address = model::Address::v4({192, 0, 2, 25});
    switch (kind) {
        case Kind::name: break;
        case Kind::address: return model::Subject::address("mx1.example.org", address);
        case Kind::endpoint:
            return model::Subject::endpoint({"mx1.example.org", address, model::smtp});
        case Kind::dnsbl: return model::Subject::dnsbl("bl.example");
        case Kind::prober: return model::Subject::prober();
    }
    return model::Subject::name("example.org");
}

std::vector<std::string_view> sample_values(const model::ReadingKind& kind) {
    auto values = model::closed_set(kind);
    if (values.empty())
        values = {"none", "trusted;R3;mx1.example.org;EC 256;00",
                  "trusted;R3;mx1.example.org;EC 256;01", "expired;R3;mx1.example.org;EC 256;01"};
    return values;
}

}  // namespace mailwatchd::manual
