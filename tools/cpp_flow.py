"""The flow of a coroutine as far as brackets show it: its waits, and what can run after one."""

from dataclasses import dataclass

import cpp

LEAVES = {"return", "co_return", "throw"}


@dataclass(frozen=True)
class Wait:
    at: int  # The co_await.
    ends: int  # The token after the awaited expression, which is still evaluated before.


class Coroutine:
    """One body with its waits; the waits of lambdas inside it belong to the lambdas."""

    def __init__(self, source, body):
        self.source, self.body = source, body
        self.waits = [Wait(i, operand_end(source, i + 1)) for i in self.tokens()
                      if source.text(i) == "co_await"]
        self.loops = [loop for loop in map(self._loop, self.tokens()) if loop]

    def tokens(self):
        """Those of the body, without those of lambdas inside it."""
        k = self.body.opens + 1
        while k < self.body.closes:
            bracket = self.source.by_token.get(k)
            if bracket and bracket.opens == k and bracket.role == "lambda":
                k = bracket.closes
            else:
                yield k
            k += 1

    def statements(self):
        """Where each statement and each clause of a control's parenthesis begins."""
        for k in self.tokens():
            before, here = self.source.text(k - 1), self.source.parent[k]
            opened = self.source.by_token.get(k - 1)
            if opened and opened.closes == k - 1:
                starts = opened.has_statements or is_control(self.source, opened)
            else:
                starts = before in {"{", ";", "else", ":"} or (before == "(" and is_control(self.source, here))
            if starts and (here.has_statements or is_control(self.source, here)):
                yield k

    def _loop(self, k):
        """(first, last) token of the loop that token k begins."""
        if self.source.text(k) in {"for", "while"} and self.source.text(k + 1) == "(":
            return k, statement_end(self.source, k)
        if self.source.text(k) == "do":
            return k, statement_end(self.source, k + 1)
        return None

    def wait_between(self, begins, use):
        """A wait after which `use` can run while the value from `begins` is unchanged."""
        for wait in self.waits:
            if begins < wait.at and wait.ends <= use and self._reaches(wait, use):
                return wait
            for first, last in self.loops:  # Once more around the loop.
                if begins < first < use <= last and first < wait.at <= last:
                    return wait
        return None

    def _reaches(self, wait, use):
        bracket = self.source.parent[wait.at]
        while not bracket.opens < use < bracket.closes:
            if bracket.has_statements and (self._leaves(bracket) or self._is_other_branch(bracket, use)):
                return False
            bracket = bracket.parent
        return not self._is_left_at_once(wait, use)

    def _leaves(self, bracket):
        """Whether the block ends with co_return: nothing after it runs after its content."""
        k = bracket.closes - 1
        if self.source.text(k) != ";":
            return False
        start = max((s for s in self.statements() if s < k and self.source.parent[s] is bracket),
                    default=k)
        return self.source.text(start) in LEAVES

    def _is_other_branch(self, bracket, use):
        k = bracket.closes + 1
        return (self.source.text(k) == "else" and k < use <= statement_end(self.source, k + 1)
                and not any(first > bracket.closes for first, last in self.loops if first <= use <= last
                            and first < bracket.opens))

    def _is_left_at_once(self, wait, use):
        """`co_return co_await …`, and `if (…) co_return co_await …` without braces."""
        k = wait.at
        while k > 0 and self.source.text(k - 1) not in {";", "{", "}"}:
            k -= 1
            if self.source.text(k) in LEAVES:
                end = wait.ends
                while self.source.text(end) != ";":
                    end += 1
                return use > end
        return False


def coroutines(source):
    for bracket in source.brackets:
        if bracket.role in {"function", "lambda"} and bracket.closes > 0:
            coroutine = Coroutine(source, bracket)
            if coroutine.waits:
                yield coroutine


def is_control(source, bracket):
    """The parenthesis of if, while, for, switch: each of its clauses is a full expression."""
    before = source.text(bracket.opens - 1)
    return bracket.role == "paren" and (
        before in cpp.CONTROL or (before == "constexpr" and source.text(bracket.opens - 2) == "if"))


def statement_end(source, k):
    """The last token of the statement that begins at k."""
    if source.text(k) in cpp.CONTROL:
        k += 2 if source.text(k + 1) == "constexpr" else 1
        end = statement_end(source, source.by_token[k].closes + 1)
        return statement_end(source, end + 2) if source.text(end + 1) == "else" else end
    opened = source.by_token.get(k)
    if opened and opened.opens == k and opened.has_statements:
        return opened.closes
    here = source.parent[k]
    while k < here.closes and source.text(k) != ";":
        opened = source.by_token.get(k)
        k = opened.closes + 1 if opened and opened.opens == k else k + 1
    return k


def scope_end(source, k):
    """Where the scope of a declaration at k ends: its block, or the statement that its control governs."""
    here = source.parent[k]
    if here.has_statements:
        return here.closes
    begin = here.opens - (2 if source.text(here.opens - 1) == "constexpr" else 1)
    return statement_end(source, begin)


def operand_end(source, k):
    """The token after the prefix and postfix expression that begins at k."""
    while source.text(k) in {"*", "&", "!"}:
        k += 1
    while k < len(source.tokens):
        opened = source.by_token.get(k)
        if opened and opened.opens == k and opened.role != "lambda" and source.text(k) in "([{":
            k = opened.closes + 1
        elif source.text(k) == "<" and angle_end(source, k):
            k = angle_end(source, k)
        elif source.tokens[k].kind == "word" or source.text(k) in {"::", ".", "->"}:
            k += 1
        else:
            break
    return k


def angle_end(source, k):
    """The token after the template arguments that begin at k; 0 if `<` means less."""
    depth = 0
    while k < len(source.tokens) and source.text(k) not in {";", "{", "&&", "||"}:
        opened = source.by_token.get(k)
        if opened and opened.opens == k:
            k = opened.closes
        elif opened:
            return 0
        depth += (source.text(k) == "<") - (source.text(k) == ">")
        k += 1
        if depth == 0:
            return k
    return 0
