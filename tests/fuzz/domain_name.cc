// Arbitrary bytes as a domain name, as operators write it and as it comes from the DNS: what is
// parsed is a name within its limits, which both parsers take as it is (failures C1, D6).
#include "base/domain_name.h"

#include "base/ascii.h"
#include "fuzz/require.h"
#include "model/topology.h"
#include "proto/dns/wire_name.h"

#include <cstddef>
#include <cstdint>

using namespace mailwatchd;
using base::DomainName;
using test::is;
using test::require;

namespace {

void require_form(std::string_view text) {
    require(!text.empty() && text.size() <= DomainName::name_bytes_max);
    std::size_t label = 0;
    for (const char c : text) {
        const bool is_of_label =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        require(c == '.' ? label > 0 : is_of_label);
        label = c == '.' ? 0 : label + 1;
        require(label <= DomainName::label_bytes_max);
    }
    require(label > 0);
}

void require_name(const DomainName& name) {
    require_form(name.text());
    require(is(DomainName::from_wire(name.text()), name));
    require(dns::canonical_name(name.text()) == name.text());
    const auto organisation = base::organisational_domain(name);
    require(name.is_within(organisation) && name.is_within(name));
    require(base::organisational_domain(organisation) == organisation);
    const auto parent = name.parent();
    require(parent.has_value() == (name.text().find('.') != std::string::npos));
    require(!parent || (name.is_within(*parent) && !parent->is_within(name)));
    const auto below = name.below("a");
    require(below.has_value() == (name.text().size() + 2 <= DomainName::name_bytes_max));
    require(!below || below->parent() == name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto name = DomainName::parse(text)) {
        require_name(*name);
        require(is(DomainName::parse(name->text()), *name));
        require(is(DomainName::parse(name->text() + '.'), *name));
    }
    if (const auto name = DomainName::from_wire(text)) {
        require_name(*name);
        require(name->text() == base::lower(text.substr(0, name->text().size())));
    }
    if (const auto target = model::TargetName::parse(text)) {
        require(is(model::TargetName::parse(target->name), *target));
        const bool is_address = target->kind >= model::TargetKind::ipv4;
        require(is_address == model::Address::parse(target->name).has_value());
    }
    return 0;
}
