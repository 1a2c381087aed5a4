#include "proto/software/software.h"

#include "proto/software/gateways.h"
#include "proto/software/products.h"
#include "proto/software/servers.h"
#include "unit/proto/software/greeted.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>
#include <span>

namespace mailwatchd::software {
namespace {

/// `greeting`: {id} is a queue or session id, {n} a number (pid, pool member), {date} a date.
struct Case {
    const char* name;
    model::Service service;
    std::string greeting;
    std::string software;
};

const Case cases[] = {
    {"postfix", model::smtp, "220 mx{n}.example.org ESMTP Postfix", "Postfix"},
    {"postfix_debian", model::smtp, "220 mx{n}.example.org ESMTP Postfix (Debian/GNU)", "Postfix"},
    {"postfix_version", model::smtp, "220 mx.example.org ESMTP Postfix (3.7.10)", "Postfix 3.7.10"},
    {"postscreen", model::smtp,
     "220-mx.example.org ESMTP Postfix\r\n220 mx.example.org ESMTP Postfix", "Postfix"},
    {"zimbra_is_postfix", model::smtp, "220 zimbra.example.org ESMTP Postfix", "Postfix"},
    {"exim", model::smtp, "220 mx.example.org ESMTP Exim 4.96 {date}", "Exim 4.96"},
    {"exim_build", model::smtp,
     "220-mx.example.org ESMTP Exim 4.98.2 #2 {date} \r\n220-We do not authorize\r\n220 spam.",
     "Exim 4.98.2"},
    {"sendmail", model::smtp,
     "220 mx.example.org ESMTP Sendmail 8.17.1/8.17.1/Debian-2; {date}; (No UCE)",
     "Sendmail 8.17.1"},
    {"sendmail_hidden_version", model::smtp, "220 mx.example.org ESMTP Sendmail; {date}",
     "Sendmail"},
    {"exchange", model::smtp, "220 mx{n}.example.org Microsoft ESMTP MAIL Service ready at {date}",
     "Microsoft Exchange"},
    {"iis_smtp", model::smtp,
     "220 mx.example.org Microsoft ESMTP MAIL Service, Version: 10.0.17763.1697 ready at {date}",
     "Microsoft SMTP Service 10.0.17763.1697"},
    {"exchange_online", model::smtp,
     "220 AM{n}EUR05FT012.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at {date} "
     "[{id}]",
     "Exchange Online"},
    {"google", model::smtp, "220 mx.google.com ESMTP {id}-20020a05600c.{n} - gsmtp", "Google"},
    {"qmail", model::smtp, "220 mx.example.org qmail ESMTP", "qmail"},
    {"netqmail", model::smtp, "220 mx.example.org ESMTP netqmail-1.06 ready", "qmail 1.06"},
    {"opensmtpd", model::smtp, "220 mx.example.org ESMTP OpenSMTPD", "OpenSMTPD"},
    {"haraka", model::smtp, "220 mx.example.org ESMTP Haraka/3.0.2 ready ({id})", "Haraka 3.0.2"},
    {"haraka_old", model::smtp, "220 mx.example.org ESMTP Haraka 2.8.28 ready ({id})",
     "Haraka 2.8.28"},
    {"courier_smtp", model::smtp, "220 mx.example.org ESMTP Courier 1.0.16", "Courier 1.0.16"},
    {"mdaemon_smtp", model::smtp, "220 example.org ESMTP MDaemon 23.5.2; {date}", "MDaemon 23.5.2"},
    {"hmailserver_smtp", model::smtp, "220 mx.example.org ESMTP hMailServer 5.6.8",
     "hMailServer 5.6.8"},
    {"kerio", model::smtp, "220 mx.example.org Kerio Connect 9.4.5 patch 1 ESMTP ready",
     "Kerio Connect 9.4.5"},
    {"icewarp", model::smtp, "220 mx.example.org ESMTP IceWarp 14.0.0.7 x64; {date}",
     "IceWarp 14.0.0.7"},
    {"stalwart", model::smtp, "220 mx.example.org Stalwart ESMTP at your service", "Stalwart"},
    {"mox", model::smtp, "220 mx.example.org ESMTP mox 0.0.11", "mox 0.0.11"},
    {"maddy", model::smtp, "220 mx.example.org ESMTP maddy ready", "Maddy"},
    {"halon", model::smtp, "220 mx.example.org Halon ESMTP {id}", "Halon"},
    {"powermta", model::smtp, "220 mx.example.org (PowerMTA(TM) v4.0r6) ESMTP service ready",
     "PowerMTA 4.0r6"},
    {"powermta_5", model::smtp, "220 mx.example.org PowerMTA v5.0r8 ESMTP service ready",
     "PowerMTA 5.0r8"},
    {"cisco", model::smtp, "220 esa{n}.hc{n}-1.iphmx.com ESMTP", "Cisco Secure Email"},
    {"proofpoint", model::smtp, "220 mx0a-{n}.pphosted.com ESMTP mfa-m{n}", "Proofpoint"},
    {"mimecast", model::smtp, "220 eu-smtp-inbound-{n}.mimecast.com ESMTP; {date} [{id}]",
     "Mimecast"},
    {"barracuda", model::smtp, "220 mail.ess.barracudanetworks.com ESMTP ({id})", "Barracuda"},
    {"sophos", model::smtp, "220 mx.example.org ESMTP Sophos Email Appliance v4.5.3.5",
     "Sophos Email Appliance 4.5.3.5"},
    {"symantec", model::smtp, "220 mx.example.org ESMTP Symantec Messaging Gateway",
     "Symantec Messaging Gateway"},
    {"messagelabs", model::smtp, "220 server-{n}.tower-{n}.messagelabs.com ESMTP",
     "Symantec Email Security"},
    {"amazon_ses", model::smtp,
     "220 inbound-smtp.us-east-1.amazonaws.com ESMTP SimpleEmailService-{id} {id}", "Amazon SES"},
    {"amazon_ses_apart", model::smtp, "220 email-smtp.amazonaws.com ESMTP SimpleEmailService {id}",
     "Amazon SES"},
    {"yandex", model::smtp,
     "220 mail-nwsmtp-mxfront-{n}.sas.yp-c.yandex.net (Want to use Yandex.Mail?) {n}-{id}",
     "Yandex Mail"},
    {"domino", model::smtp,
     "220 mx.example.org ESMTP Service (HCL Domino Release 12.0.2FP1) ready at {date}",
     "Domino 12.0.2FP1"},
    {"mailenable", model::smtp,
     "220 mx.example.org ESMTP MailEnable Service, Version: 10.33--10.33 ready at {date}",
     "MailEnable 10.33"},
    {"hidden", model::smtp, "220 mx.example.org ESMTP {id}", "nobody"},
    {"refusing_postfix", model::smtp, "554 mx.example.org ESMTP Postfix", "Postfix"},
    {"p6_host_called_postfix", model::smtp, "220 postfix.example.org ESMTP Exim 4.97", "Exim 4.97"},
    {"p6_host_alone_called_exim", model::smtp, "220 exim", "nobody"},
    {"p6_host_in_text", model::smtp,
     "220 mx.example.org relay of my-postfix and postfix.example.org", "nobody"},
    {"p6_host_ends_in_postfix", model::smtp, "220 mx.example.org behind smtp.postfix", "nobody"},
    {"other_domain_than_the_providers", model::smtp, "220 notmimecast.com ESMTP", "nobody"},
    {"dovecot_pop3", model::pop3, "+OK Dovecot ready.", "Dovecot"},
    {"dovecot_pop3_debian", model::pop3,
     "+OK Dovecot (Debian) ready. <{n}.{n}.{id}@mx{n}.example.org>", "Dovecot"},
    {"courier_pop3", model::pop3, "+OK Hello there. <{n}.{n}@localhost.localdomain>", "Courier"},
    {"cyrus_pop3", model::pop3,
     "+OK mx.example.org Cyrus POP3 v2.4.17-Fedora-RPM-2.4.17 server ready "
     "<{n}.{n}@mx.example.org>",
     "Cyrus 2.4.17-Fedora-RPM-2.4.17"},
    {"qpopper", model::pop3,
     "+OK Qpopper (version 4.0.5) at mx.example.org starting.  <{n}.{n}@mx.example.org>",
     "Qpopper 4.0.5"},
    {"uw_pop3", model::pop3, "+OK POP3 mx.example.org v2003.83 server ready", "UW IMAP 2003.83"},
    {"uw_pop3_brackets", model::pop3, "+OK POP3 [192.0.2.{n}] 2007f.104 server ready <{n}.{n}@x>",
     "UW IMAP 2007f.104"},
    {"exchange_pop3", model::pop3, "+OK The Microsoft Exchange POP3 service is ready. [{id}]",
     "Microsoft Exchange"},
    {"zimbra_pop3", model::pop3, "+OK mx.example.org Zimbra 8.0.7_GA_6021 POP3 server ready",
     "Zimbra 8.0.7_GA_6021"},
    {"zimbra_pop3_hidden", model::pop3, "+OK mx.example.org Zimbra POP3 server ready", "Zimbra"},
    {"mdaemon_pop3", model::pop3,
     "+OK example.org POP MDaemon 23.5.2 ready <MDAEMON-F{id}@example.org>", "MDaemon 23.5.2"},
    {"teapop", model::pop3, "+OK Teapop [v0.3.7] - Teaspoon stirs around again <{n}.{id}@mx>",
     "Teapop 0.3.7"},
    {"xmail", model::pop3,
     "+OK <{n}.{n}@example.org> [XMail 1.27 POP3 Server] service ready; {date}", "XMail 1.27"},
    {"gpop", model::pop3, "+OK Gpop ready for requests from 192.0.2.{n} {id}", "Google"},
    {"yandex_pop3", model::pop3, "+OK POP Ya! na@{n}-{id} {id}", "Yandex Mail"},
    {"anonymous_pop3", model::pop3, "+OK POP3 ready <{n}.{n}@mx.example.org>", "nobody"},
    {"dovecot_imap", model::imap,
     "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE STARTTLS] Dovecot ready.",
     "Dovecot"},
    {"dovecot_imap_ubuntu", model::imap, "* OK [CAPABILITY IMAP4rev1] Dovecot (Ubuntu) ready.",
     "Dovecot"},
    {"courier_imap", model::imap,
     "* OK [CAPABILITY IMAP4rev1 UIDPLUS] Courier-IMAP ready. Copyright 1998-2018 Double "
     "Precision, Inc.",
     "Courier"},
    {"cyrus_imap", model::imap,
     "* OK [CAPABILITY IMAP4rev1 STARTTLS] mx.example.org Cyrus IMAP 3.6.1-Debian-3.6.1-4+deb12u3 "
     "server ready",
     "Cyrus 3.6.1-Debian-3.6.1-4"},
    {"cyrus_imap4", model::imap, "* OK mx.example.org Cyrus IMAP4 v2.3.7-Invoca server ready",
     "Cyrus 2.3.7-Invoca"},
    {"uw_imap", model::imap,
     "* OK [CAPABILITY IMAP4REV1 LITERAL+] mx.example.org IMAP4rev1 2007e.404 at {date}",
     "UW IMAP 2007e.404"},
    {"exchange_imap", model::imap, "* OK The Microsoft Exchange IMAP4 service is ready. [{id}]",
     "Microsoft Exchange"},
    {"gimap", model::imap, "* OK Gimap ready for requests from 192.0.2.{n} {id}", "Google"},
    {"zimbra_imap", model::imap, "* OK mx{n}.example.org Zimbra IMAP4rev1 server ready", "Zimbra"},
    {"hmailserver_imap", model::imap, "* OK IMAPrev1", "hMailServer"},
    {"mdaemon_imap", model::imap, "* OK example.org IMAP4rev1 MDaemon 23.5.2 ready",
     "MDaemon 23.5.2"},
    {"stalwart_imap", model::imap,
     "* OK [CAPABILITY IMAP4rev2] Stalwart IMAP4rev2 at your service.", "Stalwart"},
    {"anonymous_imap", model::imap, "* OK IMAP4rev1 {n}.{n} {id} ready", "nobody"},
};

void replace(std::string& text, std::string_view mark, const std::string& with) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size()))
        text.replace(at, mark.size(), with);
}

