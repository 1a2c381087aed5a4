"""The coroutine rule: a co_await stands alone, with named arguments.

g++ 12 miscompiles temporaries that live across a suspension if they are aggregates, lambdas with captures, or a branch
of ?: (docs/adr: "A co_await stands alone"). clang does not, so no test with clang can show it. Types are unknown here:
braces count as an aggregate unless they follow a name of namespace std other than std::array.
"""

import cpp
from cpp_flow import is_control


def violations(source):
    """(line, what) of every co_await that does not stand alone."""
    found = set()
    for i, token in enumerate(source.tokens):
        if token.text == "co_await" and token.kind == "word":
            for what in _judge(source, i):
                found.add((token.line, what))
    return sorted(found)


def _judge(source, i):
    bracket = source.parent[i]
    while not bracket.has_statements and not is_control(source, bracket):
        if bracket.role == "init":
            yield "braces around a co_await: name its result first"
            return
        bracket = bracket.parent
    start, end = _full_expression(source, bracket, i)
    if _in_conditional(source, i, start, end):
        yield "co_await as an operand of ?: : use if and else"
    for k in _temporaries(source, start, end):
        inner = source.by_token[k]
        if inner.role == "init" and not _is_std(source, k):
            yield "a braced temporary in an expression with co_await: name it, then std::move it"
        if inner.role == "capture" and _captures_values(source, inner):
            yield "a lambda with captures in an expression with co_await: name it, then std::move it"


def _full_expression(source, bracket, i):
    start, end = i, i
    while start > bracket.opens + 1 and not _ends_statement(source, bracket, start - 1):
        start -= 1
    while end < bracket.closes and not (source.text(end) == ";" and source.parent[end] is bracket):
        end += 1
    return _after_controls(source, start, i), end


def _ends_statement(source, bracket, k):
    if source.text(k) == ";":
        return source.parent[k] is bracket
    closed = source.by_token.get(k)
    return (closed is not None and closed.closes == k and closed.parent is bracket
            and closed.has_statements and closed.role != "lambda")


def _after_controls(source, start, i):
    """Skips `if (…)`, `else`, `case x:` before the expression itself."""
    while start < i:
        text = source.text(start)
        if text in {"else", "do"}:
            start += 1
        elif text in cpp.CONTROL:
            start += 2 if source.text(start + 1) == "constexpr" else 1
            start = source.by_token[start].closes + 1
        elif text in {"case", "default"}:
            while start < i and source.text(start) != ":":
                start += 1
            start += 1
        else:
            break
    return start


def _in_conditional(source, i, start, end):
    """Whether the co_await, or a call that it is an argument of, is an operand of `?`."""
    bracket, inside = source.parent[i], i
    while True:
        first, last = inside, inside
        while first > max(start, bracket.opens + 1) and not _is_comma(source, bracket, first - 1):
            first -= 1
        while last < min(end, bracket.closes) and not _is_comma(source, bracket, last):
            last += 1
        if any(source.text(k) == "?" and source.parent[k] is bracket for k in range(first, last)):
            return True
        if bracket.has_statements or bracket.opens < start:
            return False
        inside, bracket = bracket.opens, bracket.parent


def _is_comma(source, bracket, k):
    return source.text(k) == "," and source.parent[k] is bracket and not bracket.has_statements


def _temporaries(source, start, end):
    """The opening brackets of the expression, except those inside a lambda's body."""
    k = start
    while k < end:
        bracket = source.by_token.get(k)
        if bracket and bracket.opens == k:
            if bracket.has_statements:
                k = bracket.closes
            else:
                yield k
        k += 1


def _captures_values(source, capture):
    """Whether anything but `&`, `&name` and `this` is captured."""
    texts = [source.text(k) for k in range(capture.opens + 1, capture.closes)]
    items = " ".join(texts).split(" , ") if texts else []
    return any(item not in {"&", "this"} and not (item.startswith("& ") and "=" not in item)
               for item in items)


def _is_std(source, opening):
    k = opening - 1
    if source.text(k) == ">":
        depth = 0
        while k >= 0:
            depth += (source.text(k) == ">") - (source.text(k) == "<")
            k -= 1
            if depth == 0:
                break
    names = []
    while k >= 0 and source.tokens[k].kind == "word":
        names.insert(0, source.text(k))
        if source.text(k - 1) != "::":
            break
        k -= 2
    return len(names) > 1 and names[0] == "std" and names[-1] != "array"
