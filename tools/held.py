"""What must not be held across a wait: raw pointers, iterators, and references into containers.

While a coroutine waits, others run: a reload removes the target that a pointer points to, an erase frees the entry
that a reference names. So such a variable must not be used after a co_await. What is needed later is copied before,
held by a handle or a shared_ptr, or looked up again. Nor may an entry be read with operator[] after a co_await: if it
was erased meanwhile, that creates a new one.

Types are unknown here. Considered safe are the coroutine's own values, parameters passed by value or const reference,
what is reached from those without a lookup, and a plain path to a member. If something is safe for another reason, its
line says `// outlives the wait: REASON`.
"""

from dataclasses import dataclass

import cpp_flow

MARK = "outlives the wait:"
# Calls that return an iterator or a reference into their object, or into an argument.
ITERATORS = {"find", "find_if", "find_if_not", "begin", "end", "rbegin", "cbegin", "lower_bound",
             "upper_bound", "equal_range", "emplace", "try_emplace", "insert", "insert_or_assign",
             "min_element", "max_element"}
LOOKUPS = ITERATORS | {"at", "front", "back", "top"}
MAPS = {"map", "unordered_map"}
TYPE_WORDS = {"const", "volatile", "typename", "struct", "unsigned", "signed", "long", "short"}
NO_TYPES = {"return", "co_return", "co_await", "co_yield", "throw", "delete", "using", "else", "case",
            "goto", "new", "template", "static", "constexpr", "if", "for", "while", "do", "switch",
            "default", "typedef", "break", "continue", "this", "operator"}


@dataclass
class Variable:
    names: list[str]
    kind: str  # pointer, reference, or value
    is_const: bool
    start: int  # The first token of its declaration.
    begins: int  # The first token of its initializer.
    ends: int  # The token after the initializer.
    scope_ends: int
    is_loop: bool = False
    holds: str = ""  # What must not be held across a wait; "" if it may be.


def violations(source, maps=None):
    """(line, what) of everything that is held across a wait, and of every mark that is not needed.

    `maps`: the names of the containers whose operator[] creates entries; default: the file's own.
    """
    maps = map_names(source) if maps is None else maps
    found, marks = set(), {c.line for c in source.comments if MARK in c.text}
    needed = set()
    for coroutine in cpp_flow.coroutines(source):
        for first, last, line, what in _judge(coroutine, maps):
            marked = marks & set(range(first, last + 1))
            needed |= marked
            if not marked:
                found.add((line, what))
    found |= {(line, f"`// {MARK}` is not needed: nothing here is held across a wait") for line in marks - needed}
    return sorted(found)


def _judge(coroutine, maps):
    """(first line, last line, line, what): a mark counts on any of these lines."""
    source = coroutine.source
    scan = Scan(coroutine)
    for variable in scan.variables:
        lines = [source.tokens[k].line for k in (variable.start, variable.ends)]
        use = scan.use_after_wait(variable) if variable.holds else None
        if use:
            yield (*lines, source.tokens[use].line,
                   f"{variable.names[0]} ({variable.holds}) is used after a co_await")
        if variable.is_loop and scan.is_foreign_range(variable):
            yield (*lines, lines[0], "a co_await in a loop over a shared container: loop over a copy")
    for k in scan.entries_after_wait(maps):
        line = source.tokens[k].line
        yield line, line, line, "an entry read with operator[] after a co_await: look it up again"


def map_names(source):
    """The names of variables declared as a map, directly or by an alias in the file."""
    kinds, names = set(MAPS), set()
    for k, token in enumerate(source.tokens):
        if token.text not in kinds or token.kind != "word":
            continue
        after = cpp_flow.angle_end(source, k + 1) if source.text(k + 1) == "<" else k + 1
        begins = k - 2 if source.text(k - 1) == "::" else k
        if source.text(begins - 1) == "=" and source.text(begins - 3) == "using":
            kinds.add(source.text(begins - 2))
        elif after and source.tokens[after].kind == "word" and source.text(after + 1) in {";", "{", "="}:
            names.add(source.text(after))
    return names


