#!/usr/bin/python3
"""What is held across a wait, form by form: violations are found, and safe code is accepted."""

import unittest

import cpp
import held
import layers

MAPS = {"lines", "health_", "looks_", "counts"}

POINTERS = """
auto* x = targets_.find(name); co_await a(); use(*x);
const auto* const x = targets_.find(name); co_await a(); use(x->plan);
Target* x = targets_.find(name); co_await a(); use(*x);
const model::Zone* const x = zone_named(*zones_, name); co_await a(); use(*x);
auto* const x = &targets_[name]; co_await a(); use(*x);
auto* const x = &*targets_.find(name); co_await a(); use(*x);
if (auto* const x = targets_.find(name)) { co_await a(); use(*x); }
if (auto* x = targets_.find(name); x != nullptr) { co_await a(); use(*x); }
auto* x = targets_.find(name); if (c) { co_await a(); } use(*x);
auto* x = targets_.find(name); if (c) co_await a(); else use(*x); use(*x);
auto* x = targets_.find(name); auto f = [&] { return x->name; }; co_await a(); use([&] { return *x; });
auto* x = targets_.find(name); for (;;) { use(*x); co_await a(); }
auto* x = targets_.find(name); while (x->next) { co_await a(); }
auto* x = targets_.find(name); do { use(*x); co_await a(); } while (c);
auto* x = targets_.find(name); const auto r = co_await a(); use(r, *x);
auto* x = targets_.find(name); co_await a(); x = targets_.find(name); co_await a(); use(*x);
auto* x = targets_.find(name); for (;;) { if (c) { co_await a(); } else { use(*x); } }
auto* x = changeable.find(name); co_await a(); use(*x);
auto* x = targets_.find(name); x->asked = now; co_await a(); use(*x);
Target* x = nullptr; x = targets_.find(name); co_await a(); use(*x);
Target* x = nullptr; for (;;) { if (x) use(*x); x = targets_.find(name); co_await a(); }
auto* x = plan_.get(); co_await a(); use(*x);
"""
REFERENCES = """
auto* x = targets_.find(name); auto& plan = x->plan; co_await a(); use(plan);
auto& x = map_[key]; co_await a(); use(x);
auto& x = book->lines[key]; co_await a(); use(x);
auto& x = *targets_.find(name); co_await a(); use(x);
const auto& x = targets_.at(name); co_await a(); use(x);
Target& x = lookup(targets_, name); co_await a(); use(x);
auto& x = target_of(targets_, name); co_await a(); use(x);
auto& x = targets_.find(name)->second.plan; co_await a(); use(x);
const auto& [id, x] = *targets_.begin(); co_await a(); use(x);
auto& x = lines[key]; co_await a(); use(x);
const auto& x = changeable.entries.front(); co_await a(); use(x);
auto& x = map_.try_emplace(key, Place{}).first->second; co_await a(); use(x);
const auto found = map_.find(key); const auto& x = found->second; co_await a(); use(x);
"""
ITERATORS = """
const auto x = map_.find(key); co_await a(); use(x->second);
auto x = map_.begin(); for (; x != end; ++x) { co_await a(); }
const auto x = std::ranges::find(list_, key); co_await a(); use(*x);
const auto x = queue_.insert(queue_.end(), bell); co_await a(); queue_.erase(x);
Map::iterator x; x = map_.find(key); co_await a(); use(x->second);
const auto [x, is_new] = map_.emplace(key, 1); co_await a(); use(x->second);
const auto x = &map_[key]; co_await a(); use(*x);
"""
LOOPS = """
for (auto& [name, target] : targets_) { co_await a(name); }
for (const auto& x : list_) co_await a(x);
for (const auto& x : parts_->list) { if (c) co_await a(x); }
for (const auto x : changeable.list) co_await a(x);
auto& all = list_; for (const auto& x : all) co_await a(x);
const auto book = book_; for (auto& x : book->list) co_await a(x);
"""
ENTRIES = """
co_await a(); use(health_[key]);
co_await a(); health_[key].state = 1;
co_await a(); const auto& known = health_[{zone.name, family}]; use(known);
co_await a(); ++looks_[key];
co_await a(); book->lines[key].wakes_at.reset();
for (;;) { use(health_[key]); co_await a(); }
const auto found = co_await a(health_[key]); use(health_[key]);
"""
FINE = r"""
auto* x = targets_.find(name); use(*x); co_await a();
auto* x = targets_.find(name); co_await a(x->name);
auto* x = targets_.find(name); const auto plan = x->plan; co_await a(); use(plan);
auto* x = targets_.find(name); if (!x) { co_await a(); co_return; } use(*x);
auto* x = targets_.find(name); if (c) co_return co_await a(); use(*x);
auto* x = targets_.find(name); if (c) { co_await a(); } else { use(*x); }
auto* x = targets_.find(name); co_await a(); x = targets_.find(name); use(*x);
for (;;) { auto* x = targets_.find(name); use(*x); co_await a(); }
while (auto* const x = targets_.find(name)) { use(*x); co_await a(); }
{ auto* x = targets_.find(name); use(*x); } co_await a(); int x = 1; use(x);
auto task = [&]() -> Awaitable<void> { co_await a(); }; auto* x = targets_.find(name); use(*x);
Target* x = nullptr; co_await a(); x = targets_.find(name); use(*x);
auto* const clock = clock_; co_await a(); use(*clock);
auto* const self = this; co_await a(); use(*self);
const char* const x = "text"; co_await a(); use(x);
const auto* const x = &settings_; co_await a(); use(*x);
const auto& settings = settings_; co_await a(); use(settings);
auto& db = parts_->db; co_await a(); use(db);
auto& channel = *closing.channel; co_await a(); use(channel);
auto& active = engine_.observer.active(); co_await a(); use(active);
const auto& x = compute(name_); co_await a(); use(x);
const auto x = map_.at(key); co_await a(); use(x);
const auto size = map_.size(); co_await a(); use(size);
auto step = auditor_.next(); co_await a(); use(step);
std::vector<int> list; auto& x = list.front(); co_await a(); use(x);
std::vector<int> list; for (auto& x : list) co_await a(x);
const auto plan = plan_; for (const auto& x : plan->list) co_await a(x);
const auto plan = plan_; const auto& x = plan->list.front(); co_await a(); use(x);
auto list = co_await b(); auto found = list.find(1); co_await a(); use(found);
for (const auto& x : snapshot()) co_await a(x);
for (const auto& x : names_of(targets_)) co_await a(x);
for (const auto& x : std::set{all_}) co_await a(x);
for (const auto family : {v4, v6}) co_await a(family);
for (const auto& x : list_) use(x); co_await a();
for (const auto& x : fixed.list) co_await a(x);
for (const auto& x : owned) co_await a(x);
const auto at = owned.find(':'); co_await a(); use(at);
const auto& x = fixed.list.front(); co_await a(); use(x);
auto* x = targets_.find(name); auto y = other.x; co_await a(); use(other.x, it->x);
use(health_[key]); co_await a();
co_await a(); health_[key] = 1;
co_await a(); list_[0].use();
std::map<int, int> counts; co_await a(); ++counts[1];
co_await a(health_[key]);
auto* x = targets_.find(name);  // outlives the wait: nothing is ever removed\n co_await a(); use(*x);
for (const auto& x : list_) co_await a(x);  // outlives the wait: set once, at the start
co_await a(); use(health_[key]);  // outlives the wait: all keys are there from the start
"""
NOT_WAITING = """
auto* x = targets_.find(name); use(*x); use(*x);
for (auto& x : list_) use(health_[x]);
"""


