// Basic credentials, bcrypt hashes, and the queue of password checks.
#include "serve/authenticator.h"

#include "net/async_event.h"
#include "serve/basic_auth.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

namespace mailwatchd::serve {
namespace {

struct Header {
    const char* name;
    std::string header;
    std::optional<std::string> both;  ///< "name|password".
};

const Header headers[] = {
    {"rfc_7617", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin|open sesame"},
    {"utf_8", "Basic dGVzdDoxMjPCow==", "test|123\u00a3"},
    {"any_case", "bAsIc QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin|open sesame"},
    {"spaces", "Basic   YTpi", "a|b"},
    {"colons_are_the_password's", "Basic YTpiOmM=", "a|b:c"},
    {"no_name", "Basic OmI=", "|b"},
    {"no_password", "Basic YTo=", "a|"},
    {"no_colon", "Basic YWI=", std::nullopt},
    {"nul", "Basic YTpiAGM=", std::nullopt},
    {"nothing", "", std::nullopt},
    {"scheme_alone", "Basic", std::nullopt},
    {"scheme_and_space", "Basic ", std::nullopt},
    {"no_space", "BasicYTpi", std::nullopt},
    {"another_scheme", "Bearer YTpi", std::nullopt},
    {"no_padding", "Basic YTpiOmM", std::nullopt},
    {"padding_inside", "Basic YT=iOmM=", std::nullopt},
    {"too_much_padding", "Basic YTpi====", std::nullopt},
    {"url_alphabet", "Basic YTpi_-8=", std::nullopt},
    {"line_end", "Basic YTpi\r\nX: y", std::nullopt},
};

TEST(BasicAuth, reads_the_header) {
    for (const auto& row : headers) {
        const auto read = parse_basic(row.header);
        const auto both =
            read ? std::optional{read->name + '|' + read->password} : std::optional<std::string>{};
        EXPECT_EQ(both, row.both) << row.name;
    }
}

/// From Openwall's crypt_blowfish, and one made by htpasswd.
constexpr const char* hash_of_uu = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const std::string cheap = "$2y$04$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy";

struct Proof {
    const char* name;
    std::string hash;
    std::string password;
    bool is_right;
};

const Proof proofs[] = {
    {"right", hash_of_uu, "U*U", true},
    {"another_variant", "$2y" + std::string{hash_of_uu}.substr(3), "U*U", true},
    {"longer", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*", true},
    {"empty", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", "", true},
    {"salt_written_otherwise", "$2a$05$CCCCCCCCCCCCCCCCCCCCC/E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
     "U*U", true},
    {"wrong", hash_of_uu, "U*V", false},
    {"shorter", hash_of_uu, "U*", false},
    {"too_long_for_crypt", hash_of_uu, std::string(600, 'x'), false},
    {"no_hash", "*0", "U*U", false},
    {"nothing", "", "", false},
    {"another_digest", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeX", "U*U",
     false},
};

TEST(BasicAuth, knows_a_password_by_its_hash) {
    for (const auto& [name, hash, password, is_right] : proofs)
        EXPECT_EQ(is_password(hash, password), is_right) << name;
}

constexpr const char* right = "Basic YWxpY2U6VSpV";        // alice:U*U
constexpr const char* wrong = "Basic YWxpY2U6VSpW";        // alice:U*V
constexpr const char* unknown = "Basic bWFsbG9yeTpVKlU=";  // mallory:U*U

class Asked : public testing::Test {
protected:
    Asked() { who.take({{"alice", hash_of_uu}}); }

    /// Delays password checks until the bell rings.
    void hold() { gate = std::make_unique<net::AsyncEvent>(io.get_executor()); }

    std::shared_ptr<std::optional<Admission>> begin(const std::string& authorization,
                                                    const std::string& network = "\1\2\3\4") {
        auto answer = std::make_shared<std::optional<Admission>>();
        net::spawn(io.get_executor(), ask({authorization, network}, answer));
        io.restart();
        io.poll();
        return answer;
    }
    Admission admit(const std::string& authorization) { return begin(authorization)->value(); }

    net::Awaitable<void> ask(Caller caller, std::shared_ptr<std::optional<Admission>> answer) {
        const auto admission = co_await who.admit(std::move(caller));
        *answer = admission;
    }
    net::Awaitable<void> look(std::function<void()> job) {
        ++looks;
        if (gate) co_await gate->wait();
        if (is_out_of_order) throw std::runtime_error{"no thread"};
        job();
    }

    boost::asio::io_context io{1};
    std::unique_ptr<net::AsyncEvent> gate;
    int looks = 0;
    bool is_out_of_order = false;
    Authenticator who{[this](std::function<void()> job) { return look(std::move(job)); }};
};

TEST_F(Asked, without_users_everybody_may) {
    who.take({});
    EXPECT_EQ(admit(""), Admission::granted);
    EXPECT_EQ(looks, 0);
}

TEST_F(Asked, lets_in_who_knows_the_word) {
    EXPECT_EQ(admit(""), Admission::refused);
    EXPECT_EQ(admit("Bearer x"), Admission::refused);
    EXPECT_EQ(looks, 0) << "nothing to look at";
    EXPECT_EQ(admit(wrong), Admission::refused);
    EXPECT_EQ(admit(right), Admission::granted);
    EXPECT_EQ(admit(wrong), Admission::refused);
}

TEST_F(Asked, looks_once_at_a_right_word_and_each_time_at_a_wrong_one) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(admit(right), Admission::granted);
    EXPECT_EQ(looks, 1);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(admit(wrong), Admission::refused);
    EXPECT_EQ(looks, 6);
    EXPECT_EQ(admit(right), Admission::granted);
    EXPECT_EQ(looks, 6) << "wrong ones push nobody out";
}

TEST_F(Asked, looks_as_long_for_a_name_of_nobody) {
    EXPECT_EQ(admit(unknown), Admission::refused);
    EXPECT_EQ(admit(unknown), Admission::refused);
    EXPECT_EQ(looks, 2);
}

TEST_F(Asked, a_changed_hash_or_a_lost_user_is_asked_again) {
    EXPECT_EQ(admit(right), Admission::granted);
    who.take({{"alice", hash_of_uu}, {"bob", cheap}});
    EXPECT_EQ(admit(right), Admission::granted);
    EXPECT_EQ(looks, 1) << "a reload that changes nothing for her";
    who.take({{"alice", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"}});
    EXPECT_EQ(admit(right), Admission::refused);
    who.take({{"bob", cheap}});
    EXPECT_EQ(admit(right), Admission::refused);
    who.take({{"alice", hash_of_uu}});
    EXPECT_EQ(admit(right), Admission::granted);
    EXPECT_EQ(looks, 4);
}

TEST_F(Asked, a_reload_in_the_middle_of_a_look_counts) {
    hold();
    const auto answer = begin(right);
    who.take({{"bob", cheap}});
    gate->set();
    io.restart();
    io.poll();
    EXPECT_EQ(*answer, Admission::refused);
}

TEST_F(Asked, a_flood_of_wrong_words_keeps_nobody_out) {
    EXPECT_EQ(admit(right), Admission::granted);
    hold();
    std::vector<std::shared_ptr<std::optional<Admission>>> flood;
    for (int i = 0; i < 100; ++i) flood.push_back(begin(i % 2 == 0 ? wrong : unknown, "\1"));
    EXPECT_EQ(looks, 1 + static_cast<int>(Authenticator::looks_of_network_max));
    EXPECT_EQ(*flood.back(), Admission::busy);
    EXPECT_EQ(admit(right), Admission::granted) << "who was let in before, is at once";

    who.take({{"alice", hash_of_uu}, {"bob", hash_of_uu}});
    const auto bob = begin("Basic Ym9iOlUqVQ==", "\2");
    EXPECT_FALSE(bob->has_value()) << "from elsewhere there is room";
    for (char network = 3; network < 100; ++network) flood.push_back(begin(wrong, {network}));
    EXPECT_EQ(looks, 1 + static_cast<int>(Authenticator::looks_max));
    EXPECT_EQ(*flood.back(), Admission::busy) << "but not without end";
    gate->set();
    io.restart();
    io.poll();
    EXPECT_EQ(*bob, Admission::granted);
    EXPECT_EQ(*flood.front(), Admission::refused);
    gate.reset();
    EXPECT_EQ(admit(wrong), Admission::refused) << "there is room again";
}

TEST_F(Asked, a_look_that_fails_gives_its_place_back) {
    is_out_of_order = true;
    for (std::size_t i = 0; i < 2 * Authenticator::looks_max; ++i)
        EXPECT_THROW(begin(wrong, {static_cast<char>(i)}), std::runtime_error) << i;
    is_out_of_order = false;
    EXPECT_EQ(admit(right), Admission::granted);
}

}  // namespace
}  // namespace mailwatchd::serve
