#!/usr/bin/python3
"""The coroutine rule, statement by statement: what g++ 12 compiles correctly and what crashes."""

import unittest

import coroutines
import cpp

FINE = """
co_await ask(query, deadline);
auto answer = co_await ask(std::move(query));
const auto answer = co_await resolver.ask(question, options, deadline);
co_return co_await ask(query);
facts.names = co_await ask(query);
const auto [ec, size] = co_await socket.async_read_some(buffer(chunk), as_tuple(use_awaitable));
if (auto x = co_await a(); x) { return Facts{1, 2}; }
if (co_await a() && co_await b()) co_return Failure{Errc::malformed, "greeting"};
switch (co_await a()) { case 1: use(Facts{1}); break; }
for (const auto& x : co_await a()) use(Facts{x});
while (const auto line = co_await next()) lines.push_back(Line{*line});
auto both = f(co_await a(), co_await b());
std::vector<int> v(3, co_await a());
co_await ask(std::string{"example.org"}, std::chrono::seconds{5});
co_await ask(std::vector<std::string>{names});
co_await ask(c ? 1 : 2);
const int n = c ? 1 : 2; co_await ask(n);
co_await away(pool, [] { return 1; });
co_await away(pool, [&] { return Facts{1}; });
co_await away(pool, [this, &x] { return x ? 1 : 2; });
auto work = [p = std::move(p)] { return p; }; co_await away(pool, std::move(work));
Ask q{.name = n}; co_await ask(std::move(q));
auto task = [p]() -> Awaitable<void> { co_await a(); }; task();
run([p]() -> Awaitable<void> { co_await a(); }());
names[0] = co_await ask(query);
co_await (std::move(work) || timer.async_wait(use_awaitable));
if (x) co_await a(); else co_await b();
switch (x) { case 1: co_await a(); break; default: co_await b(); }
"""
BRACES = """
auto f = Facts{co_await a(), co_await b()};
Facts f{co_await a()};
Facts f = {.name = co_await a()};
auto [x, y] = Pair{co_await a(), 1};
auto p = std::make_unique<P>(P{S{}, co_await a()});
co_return {co_await a()};
co_return Failure{code, co_await a()};
asio::steady_timer timer{co_await asio::this_coro::executor, deadline.at};
"""
AGGREGATE = """
co_await ask(Ask{.name = n});
const auto r = co_await ask(query, Options{});
co_await many({a, b});
co_await ask(std::array{1, 2});
co_return co_await ask(net::Question{name, 1});
if (auto r = co_await ask(Ask{1}); r) use(r);
auto both = f(Ask{1}, co_await b());
auto r = co_await ask<A, B>(Ask{1});
if (x) co_await ask(Ask{1});
"""
LAMBDA = """
co_await away(pool, [p = std::move(p)] { return p; });
const auto r = co_await away(pool, [p] { return p; });
co_await away(pool, [=] { return p; });
co_await away(pool, [&, n] { return n; });
"""
CONDITIONAL = """
auto r = c ? co_await a() : co_await b();
co_return c ? co_await a() : none;
auto r = f(c ? co_await a() : none, 1);
auto r = co_await a() ? 1 : 2;
auto r = c ? g(co_await a()) : none;
"""


def judged(statement):
    source = cpp.parse(f"Awaitable<void> Class::run(int c) const {{\n{statement}\n}}\n")
    return [what for _, what in coroutines.violations(source)]


class Coroutines(unittest.TestCase):
    def each(self, statements, part):
        for statement in statements.strip().splitlines():
            with self.subTest(statement):
                self.assertTrue(any(part in what for what in judged(statement)), judged(statement))

    def test_fine(self):
        for statement in FINE.strip().splitlines():
            with self.subTest(statement):
                self.assertEqual(judged(statement), [])

    def test_braces_around(self):
        self.each(BRACES, "braces around")

    def test_braced_temporary_beside(self):
        self.each(AGGREGATE, "braced temporary")

    def test_lambda_with_captures_beside(self):
        self.each(LAMBDA, "lambda with captures")

    def test_operand_of_conditional(self):
        self.each(CONDITIONAL, "?:")

    def test_line_is_the_co_awaits(self):
        source = cpp.parse("task f() {\n    a();\n    auto x =\n        Facts{co_await a()};\n}\n")
        self.assertEqual([line for line, _ in coroutines.violations(source)], [4])


if __name__ == "__main__":
    unittest.main()
