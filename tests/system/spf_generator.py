"""Generates worlds of valid and invalid SPF records. The same seed gives the same world."""

import random

RECORDS = 10  # per world, each evaluated once
HOSTS = [f"h{i}.example" for i in range(8)]
CLIENTS = ["192.0.2.1", "192.0.2.77", "198.51.100.9", "2001:db8::1", "2001:db8:0:1::77"]
QUALIFIERS = ["", "", "", "+", "-", "~", "?"]
MACROS = ["%{d}", "%{d2}", "%{dr}", "%{d1r}", "%{i}", "%{ir}.%{v}", "%{l}", "%{L}", "%{o}", "%{s}", "%{h}", "%{p}",
          "%{l1r+}", "%{l-}", "%%", "%_", "%-"]
MISTAKES = ["%{x}", "%{d0}", "%(d)", "%", "%{c}", "%{d", "%{d2.r}"]


class World:
    """`records` and `silent` as spf_driver.Evaluator takes them; `cases` are (client, sender, helo)."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.domains = [f"d{i}.example" for i in range(RECORDS)]
        self.records, self.silent = {}, set()
        self._add("real.example", "A", "192.0.2.1")
        self._add("real.example", "AAAA", "2001:db8::1")
        for host in HOSTS:
            self._add_host(host)
        for domain in self.domains:
            self._add_domain(domain)
        self._add_reverse()
        self.cases = [(self._random.choice(CLIENTS), f"{self._local()}@{domain}", "helo.example")
                      for domain in self.domains]

    def _chance(self, share):
        return self._random.random() < share

    def _one_of(self, *things):
        return self._random.choice(things)

    def _local(self):
        return self._one_of("ann", "strong-bad", "a+b", "joe.user", "x_y=z")

    def _add(self, name, kind, value):
        self.records.setdefault((name, kind), []).append(value)

    def _add_host(self, host):
        if self._chance(0.05):
            self.silent.add(host)
        elif self._chance(0.08):
            self._add(host, "CNAME", self._one_of("real.example", "nowhere.example"))
        elif self._chance(0.85):
            for _ in range(self._random.randint(1, 3)):
                client = self._random.choice(CLIENTS)
                self._add(host, "AAAA" if ":" in client else "A", client)

    def _add_domain(self, domain):
        for _ in range(self._random.choice([0] + [1] * 30 + [2])):
            self._add(domain, "TXT", [self._record().encode()])
        if self._chance(0.05):
            self._add(domain, "TXT", [b"something else"])
        if self._chance(0.03):
            self.silent.add(domain)
        for preference in range(self._random.choice([0, 1, 1, 1, 2, 3] * 4 + [11])):
            self._add(domain, "MX", (preference, self._random.choice(HOSTS)))
        if self._chance(0.3):
            client = self._random.choice(CLIENTS)
            self._add(domain, "AAAA" if ":" in client else "A", client)

    def _add_reverse(self):
        for client, name in (("192.0.2.1", "1.2.0.192.in-addr.arpa"),
                             ("2001:db8::1", "1" + ".0" * 23 + ".8.b.d.0.1.0.0.2.ip6.arpa")):
            del client
            for _ in range(self._random.choice([0, 1, 2, 8])):
                self._add(name, "PTR", self._one_of(*HOSTS, *self.domains))
            if self._chance(0.05):
                self.silent.add(name)

    def _record(self):
        terms = [self._term() for _ in range(self._random.choice([0, 1, 2, 3, 3, 4, 5, 8, 13]))]
        if self._chance(0.7):
            terms.append(self._random.choice(QUALIFIERS) + "all")
        if self._chance(0.2):
            terms.insert(self._random.randint(0, len(terms)), f"redirect={self._domain()}")
        if self._chance(0.2):
            terms.insert(self._random.randint(0, len(terms)), f"exp={self._name()}")
        if self._chance(0.1):
            terms.insert(self._random.randint(0, len(terms)), self._one_of("moo=cow", "moo=%{d}", "moo="))
        record = " ".join(["v=spf1", *terms])
        return self._spoil(record) if self._chance(0.03) else record

    def _spoil(self, record):
        at = self._random.randint(7, max(7, len(record) - 1))
        return record[:at] + self._one_of(":", "/", "%", ",", ".", "=", "-", "33", " ", "") + record[at + 1:]

    def _domain(self):
        return self._random.choice(self.domains)

    def _name(self):
        """A name for a mechanism."""
        if self._chance(0.2):
            macro = self._random.choice(MISTAKES) if self._chance(0.03) else self._random.choice(MACROS)
            return f"{macro}.{self._one_of('x.example', self._domain())}"
        if self._chance(0.05):
            return self._one_of("nowhere.example", "onelabel", "x." + "l" * 64 + ".example", "%{d}", "%{d}")
        return self._one_of(*HOSTS, self._domain())

    def _lengths(self):
        return self._random.choice([""] * 12 + ["/24", "/0", "/32", "//64", "//0", "/24//64"])

    def _term(self):
        qualifier = self._random.choice(QUALIFIERS)
        kind = self._random.choice(["a", "a", "mx", "ip4", "ip4", "ip6", "include", "include", "exists", "ptr"])
        if self._chance(0.03):
            kind = kind.upper()
        lower = kind.lower()
        if lower in ("a", "mx"):
            lengths = self._random.choice(["/33", "//129", "/08", "/24/64"]) if self._chance(0.01) else self._lengths()
            return qualifier + kind + (f":{self._name()}" if self._chance(0.6) else "") + lengths
        if lower == "ip4":
            if self._chance(0.02):
                return f"{qualifier}{kind}:" + self._one_of("192.0.2", "192.0.2.300", "192.0.2.1/33", "2001:db8::")
            address = self._one_of("192.0.2.1", "192.0.2.0", "198.51.100.0", "203.0.113.5")
            return f"{qualifier}{kind}:{address}" + self._one_of("", "", "", "/24", "/16", "/32", "/1", "/0")
        if lower == "ip6":
            if self._chance(0.02):
                return f"{qualifier}{kind}:" + self._one_of("2001:db8", "2001:db8::1/129", "192.0.2.1", "::1::2")
            address = self._one_of("2001:db8::1", "2001:db8::", "2001:db8:1::", "::ffff:192.0.2.1")
            return f"{qualifier}{kind}:{address}" + self._one_of("", "", "", "/32", "/64", "/128", "/1", "/0")
        if lower == "include":
            return f"{qualifier}{kind}:{self._domain()}"
        if lower == "exists":
            return f"{qualifier}{kind}:{self._name()}"
        return qualifier + kind + (f":{self._name()}" if self._chance(0.4) else "")
