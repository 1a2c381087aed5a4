// The closed list of products: by the words that announce them (the rows are in servers.h and
// gateways.h), by the host of a provider, by an opening that only one product uses, by a capability
// that only one product offers. The grammar of a greeting is in announcement.h.
#pragma once

#include "model/endpoint.h"

#include <cstdint>
#include <string_view>

namespace mailwatchd::software {

/// Where a product writes its version.
enum class Version : std::uint8_t {
    follows,   ///< Behind the words: "Exim 4.96", "IMail 8.05", "Sendmail; Sun, …" without one.
    joined,    ///< At the end of the words, without a separator: "netqmail-1.06".
    required,  ///< As `follows`; without one, the words are ordinary ones.
    later,     ///< Behind the words, or behind "Version" anywhere in the rest of the line.
    none,      ///< Nowhere: a number behind the words is an id.
};

enum class Spelling : std::uint8_t {
    any_case,
    exact,     ///< As the product writes itself: "IMSS".
    ordinary,  ///< Also a word or a name: as `exact`, and not before any other word ("Courier
               ///< Ltd.").
};

/// `words` announce `product`, as separate words. Of two rows that match, the longer one counts.
struct Product {
    std::string_view words;
    std::string_view product;
    Version version = Version::follows;
    Spelling spelling = Spelling::any_case;
};

/// A provider that names no product: the greeting's host is this domain or below it.
struct Provider {
    std::string_view domain;
    std::string_view product;
};

inline constexpr Provider providers[] = {
    {"protection.outlook.com", "Exchange Online"},
    {"outlook.office365.com", "Exchange Online"},
    {"prod.outlook.com", "Exchange Online"},
    {"hotmail.com", "Outlook.com"},
    {"iphmx.com", "Cisco Secure Email"},
    {"pphosted.com", "Proofpoint"},
    {"gpphosted.com", "Proofpoint"},
    {"ppe-hosted.com", "Proofpoint Essentials"},
    {"mimecast.com", "Mimecast"},
    {"mimecast.co.za", "Mimecast"},
    {"mimecast-offshore.com", "Mimecast"},
    {"barracudanetworks.com", "Barracuda"},
    {"messagelabs.com", "Symantec Email Security"},
    {"hes.trendmicro.com", "Trend Micro Email Security"},
    {"hes.trendmicro.eu", "Trend Micro Email Security"},
    {"tmes.trendmicro.com", "Trend Micro Email Security"},
    {"tmes.trendmicro.eu", "Trend Micro Email Security"},
    {"hydra.sophos.com", "Sophos Email"},
    {"mailcontrol.com", "Forcepoint Email Security"},
    {"hornetsecurity.com", "Hornetsecurity"},
    {"antispameurope.com", "Hornetsecurity"},
    {"mailchannels.net", "MailChannels"},
    {"antispamcloud.com", "SpamExperts"},
    {"hostedemail.com", "OpenSRS Hosted Email"},
    {"postini.com", "Postini"},
    {"psmtp.com", "Postini"},
    {"yandex.net", "Yandex Mail"},
    {"yandex.ru", "Yandex Mail"},
    {"mail.ru", "Mail.ru"},
    {"yahoo.com", "Yahoo Mail"},
    {"yahoodns.net", "Yahoo Mail"},
    {"icloud.com", "iCloud Mail"},
    {"messagingengine.com", "Fastmail"},
    {"zoho.com", "Zoho Mail"},
    {"zoho.eu", "Zoho Mail"},
    {"zohomail.com", "Zoho Mail"},
    {"emailsrvr.com", "Rackspace Email"},
    {"mailgun.org", "Mailgun"},
    {"mailgun.net", "Mailgun"},
    {"sendgrid.net", "SendGrid"},
    {"mandrillapp.com", "Mandrill"},
    {"mtasv.net", "Postmark"},
    {"mailjet.com", "Mailjet"},
    {"postmarkapp.com", "Postmark"},
    {"brevo.com", "Brevo"},
    {"mailtrap.io", "Mailtrap"},
    {"expurgate.net", "eXpurgate"},
    {"reflexion.net", "Sophos Reflexion"},
    {"mailspamprotection.com", "SiteGround"},
    {"mxlogic.net", "McAfee SaaS Email Protection"},
    {"cloudfilter.net", "Cloudfilter"},
};

/// What stands behind an opening.
enum class Behind : std::uint8_t {
    anything,
    nothing,
    date,  ///< "05/06/10 14:21:00".
};

/// A greeting that begins so, without its code, status and host, although it names nothing.
struct Opening {
    std::string_view text;
    std::string_view product;
    model::Protocol protocol;
    Behind behind = Behind::anything;
};

inline constexpr Opening openings[] = {
    {"Hello there.", "Courier", model::Protocol::pop3},
    {"IMAPrev1", "hMailServer", model::Protocol::imap, Behind::nothing},
    {"IMAP4rev1 server ready at ", "MailEnable", model::Protocol::imap, Behind::date},
    {"NO UCE NO UBE NO RELAY PROBES", "Twisted", model::Protocol::smtp},
};

/// A capability that only one product offers, for servers whose greeting was changed. Compared up
/// to a "=".
struct Keyword {
    model::Protocol protocol;
    std::string_view keyword;
    std::string_view product;
};

inline constexpr Keyword keywords[] = {
    {model::Protocol::smtp, "X-ANONYMOUSTLS", "Microsoft Exchange"},
    {model::Protocol::smtp, "X-EXPS", "Microsoft Exchange"},
    {model::Protocol::smtp, "XEXCH50", "Microsoft Exchange"},
    {model::Protocol::smtp, "X-LINK2STATE", "Microsoft Exchange"},
    {model::Protocol::imap, "X-GM-EXT-1", "Google"},
    {model::Protocol::imap, "X-CM-EXT-1", "Coremail"},
    {model::Protocol::imap, "XGWEXTENSIONS", "GroupWise"},
    {model::Protocol::imap, "XGWMOVE", "GroupWise"},
    {model::Protocol::imap, "XAPPLELITERAL", "iCloud Mail"},
    {model::Protocol::imap, "XYMHIGHESTMODSEQ", "Yahoo Mail"},
    {model::Protocol::imap, "XCOURIEROUTBOX", "Courier"},
    {model::Protocol::imap, "XMAGICTRASH", "Courier"},
    {model::Protocol::imap, "AUTH=X-ZIMBRA", "Zimbra"},
    {model::Protocol::imap, "X-SUN-IMAP", "Sun Messaging Server"},
};

inline constexpr std::string_view uw_product = "UW IMAP";
inline constexpr std::string_view openvms_product = "OpenVMS TCP/IP Services";
inline constexpr std::string_view barracuda_product = "Barracuda";

}  // namespace mailwatchd::software