class Scan:
    def __init__(self, coroutine):
        self.coroutine, self.source = coroutine, coroutine.source
        self.parameters = dict(_parameters(self.source, coroutine.body))
        self.variables = []
        for k in coroutine.statements():
            variable = declaration(self.source, k)
            if variable:
                variable.holds = self._held_by(variable, variable.begins, variable.ends)
                self.variables.append(variable)
        for variable in self.variables:  # Declared without a value, and set later.
            for k in [] if variable.holds or variable.kind == "reference" else self._sets(variable):
                ends = cpp_flow.statement_end(self.source, k)
                variable.holds = variable.holds or self._held_by(variable, k + 2, ends)

    def use_after_wait(self, variable):
        """The first use that can run after a wait since the variable was last set; None if there is none."""
        set_at, sets = variable.ends, self._sets(variable)
        for k in self._uses(variable):
            if k in sets:
                set_at = cpp_flow.statement_end(self.source, k)
            elif k > set_at and self.coroutine.wait_between(set_at, k):
                return k
        return None

    def _uses(self, variable):
        return [k for k in range(variable.ends, variable.scope_ends) if self._names(k, variable)]

    def _sets(self, variable):
        """Where the variable itself gets another value."""
        return [k for k in self._uses(variable) if variable.kind != "reference"
                and self.source.text(k + 1) == "=" and self.source.text(k - 1) != "*"]

    def is_foreign_range(self, variable):
        last = variable.scope_ends
        if not any(variable.ends < wait.at <= last for wait in self.coroutine.waits):
            return False
        chain = Chain(self.source, variable.begins, variable.ends)
        if chain.is_temporary or (chain.last_call and chain.last_call not in LOOKUPS):
            return False  # The loop holds it.
        return bool(chain.roots) and not all(self._is_ours(root, variable.is_const, chain)
                                             for root in chain.roots)

    def entries_after_wait(self, maps):
        """Each `[` of a map outside the frame that is read after a wait."""
        for k in self.coroutine.tokens():
            if self.source.text(k) != "[" or self.source.text(k - 1) not in maps:
                continue
            name, before = self.source.text(k - 1), self.source.text(k - 2)
            is_ours = before != "->" and (name in self.parameters or self._variable(name) is not None)
            is_set = self.source.text(self.source.by_token[k].closes + 1) == "="
            if not is_ours and not is_set and self.coroutine.wait_between(self.coroutine.body.opens, k):
                yield k

    def _names(self, k, variable):
        return (self.source.text(k) in variable.names and self.source.tokens[k].kind == "word"
                and self.source.text(k - 1) not in {".", "->", "::"} and self.source.text(k + 1) != "::")

    def _held_by(self, variable, begins, ends):
        chain = Chain(self.source, begins, ends)
        if chain.waits or chain.is_temporary or not chain.roots:
            return ""
        derived = [root for root in chain.roots if self._holder(root)]
        foreign = [root for root in chain.roots if not self._is_ours(root, variable.is_const, chain)]
        what = {"pointer": "a raw pointer", "reference": "a reference into a container",
                "value": "an iterator"}[variable.kind]
        if variable.kind == "value":
            looked_up = chain.last_call in ITERATORS or (chain.is_address and chain.looks_up)
            return what if looked_up and foreign else ""
        if derived and (chain.is_deeper or variable.kind == "pointer") and not chain.last_call:
            return f"{what}, through {derived[0]}"
        if not foreign:
            return ""
        if variable.kind == "pointer":
            return what if chain.last_call or chain.looks_up else ""
        return what if chain.looks_up or (chain.has_key and not variable.is_const) else ""

    def _holder(self, name):
        return any(v.holds and name in v.names for v in self.variables)

    def _variable(self, name):
        return next((v for v in reversed(self.variables) if name in v.names), None)

    def _is_ours(self, root, is_const, chain):
        """Whether the frame owns what that name leads to."""
        if root in self.parameters:
            return self.parameters[root] and (is_const or not chain.goes_elsewhere)
        variable = self._variable(root)
        if variable is None:  # A member, or a constant among the arguments.
            return not (root.endswith("_") or root == "this" or root == chain.roots[0])
        if variable.kind != "value":
            return self._alias_is_ours(variable, is_const)
        return not variable.holds and (is_const or not chain.goes_elsewhere)

    def _alias_is_ours(self, variable, is_const):
        chain = Chain(self.source, variable.begins, variable.ends)
        if variable.holds:
            return False
        return chain.waits or all(self._is_ours(root, is_const, chain) for root in chain.roots
                                  if root not in variable.names)


