#include "observe/prober/own_address.h"

#include "watch/common_cause.h"

namespace mailwatchd::observe {

namespace {

bool is_same_client(const model::Address& a, const model::Address& b) {
    return a == b || (!a.is_v4() && watch::share_a_network(a, b));
}

std::string changed(const OwnAddress& own) {
    if (!own.current || own.is_usual()) return {};
    return "our own address is now " + own.current->text() + ", not " + own.usual->text() +
           "; what servers say to it is not compared with what they said before";
}

}  // namespace

bool OwnAddress::is_usual() const { return current && usual && is_same_client(*current, *usual); }

OwnAddress after_look(OwnAddress was, std::optional<model::Address> found, base::Ticks now) {
    if (!found) {
        was.current.reset();
        return was;
    }
    if (!was.usual) was.usual = found;
    const bool is_known = was.current && is_same_client(*was.current, *found);
    if (!is_known) was.since = now;
    was.current = found;
    if (now - was.since >= new_address_settles) was.usual = found;
    return was;
}

std::string trouble_of(const OwnAddress& v4, const OwnAddress& v6) {
    const bool had_one = v4.usual || v6.usual;
    if (had_one && !v4.current && !v6.current) return "no route to other networks";
    auto text = changed(v4);
    return text.empty() ? changed(v6) : text;
}

}  // namespace mailwatchd::observe
