// The numbers of stored enumerators, as they were first stored; those of rows are in unit/observe.
// A changed number changes the meaning of existing states: append, and never make a row pass by
// editing another.
#include "kinds.h"
#include "watch/values.h"

#include <gtest/gtest.h>

namespace mailwatchd::store {
namespace {

/// All enumerators: the first has the number `first`, each other the next one.
template <class E>
void expect_pinned(const std::vector<E>& all, int first = 0) {
    int number = first;
    for (const auto each : all) EXPECT_EQ(static_cast<int>(each), number++);
    EXPECT_EQ(last(E{}), all.back()) << "a new one is appended here";
}

TEST(PinnedNumbers, of_columns) {
    using R = model::Reason;
    expect_pinned<R>(
        {R::none,           R::no_service,      R::no_mail,          R::not_applicable,
         R::not_authorised, R::not_configured,  R::tagging_possible, R::disabled,
         R::timeout,        R::slow_greeting,   R::refused_us,       R::deferred,
         R::dns_failure,    R::resolver_unfit,  R::prober_unhealthy, R::prober_trusted,
         R::not_trusted,    R::too_few_sources, R::no_route,         R::address_refused,
         R::no_credential,  R::prober_identity, R::malformed,        R::interrupted,
         R::no_such_domain, R::no_mail_host});
    using S = model::Subject::Kind;
    expect_pinned<S>({S::name, S::address, S::endpoint, S::dnsbl, S::prober});
    using K = model::TargetKind;
    expect_pinned<K>({K::domain, K::subdomain, K::ipv4, K::ipv6});
    EXPECT_EQ(static_cast<int>(model::Role::mx), 1);
    EXPECT_EQ(static_cast<int>(model::Role::mailbox), 2);
    EXPECT_EQ(static_cast<int>(model::Role::submission), 4);
    EXPECT_EQ(static_cast<int>(model::Role::sender), 8);
    EXPECT_EQ(static_cast<int>(model::Role::self), 16);
}

TEST(PinnedNumbers, of_values) {
    const std::vector<std::string_view> known{
        "",         "open",      "accepting", "closed", "filtered",    "offered",  "absent",
        "yes",      "no",        "listed",    "clear",  "confirmed",   "mismatch", "missing",
        "accepted", "refused",   "passed",    "failed", "no_info",     "proven",   "retired",
        "healthy",  "unhealthy", "null",      "none",   "wildcarding", "empty",    "parked"};
    EXPECT_EQ(std::vector(watch::known_values.begin(), watch::known_values.end()), known);
    EXPECT_EQ(watch::first_text_id, 1000U);
}

TEST(PinnedNumbers, inside_bodies) {
    using E = base::Errc;
    expect_pinned<E>({E::timed_out, E::refused, E::unreachable, E::reset, E::no_such_name,
                      E::server_failure, E::malformed, E::tls_failed, E::not_allowed,
                      E::no_resources, E::cancelled});
    using V = model::Verdict;
    expect_pinned<V>({V::passed, V::failed, V::no_info});
    using G = model::Stage;
    expect_pinned<G>(
        {G::unconnected, G::connected, G::greeted, G::capabilities, G::secured, G::finished});
    using U = model::Upgrade;
    expect_pinned<U>({U::not_tried, U::refused, U::failed, U::done, U::unanswered});
    using C = model::ChainVerdict;
    expect_pinned<C>(
        {C::trusted, C::self_signed, C::unknown_issuer, C::expired, C::not_yet_valid, C::other});
    using P = model::Protocol;
    expect_pinned<P>({P::smtp, P::pop3, P::imap});
    using M = model::TlsMode;
    expect_pinned<M>({M::upgrade, M::implicit});
    using F = model::Address::Family;
    expect_pinned<F>({F::v4, F::v6});
    using T = model::Topology::Mail;
    expect_pinned<T>(
        {T::mx, T::implicit, T::null_mx, T::none, T::not_asked, T::unknown, T::no_domain});
    using X = model::SpfResult;
    expect_pinned<X>(
        {X::none, X::neutral, X::pass, X::fail, X::softfail, X::temperror, X::permerror});
    using K = model::SpfRemark::Kind;
    expect_pinned<K>({K::syntax, K::several_records, K::missing_record, K::loop,
                      K::too_many_addresses, K::unanswered, K::void_lookup, K::ptr, K::after_all,
                      K::ignored_redirect, K::unknown_modifier, K::record_type_99, K::near_miss,
                      K::mechanism_as_modifier, K::run_together, K::unreached_all});
}

TEST(PinnedNumbers, inside_bodies_of_lists_and_series) {
    using L = model::Listing::State;
    expect_pinned<L>({L::listed, L::clear, L::unknown});
    using Z = model::DnsblState;
    expect_pinned<Z>({Z::proven, Z::wildcarding, Z::empty, Z::blocked, Z::parked, Z::silent,
                      Z::retired, Z::off, Z::no_credential, Z::covered});
    using C = model::DnsblClass;
    expect_pinned<C>({C::serious, C::minor, C::policy, C::informational});
    using W = model::SourceWord::State;
    expect_pinned<W>({W::graded, W::no_data, W::unproven, W::unknown});
    using S = model::SeriesKind;
    expect_pinned<S>({S::relay, S::spf_enforcement, S::submission_auth});
    using A = model::Answer;
    expect_pinned<A>({A::none, A::accepted, A::refused, A::needs_auth, A::deferred, A::blocked});
    using E = model::SeriesEnd;
    expect_pinned<E>({E::finished, E::unconnected, E::ungreeted, E::turned_away, E::prober_identity,
                      E::deferred, E::no_tls, E::broken});
}

}  // namespace
}  // namespace mailwatchd::store
