// The closed list of products and the words that identify them. Order matters: the first matching
// row wins. A product precedes those that it contains or imitates. Providers, identified by the
// host in the greeting, precede products.
#pragma once

#include "model/endpoint.h"

#include <array>
#include <string_view>

namespace mailwatchd::software {

/// A provider that names no product: the greeting's host is this domain or below it.
struct Provider {
    std::string_view domain;
    std::string_view product;
};

inline constexpr std::array providers{
    Provider{"protection.outlook.com", "Exchange Online"},
    Provider{"iphmx.com", "Cisco Secure Email"},
    Provider{"pphosted.com", "Proofpoint"},
    Provider{"ppe-hosted.com", "Proofpoint Essentials"},
    Provider{"mimecast.com", "Mimecast"},
    Provider{"barracudanetworks.com", "Barracuda"},
    Provider{"messagelabs.com", "Symantec Email Security"},
    Provider{"hes.trendmicro.com", "Trend Micro Email Security"},
    Provider{"hydra.sophos.com", "Sophos Email"},
    Provider{"yandex.net", "Yandex Mail"},
    Provider{"yandex.ru", "Yandex Mail"},
    Provider{"mail.ru", "Mail.ru"},
    Provider{"yahoo.com", "Yahoo Mail"},
    Provider{"icloud.com", "iCloud Mail"},
    Provider{"messagingengine.com", "Fastmail"},
    Provider{"zoho.com", "Zoho Mail"},
    Provider{"zohomail.com", "Zoho Mail"},
    Provider{"emailsrvr.com", "Rackspace Email"},
};

/// `words` appear in the greeting or in POP3's IMPLEMENTATION, as separate words, in any case.
struct Product {
    std::string_view words;
    std::string_view product;
    bool has_version = true;  ///< A version may follow the words.
};

inline constexpr std::array smtp_products{
    Product{"gsmtp", "Google", false},
    Product{"SimpleEmailService-", "Amazon SES", false},
    Product{"SimpleEmailService", "Amazon SES", false},
    Product{"Sophos Email Appliance", "Sophos Email Appliance"},
    Product{"Sophos", "Sophos", false},
    Product{"Symantec Messaging Gateway", "Symantec Messaging Gateway"},
    Product{"Symantec Mail Security", "Symantec Mail Security"},
    Product{"InterScan Messaging Security", "Trend Micro InterScan"},
    Product{"Barracuda", "Barracuda", false},
    Product{"FortiMail", "FortiMail"},
    Product{"Mimecast", "Mimecast", false},
    Product{"Proofpoint", "Proofpoint", false},
    Product{"Nemesis", "Nemesis", false},
    Product{"Halon", "Halon"},
    Product{"PowerMTA(TM)", "PowerMTA"},
    Product{"PowerMTA", "PowerMTA"},
    Product{"KumoMTA", "KumoMTA"},
    Product{"Momentum", "Momentum", false},
    Product{"ecelerity", "Momentum"},
    Product{"Microsoft Exchange Server", "Microsoft Exchange", false},
    Product{"Microsoft ESMTP MAIL Service, Version:", "Microsoft SMTP Service"},
    Product{"Microsoft ESMTP MAIL Service", "Microsoft Exchange", false},
    Product{"Exim", "Exim"},
    Product{"OpenSMTPD", "OpenSMTPD"},
    Product{"Sendmail", "Sendmail"},
    Product{"netqmail-", "qmail"},
    Product{"netqmail", "qmail"},
    Product{"qmail", "qmail"},
    Product{"Haraka", "Haraka"},
    Product{"Courier", "Courier"},
    Product{"CommuniGate Pro", "CommuniGate Pro"},
    Product{"MDaemon", "MDaemon"},
    Product{"hMailServer", "hMailServer"},
    Product{"Kerio Connect", "Kerio Connect"},
    Product{"Kerio MailServer", "Kerio Connect"},
    Product{"IceWarp", "IceWarp"},
    Product{"Merak", "IceWarp"},
    Product{"Stalwart", "Stalwart", false},
    Product{"mox", "mox"},
    Product{"maddy", "Maddy"},
    Product{"Zimbra", "Zimbra"},
    Product{"IBM Domino Release", "Domino"},
    Product{"HCL Domino Release", "Domino"},
    Product{"Lotus Domino Release", "Domino"},
    Product{"Domino", "Domino", false},
    Product{"GroupWise Internet Agent", "GroupWise"},
    Product{"MailEnable Service, Version:", "MailEnable"},
    Product{"MailEnable", "MailEnable", false},
    Product{"SmarterMail", "SmarterMail", false},
    Product{"SurgeMail", "SurgeMail"},
    Product{"Axigen", "Axigen", false},
    Product{"XMail", "XMail"},
    Product{"Apache JAMES", "Apache James"},
    Product{"JAMES SMTP Server", "Apache James"},
    Product{"Mercury/32", "Mercury"},
    Product{"Postfix", "Postfix"},
};

inline constexpr std::array pop3_products{
    Product{"Gpop", "Google", false},
    Product{"POP Ya!", "Yandex Mail", false},
    Product{"Microsoft Exchange Server", "Microsoft Exchange", false},
    Product{"Microsoft Exchange POP3 service", "Microsoft Exchange", false},
    Product{"Dovecot", "Dovecot", false},
    Product{"Courier Mail Server", "Courier", false},
    Product{"Hello there.", "Courier", false},
    Product{"Cyrus POP3 server", "Cyrus"},
    Product{"Cyrus POP3", "Cyrus"},
    Product{"Qpopper", "Qpopper"},
    Product{"Qpopper-version-", "Qpopper"},
    Product{"QPOP", "Qpopper"},
    Product{"Teapop", "Teapop"},
    Product{"popa3d", "popa3d"},
    Product{"XMail", "XMail"},
    Product{"Zimbra", "Zimbra"},
    Product{"MDaemon", "MDaemon"},
    Product{"hMailServer", "hMailServer"},
    Product{"Kerio Connect", "Kerio Connect"},
    Product{"Kerio MailServer", "Kerio Connect"},
    Product{"IceWarp", "IceWarp"},
    Product{"CommuniGate Pro", "CommuniGate Pro"},
    Product{"Stalwart", "Stalwart", false},
    Product{"Kopano", "Kopano", false},
    Product{"Lotus Notes POP3 server version", "Domino", false},
    Product{"Domino", "Domino", false},
    Product{"MailEnable", "MailEnable", false},
    Product{"SmarterMail", "SmarterMail", false},
    Product{"SurgeMail", "SurgeMail"},
    Product{"Axigen", "Axigen", false},
    Product{"Mailo", "Mailo", false},
    Product{"Perdition", "Perdition"},
};

inline constexpr std::array imap_products{
    Product{"Gimap", "Google", false},
    Product{"Yandex IMAP4rev1", "Yandex Mail", false},
    Product{"Microsoft Exchange Server", "Microsoft Exchange", false},
    Product{"Microsoft Exchange IMAP4 service", "Microsoft Exchange", false},
    Product{"Dovecot", "Dovecot", false},
    Product{"Courier-IMAP", "Courier", false},
    Product{"Cyrus IMAP4", "Cyrus"},
    Product{"Cyrus IMAP", "Cyrus"},
    Product{"IMAPrev1", "hMailServer", false},
    Product{"hMailServer", "hMailServer"},
    Product{"Zimbra", "Zimbra"},
    Product{"MDaemon", "MDaemon"},
    Product{"Kerio Connect", "Kerio Connect"},
    Product{"Kerio MailServer", "Kerio Connect"},
    Product{"IceWarp", "IceWarp"},
    Product{"CommuniGate Pro", "CommuniGate Pro"},
    Product{"Stalwart", "Stalwart", false},
    Product{"Kopano", "Kopano", false},
    Product{"Domino IMAP4 Server Release", "Domino"},
    Product{"Domino", "Domino", false},
    Product{"MailEnable", "MailEnable", false},
    Product{"SmarterMail", "SmarterMail", false},
    Product{"SurgeMail", "SurgeMail"},
    Product{"Axigen", "Axigen", false},
    Product{"Mailo", "Mailo", false},
    Product{"Perdition", "Perdition"},
};

/// A capability that only one product offers, for servers whose greeting was changed.
struct Keyword {
    model::Protocol protocol;
    std::string_view keyword;
    std::string_view product;
};

inline constexpr std::array keywords{
    Keyword{model::Protocol::smtp, "X-ANONYMOUSTLS", "Microsoft Exchange"},
    Keyword{model::Protocol::smtp, "X-EXPS", "Microsoft Exchange"},
    Keyword{model::Protocol::smtp, "XEXCH50", "Microsoft Exchange"},
    Keyword{model::Protocol::imap, "X-GM-EXT-1", "Google"},
};

inline constexpr std::string_view uw_product = "UW IMAP";

}  // namespace mailwatchd::software