std::string random_id(std::mt19937& random) {
    constexpr std::string_view letters = "0123456789ABCDEFabcdefxyz";
    std::string id;
    for (int i = 0; i < 12; ++i) id += letters[random() % letters.size()];
    return id;
}

std::string filled(std::string greeting, std::mt19937& random) {
    const auto two = [&](unsigned below) { return std::to_string(10 + random() % below); };
    replace(greeting, "{id}", random_id(random));
    replace(greeting, "{n}", std::to_string(random() % 4'000'000));
    replace(greeting, "{date}",
            "Sun, " + two(18) + " Nov 20" + two(80) + " " + two(14) + ":" + two(50) + ":" +
                two(50) + " +0000");
    return greeting;
}

class SoftwareTable : public testing::TestWithParam<Case> {};

/// P6: dates, ids, process numbers and pool members never change the result.
TEST_P(SoftwareTable, p6_is_named_the_same_whatever_rotates) {
    std::mt19937 random{20261122};
    for (int i = 0; i < 200; ++i) {
        const auto greeting = filled(GetParam().greeting, random);
        ASSERT_EQ(identified(greeted(GetParam().service, greeting)), GetParam().software)
            << greeting;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, SoftwareTable, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(SoftwareOf, capabilities_where_the_greeting_is_silent) {
    auto exchange = greeted(model::smtp, "220 mx.example.org ESMTP");
    exchange.after_tls.lines = {"SIZE", "X-ANONYMOUSTLS", "AUTH NTLM"};
    EXPECT_EQ(identified(exchange), "Microsoft Exchange");

    auto google = greeted(model::imap, "* OK ready");
    google.before_tls.lines = {"IMAP4rev1", "X-GM-EXT-1"};
    EXPECT_EQ(identified(google), "Google");

    for (const auto& [line, software] :
         {std::pair{"IMPLEMENTATION Cyrus POP3 server v2.4.17", "Cyrus 2.4.17"},
          std::pair{"implementation qpopper-version-4.0.19", "Qpopper 4.0.19"},
          std::pair{"IMPLEMENTATION Shlemazle-Plotz-v302", "nobody"},
          std::pair{"EXPIRE 60", "nobody"}}) {
        auto pop3 = greeted(model::pop3, "+OK ready");
        pop3.before_tls.lines = {"USER", line};
        EXPECT_EQ(identified(pop3), software);
    }
}

/// The closed list itself: each row can match, and contains only what a label may contain.
TEST(SoftwareOf, products_are_plain_and_reachable) {
    const auto check = [](std::string_view product, const model::MailSession& session) {
        for (const char c : product)
            EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) ||
                        std::string_view{" .-/"}.find(c) != std::string_view::npos)
                << product;
        const auto found = identify(session);
        EXPECT_EQ(found ? found->product : "nobody", product) << session.greeting;
    };
    for (const std::span<const Product> rows :
         {std::span<const Product>{servers}, std::span<const Product>{gateways}})
        for (const auto& row : rows) {
            auto words = std::string{row.words};
            if (row.version == Version::required) words += " 4.2";
            if (row.version == Version::joined) words += "4.2";
            check(row.product, greeted(model::smtp, "220 mx.example.org " + words));
            check(row.product, greeted(model::pop3, "+OK " + words));
            check(row.product, greeted(model::imap, "* OK mx.example.org " + words));
        }
    for (const auto& row : providers)
        check(row.product, greeted(model::smtp, "220 mx7." + std::string{row.domain}));
}