def judged(statements):
    text = ("Awaitable<void> Class::run(Changeable& changeable, const Fixed& fixed, "
            f"std::string owned) {{\n{statements}\n}}\n")
    return [what for _, what in held.violations(cpp.parse(text), MAPS)]


class Held(unittest.TestCase):
    def each(self, statements, part):
        for statement in statements.strip().splitlines():
            with self.subTest(statement):
                self.assertTrue(any(part in what for what in judged(statement)), judged(statement))

    def none(self, statements):
        for statement in statements.strip().splitlines():
            with self.subTest(statement):
                self.assertEqual(judged(statement.replace("\\n", "\n")), [])

    def test_raw_pointers(self):
        self.each(POINTERS, "(a raw pointer")

    def test_references_into_containers(self):
        self.each(REFERENCES, "a reference into a container")

    def test_iterators(self):
        self.each(ITERATORS, "is used after a co_await")

    def test_loops_over_what_others_change(self):
        self.each(LOOPS, "loop over a copy")

    def test_entries_read_with_operator_brackets(self):
        self.each(ENTRIES, "operator[]")

    def test_fine(self):
        self.none(FINE)

    def test_functions_that_do_not_wait(self):
        self.none(NOT_WAITING)

    def test_a_lambda_is_a_coroutine_of_its_own(self):
        inner = "auto task = [this]() -> Awaitable<void> {{ {} }}; task();"
        held_inside = inner.format("auto* x = targets_.find(name); co_await a(); use(*x);")
        self.assertEqual(len(judged(held_inside)), 1)
        self.assertEqual(judged(inner.format("co_await a(); use(targets_.find(name));")), [])

    def test_a_mark_that_marks_nothing_is_told(self):
        self.assertIn("nothing here is held", judged("co_await a();  // outlives the wait: no\n")[0])

    def test_the_line_is_the_uses(self):
        source = cpp.parse("task f() {\n    auto* x = m_.find(1);\n    co_await a();\n    use(*x);\n}\n")
        self.assertEqual([line for line, _ in held.violations(source)], [4])

    def test_maps_are_known_by_their_declaration(self):
        source = cpp.parse("using Table = std::map<int, std::vector<X>>;\nstruct A {\n    Table flights;\n"
                           "    std::map<std::string, int, std::less<>> health_{};\n    std::vector<int> all_;\n};\n")
        self.assertEqual(held.map_names(source), {"flights", "health_"})


class InTheRooms(unittest.TestCase):
    HELD = "task f() {\n    auto* x = m_.find(1);\n    co_await a();\n    use(*x);\n}\n"

    def found(self, name):
        return [what for _, _, what in layers.check_held(layers.load({name: self.HELD}))]

    def test_holds_in_every_room(self):
        for room in layers.read_rooms((cpp.ROOT / "daemon/CMakeLists.txt").read_text()):
            self.assertEqual(len(self.found(f"{room}/a.cc")), 1, room)

    def test_a_map_is_known_from_another_file(self):
        files = layers.load({"net/a.h": "struct A { std::map<int, int> seen_; };\n",
                             "net/a.cc": "task A::f() {\n    co_await a();\n    use(seen_[1]);\n}\n"})
        self.assertEqual([(name, line) for name, line, _ in layers.check_held(files)], [("net/a.cc", 3)])


if __name__ == "__main__":
    unittest.main()