class Chain:
    """What an initializer depends on: the names at the start of its paths, and the rest of the paths."""

    def __init__(self, source, begins, ends):
        texts = [source.text(k) for k in range(begins, ends)]
        self.waits = "co_await" in texts
        self.is_address = texts[:1] == ["&"]
        self.goes_elsewhere = "->" in texts or texts[:1] == ["*"]
        self.is_deeper = self.goes_elsewhere or "." in texts or "[" in texts
        self.roots, self.looks_up, self.last_call = [], False, ""
        self.is_temporary = False  # A braced value, held by the variable that it initializes.
        self.has_key = False  # The last call has arguments: it looks something up.
        k = begins
        while k < ends:
            k = self._step(source, k, ends)

    def _step(self, source, k, ends):
        opened = source.by_token.get(k)
        if opened and opened.role in {"lambda", "capture", "init"}:
            self.is_temporary |= opened.role == "init" and opened.closes == ends - 1
            return opened.closes + 1
        if source.text(k) == "[" and opened and opened.opens == k:
            self.looks_up, self.last_call, self.has_key = True, "", False
            return opened.closes + 1  # The content of an index is not what it leads to.
        if source.tokens[k].kind != "word":
            return k + 1
        return self._word(source, k, ends)

    def _word(self, source, k, ends):
        before, name = source.text(k - 1), source.text(k)
        after = cpp_flow.angle_end(source, k + 1) if source.text(k + 1) == "<" else k + 1
        is_call = source.text(after or k + 1) == "("
        if before in {".", "->"}:
            self.last_call = name if is_call else ""
            self.has_key = is_call and source.by_token[after].closes > after + 1
            self.looks_up |= is_call and name in LOOKUPS
            return source.by_token[after].closes + 1 if is_call else k + 1
        if is_call:
            self.last_call, self.has_key = name, source.by_token[after].closes > after + 1
            self.looks_up |= name in LOOKUPS
            return after + 1  # A free function: its result depends on its arguments.
        if source.text(k + 1) != "::" and before != "::" and name not in {"nullptr", "true", "false"}:
            self.roots.append(name)
        return k + 1


def declaration(source, k):
    """The Variable declared by the statement or clause at k; None for other statements."""
    start, is_const = k, False
    while source.text(k) in TYPE_WORDS:
        is_const |= source.text(k) == "const"
        k += 1
    k = _type_end(source, k)
    if not k:
        return None
    kind = "value"
    while source.text(k) in {"*", "&", "&&", "const"}:
        kind = {"*": "pointer", "const": kind}.get(source.text(k), "reference")
        k += 1
    names, after = _declared_names(source, k)
    if not names or source.text(after) not in {"=", "{", "(", ":", ";"}:
        return None
    is_loop = source.text(after) == ":"
    if is_loop and source.text(source.parent[k].opens - 1) != "for":
        return None
    ends = _initializer_end(source, after)
    return Variable(names, kind, is_const, start, after + 1, ends,
                    cpp_flow.scope_end(source, k), is_loop)


def _type_end(source, k):
    if source.tokens[k].kind != "word" or source.text(k) in NO_TYPES:
        return 0
    while source.tokens[k].kind == "word":
        k += 1
        if source.text(k) == "<":
            k = cpp_flow.angle_end(source, k)
        if source.text(k) != "::" or not k:
            return k
        k += 1
    return 0


def _declared_names(source, k):
    if k >= len(source.tokens):
        return [], k
    if source.text(k) == "[":
        closes = source.by_token[k].closes
        return [source.text(i) for i in range(k + 1, closes) if source.tokens[i].kind == "word"], closes + 1
    return ([source.text(k)], k + 1) if source.tokens[k].kind == "word" else ([], k)


def _initializer_end(source, after):
    opened = source.by_token.get(after)
    if opened and opened.opens == after:
        return opened.closes
    return cpp_flow.statement_end(source, after)


def _parameters(source, body):
    """(name, whether the frame or its caller keeps it unchanged) of each parameter."""
    k = body.head if body.role == "function" else body.opens
    if body.role == "lambda":
        while k > 0 and source.text(k) != "]":
            k -= 1
        k += 1
    while k < body.opens and source.text(k) != "(":
        k = cpp_flow.angle_end(source, k) or k + 1 if source.text(k) == "<" else k + 1
    if source.text(k) != "(" or k >= body.opens:
        return
    closes, at = source.by_token[k].closes, k + 1
    while at < closes:
        end = at
        while end < closes and source.text(end) != ",":
            if source.text(end) == "<":
                end = cpp_flow.angle_end(source, end) or end + 1
            else:
                opened = source.by_token.get(end)
                end = opened.closes + 1 if opened and opened.opens == end else end + 1
        texts = [source.text(i) for i in range(at, end)]
        if texts and source.tokens[end - 1].kind == "word":
            yield texts[-1], not {"&", "*"} & set(texts) or "const" in texts
        at = end + 1
