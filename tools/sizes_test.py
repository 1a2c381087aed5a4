#!/usr/bin/python3
"""sizes.py counts correctly in each language, and fails above its limits."""

import contextlib
import io
import unittest
import unittest.mock
from pathlib import Path

import cpp
import sizes

CPP = """
#include <vector>
namespace a {
template <class T>
struct Box : Base {
    explicit Box(int x) : x_{x}, y_(x) {
        run();
    }
    int get() const noexcept { return x_; }
    int x_{0};
};
enum class Color : int { red, blue };
const Row table[] = {
    {"one", 1},
    {"two", 2},
};
auto make(int x) -> std::vector<int> {
    if (x > 1) {
        return {x};
    }
    auto add = [x](int y) {
        return x + y;
    };
    return std::vector<int>{add(1'000)};
}
}  // namespace a
TEST_P(Table, holds) {
    const char* brace = "{"; char quote = '{';
}
"""
PYTHON = "def one():\n    return 1\n\n\nclass A:\n    async def two(self):\n        a = 1\n        return a\n"
BASH = "#!/bin/bash\none() { :; }\ntwo() {\n    if x; then {\n        y\n    }; fi\n}\n"


def lengths(kind, text):
    return {name: last - first + 1 for name, first, last in sizes.functions(kind, text)}


class Sizes(unittest.TestCase):
    def test_cpp(self):
        self.assertEqual(lengths("cpp", CPP), {"Box": 3, "get": 1, "make": 9, "lambda": 3, "TEST_P": 3})

    def test_python(self):
        self.assertEqual(lengths("python", PYTHON), {"one": 2, "two": 3})

    def test_bash(self):
        self.assertEqual(lengths("bash", BASH), {"one": 1, "two": 5})

    def test_language(self):
        for name, text, kind in (("a.cc", "", "cpp"), ("dev", "#!/usr/bin/env bash\n", "bash"),
                                 ("x", "#!/usr/bin/python3\n", "python"), ("a.md", "x\n", None),
                                 ("CMakeLists.txt", "", "cmake"), ("world.toml", "a = 1\n", None)):
            self.assertEqual(sizes.language(Path(name), text), kind, name)

    def test_fails_above_its_limits(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            self.assertEqual(sizes.report([(401, "a.cc"), (400, "b.cc")], 400, "files"), 1)
            self.assertEqual(sizes.report([], 60, "functions"), 0)
        self.assertIn("a.cc   above 400", out.getvalue())

    def test_a_folder_has_its_limit_of_files(self):
        names = [f"a/{i}.cc" for i in range(2)] + ["a/b/c.h", "ab/d.h", "d/a/e.h"]
        self.assertEqual(list(sizes.crowded(names, {"a": 3})), [])
        self.assertEqual(list(sizes.crowded(names, {"a": 2, "ab": 1})), [(3, "a", 2)])

    def test_a_crowded_folder_fails(self):
        limit = {"daemon/app": 0}
        with unittest.mock.patch.object(sizes, "FOLDER_FILES_MAX", limit), \
                contextlib.redirect_stdout(io.StringIO()) as out:
            self.assertEqual(sizes.main(), 1)
        self.assertIn("daemon/app/: ", out.getvalue())

    def test_the_process_is_wiring(self):
        self.assertEqual(sizes.FOLDER_FILES_MAX, {"daemon/app": 25})

    def test_a_function_of_61_lines_is_seen(self):
        body = "void f() {\n" + "    g();\n" * 59 + "}\n"
        self.assertEqual([last - first + 1 for _, first, last in cpp.functions(cpp.parse(body))], [61])


if __name__ == "__main__":
    unittest.main()
