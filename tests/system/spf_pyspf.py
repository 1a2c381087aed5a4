"""Debian's python3-spf with a DNS in memory, for comparison with spf_driver. Each of its deviations from
our reading of RFC 7208 can be corrected separately."""

import spf


class Corrected(spf.query):
    """`ways` are names of REASONS (spf_differential_test.py)."""

    def __init__(self, ways, **more):
        self.ways = ways
        self.counts = True  # whether a void lookup counts now
        super().__init__(**more)

    def dns(self, name, qtype, cnames=None, ignore_void=False):
        if "voids" not in self.ways:
            return super().dns(name, qtype, cnames=cnames, ignore_void=ignore_void)
        found = super().dns(name, qtype, cnames=cnames, ignore_void=True)
        if not found and not ignore_void and self.counts and cnames is None and self._is_name(name):
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many void look-ups")
        return found

    @staticmethod
    def _is_name(name):
        return all(0 < len(label) < 64 for label in name.rstrip(".").split("."))

    def check0(self, spf, recursion):
        if "redirect unread" in self.ways and spf and "redirect=" in spf.lower():
            self.lookups -= 1  # It counts one when it parses the term.
        return super().check0(spf, recursion)

    def validated_ptrs(self):
        lenient = "ptr errors" in self.ways
        try:
            names = self.dns_ptr(self.i)[:spf.MAX_PTR]
        except spf.TempError:
            if lenient:
                return []
            raise
        counted, self.counts = self.counts, False
        try:
            return [name for name in names if self._leads_back(name, lenient)]
        finally:
            self.counts = counted

    def _leads_back(self, name, lenient):
        try:
            return self.cidrmatch(self.dns_a(name, self.A), self.cidrmax)
        except spf.TempError:
            if lenient:
                return False
            raise

    def getp(self):
        counted, self.counts = self.counts, False
        try:
            return super().getp()
        finally:
            self.counts = counted

    def dns_mx(self, domainname):
        if "mx at once" not in self.ways:
            return super().dns_mx(domainname)
        hosts = sorted(self.dns(domainname, "MX"))
        if len(hosts) > spf.MAX_MX:
            raise spf.PermError("too many MX hosts")
        return (address for _, host in hosts for address in self.dns_a(host, self.A))

    def cidrmatch(self, ipaddrs, n):
        return any(super(Corrected, self).cidrmatch([address], n) for address in ipaddrs)


class Pyspf:
    def __init__(self):
        spf.DNSLookup = self._look_up
        self._records, self._silent = {}, set()

    def set_zone(self, records, silent):
        self._records, self._silent = records, silent

    def evaluate(self, client, sender, helo, ways=None):
        """(result, explanation); without `ways`, as shipped by Debian."""
        question = {"i": client, "s": sender, "h": helo}
        query = spf.query(**question) if ways is None else Corrected(ways, **question)
        result, _, text = query.check()
        return result, text

    def _look_up(self, name, kind, strict=True, timeout=20):
        del strict, timeout
        values = self._records.get((name, kind))
        if values is not None:
            return [((name, kind), value) for value in values]
        if name in self._silent:
            raise spf.TempError("DNS timeout")
        return [((name, "CNAME"), value) for value in self._records.get((name, "CNAME"), [])]