TEST(SoftwareOf, nothing_without_a_recognised_greeting) {
    auto session = greeted(model::pop3, "+OK Dovecot ready.");
    session.stage = model::Stage::connected;
    EXPECT_FALSE(identify(session).has_value());
}

/// A6, M3: a hostile server's text never comes out, whatever follows a product's name.
TEST(SoftwareOf, a6_version_is_of_harmless_characters_and_bounded) {
    for (const std::string_view evil :
         {"\x1b[31m4.96", "4.96\x1b", "<b>4.96", "{{4.96}}", "4", "4.", ".96", "=4.9", "20261122",
          "10:11:12", "1.00000000000000000000000000000000000000", "\xff", "4\xff.96"}) {
        const auto found =
            identify(greeted(model::smtp, "220 mx.example.org ESMTP Exim " + std::string{evil}));
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(found->product, "Exim");
        EXPECT_TRUE(found->version.empty() || found->version == "4.96") << found->version;
    }
}

TEST(SoftwareOf, a6_random_bytes_never_get_through) {
    std::mt19937 random{7};
    for (int i = 0; i < 5000; ++i) {
        std::string greeting = "220 mx.example.org Exim 4.";
        for (int n = 0; n < 40; ++n) greeting += static_cast<char>(random() % 256);
        for (const char c : identified(greeted(model::smtp, greeting)))
            ASSERT_TRUE(std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ||
                        c == '_' || c == ' ');
    }
}

}  // namespace
}  // namespace mailwatchd::software
