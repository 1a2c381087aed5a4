#!/usr/bin/python3
"""Every rule of layers.py is shown to pass and to fail, on sources of a few lines."""

import re
import unittest

import cpp
import layers

ROOMS = layers.read_rooms((cpp.ROOT / "daemon/CMakeLists.txt").read_text())
SEAM = {"net/seam.h": "#include <boost/asio/awaitable.hpp>\n"}


def found(texts, rooms=None, log=""):
    return [what for _, _, what in layers.check_all(layers.load(texts), rooms or ROOMS, log=log)]


class LayersTest(unittest.TestCase):
    def fails(self, texts, part, **more):
        self.assertTrue(any(part in what for what in found(texts, **more)), found(texts, **more))

    def holds(self, texts):
        self.assertEqual(found(texts), [])


class TheHouse(LayersTest):
    def test_stands_as_it_was_designed(self):
        low = {"base", "model"}
        below = low | {"watch", "config", "net", "store", "observe", "checks", "publish"}
        self.assertEqual(ROOMS, {
            "base": set(), "model": {"base"}, "proto": low, "watch": low, "config": low,
            "net": low | {"proto", "config"}, "store": low | {"watch"},
            "observe": low | {"proto", "watch", "config", "net", "store"},
            "checks": low | {"proto", "config"}, "publish": low | {"watch", "config", "checks"},
            "serve": {"base", "config", "net"}, "engine": below,
            "control": low | {"proto", "watch", "config", "net", "observe", "publish", "serve", "engine"},
            "tool": {"base", "config", "net", "observe", "store", "publish", "serve", "engine", "control"},
            "app": {"base", "config", "net", "publish", "serve", "engine", "control"}})

    def test_stands_as_the_page_on_architecture_says(self):
        page = (cpp.ROOT / "docs/architecture.md").read_text()
        rows = re.findall(r"^\| `(\w+)` \|([\w ]*)\| [^|]+ \|$", page, re.MULTILINE)
        self.assertEqual({room: set(below.split()) for room, below in rows}, ROOMS)

    def test_lists_nothing_that_is_not_used(self):
        rooms = layers.read_rooms("mailwatchd_room(a)\nmailwatchd_room(b)\nmailwatchd_room(c DEPENDS a b)\n")
        files = layers.load({"a/x.h": "", "b/y.h": "", "c/z.h": '#include "a/x.h"\n'})
        self.assertEqual([what for _, _, what in layers.check_list(files, rooms)],
                         ["c depends on b/ but includes nothing of it"])

    def test_counts_only_what_is_listed_itself(self):
        rooms = layers.read_rooms("mailwatchd_room(a)\nmailwatchd_room(b DEPENDS a)\nmailwatchd_room(c DEPENDS b)\n")
        self.fails({"a/x.h": "", "b/y.h": '#include "a/x.h"\n', "c/z.h": '#include "a/x.h"\n'},
                   "c/ does not depend on a/", rooms=rooms)


class Order(LayersTest):
    def test_a_room_includes_what_stands_below(self):
        self.holds({"base/a.h": "", "model/b.h": '#include "base/a.h"\n', "engine/c.cc": '#include "model/b.h"\n'})

    def test_never_what_stands_above(self):
        self.fails({"model/b.h": "", "base/a.h": '#include "model/b.h"\n'}, "base/ does not depend on model/")

    def test_nor_beside(self):
        self.fails({"watch/b.h": "", "proto/a.h": '#include "watch/b.h"\n'}, "proto/ does not depend on watch/")

    def test_serve_knows_neither_checks_nor_publish_even_if_cmake_allows_it(self):
        rooms = ROOMS | {"serve": ROOMS["app"] - {"serve"}}
        for room in ("checks", "publish"):
            self.fails({f"{room}/b.h": "", "serve/a.cc": f'#include "{room}/b.h"\n'}, "must not include", rooms=rooms)

    def test_rooms_form_no_cycle(self):
        rooms = layers.read_rooms("mailwatchd_room(a DEPENDS b)\nmailwatchd_room(b DEPENDS a)\n")
        self.fails({"a/x.h": ""}, "cycle", rooms=rooms)

    def test_a_check_never_includes_another(self):
        self.fails({"checks/pop3/a.h": "", "checks/imap/b.cc": '#include "checks/pop3/a.h"\n'}, "another check's files")

    def test_a_check_includes_its_own_and_what_all_share(self):
        self.holds({"checks/check.h": "", "checks/pop3/a.h": "",
                    "checks/pop3/b.cc": '#include "checks/check.h"\n#include "a.h"\n'})

    def test_an_include_that_leads_nowhere(self):
        self.fails({"base/a.h": '#include "base/gone.h"\n'}, "no such file in the project")


class Homes(LayersTest):
    def test_each_library_at_home(self):
        for home, header in (("net", "openssl/ssl.h"), ("store", "sqlite3.h"),
                             ("publish", "prometheus/registry.h"), ("publish", "boost/json.hpp"),
                             ("publish", "systemd/sd-journal.h"), ("serve", "boost/beast/http.hpp"),
                             ("serve", "zlib.h"), ("app", "spdlog/spdlog.h"), ("app", "systemd/sd-daemon.h"),
                             ("base", "libpsl.h"), ("base", "idn2.h")):
            self.holds({f"{home}/a.cc": f"#include <{header}>\n"})
            for other in ("observe", "checks"):
                self.fails({f"{other}/a.cc": f"#include <{header}>\n"}, "may be included only in")

    def test_toml_in_one_file(self):
        self.holds({"config/document.cc": "#include <toml++/toml.h>\n"})
        self.fails({"config/section.cc": "#include <toml++/toml.h>\n"}, "config/document.cc")

    def test_the_command_line_in_the_mains(self):
        self.holds({"mailwatchd.cc": "#include <CLI/CLI.hpp>\n"})
        self.fails({"app/a.cc": "#include <CLI/CLI.hpp>\n"}, "main")

    def test_openssl_in_base_for_the_digest_only(self):
        self.holds({"base/digest.cc": "#include <openssl/sha.h>\n"})
        self.fails({"base/digest.cc": "#include <openssl/ssl.h>\n"}, "only in net/")

    def test_a_library_nobody_decided_on(self):
        self.fails({"publish/a.cc": "#include <nlohmann/json.hpp>\n"}, "undeclared library")

    def test_standard_and_system_headers_are_free(self):
        self.holds({"net/a.cc": "#include <vector>\n#include <sys/socket.h>\n#include <unistd.h>\n"})


class Asio(LayersTest):
    def test_above_net_only_the_seam(self):
        self.holds(SEAM | {"observe/a.h": '#include "net/seam.h"\n'})
        self.fails({"observe/a.h": "#include <boost/asio/awaitable.hpp>\n"}, "may be included only in")

    def test_not_through_another_header_either(self):
        texts = SEAM | {"net/dialer.h": "#include <boost/asio/io_context.hpp>\n",
                        "observe/a.h": '#include "net/dialer.h"\n', "checks/b.cc": '#include "observe/a.h"\n'}
        self.fails(texts, "checks/b.cc > observe/a.h > net/dialer.h > boost/asio/io_context.hpp")

    def test_the_seam_shows_awaitable_only(self):
        self.fails({"net/seam.h": "#include <boost/asio/io_context.hpp>\n"}, "the seam may include only")

    def test_its_rooms_include_all_of_it(self):
        for room in sorted(layers.ASIO_ROOMS):
            self.holds({f"{room}/a.cc": "#include <boost/asio/io_context.hpp>\n"})

    def test_control_sees_it_in_headers_and_includes_none(self):
        self.holds({"serve/a.h": "#include <boost/asio/io_context.hpp>\n", "control/b.cc": '#include "serve/a.h"\n'})
        self.fails({"control/b.cc": "#include <boost/asio/io_context.hpp>\n"}, "may be included only in")

    def test_only_the_spawning_rooms_spawn(self):
        for call in ("boost::asio::co_spawn(executor, work(), done)", "net::spawn(executor, work())",
                     "mailwatchd::net::spawn(executor, work())"):
            spawn = f"void f() {{ {call}; }}\n"
            for room in ROOMS:
                if room in layers.SPAWNING_ROOMS:
                    self.holds({f"{room}/a.cc": spawn})
                else:
                    self.fails({f"{room}/a.cc": spawn}, "may spawn coroutines: ")

    def test_each_spawning_room_spawns(self):
        daemon = cpp.ROOT / "daemon"
        rooms = {p.relative_to(daemon).parts[0] for p in cpp.tracked("daemon/*.h", "daemon/*.cc")
                 if layers.SPAWN.search(p.read_text(encoding="utf-8"))}
        self.assertEqual(rooms, layers.SPAWNING_ROOMS)


class Purity(LayersTest):
    def test_pure_rooms_and_judges_know_no_world(self):
        for name in ("proto/a.cc", "watch/a.cc", "model/a.h", "checks/pop3/judge.cc"):
            for header in ("sys/socket.h", "spdlog/spdlog.h", "prometheus/gauge.h", "systemd/sd-journal.h",
                           "boost/asio/io_context.hpp"):
                self.fails({name: f"#include <{header}>\n"}, "is pure")

    def test_nor_the_log_sink(self):
        self.fails({"base/log.h": "", "watch/a.cc": '#include "base/log.h"\n'}, "is pure")

    def test_nor_through_another_header(self):
        self.fails(SEAM | {"checks/check.h": '#include "net/seam.h"\n',
                           "checks/pop3/judge.cc": '#include "checks/check.h"\n'}, "is pure")

    def test_a_check_knows_no_network_at_all(self):
        self.fails(SEAM | {"checks/pop3/observe.cc": '#include "net/seam.h"\n'}, "checks/ does not depend on net/")

    def test_time_is_a_value(self):
        self.holds({"watch/a.cc": "#include <chrono>\nauto f(std::chrono::seconds now) { return now; }\n"})

    def test_no_clock_is_read(self):
        for call in ("std::chrono::system_clock::now()", "Clock::now()", "clock_gettime(CLOCK_REALTIME, &t)",
                     "std::time(nullptr)"):
            self.fails({"watch/a.cc": f"auto f() {{ return {call}; }}\n"}, "must not read a clock")
            self.holds({"net/a.cc": f"auto f() {{ return {call}; }}\n"})


class Words(LayersTest):
    def test_comments_and_strings_are_not_code(self):
        self.holds({"watch/a.cc": '// system_clock::now()\n/* #include <zlib.h>\n*/\n'
                                  'auto s = "std::time(0)"; auto r = R"(co_spawn(x))";\n'})

    def test_what_only_the_compiler_saw(self):
        texts = {"base/a.h": "", "base/b.cc": "#include HIDDEN\n"}
        log = "x.o: #deps 2\n    /src/daemon/base/b.cc\n    /src/daemon/base/a.h\n"
        self.fails(texts, "the compiler read base/a.h", log=log)
        self.assertEqual(found(texts | {"base/b.cc": '#include "base/a.h"\n'}, log=log), [])

    def test_what_only_the_compiler_saw_in_a_unity_build(self):
        texts = {"base/a.h": "", "base/b.h": "", "base/a.cc": '#include "base/a.h"\n', "base/b.cc": "#include HIDDEN\n"}
        log = "x.o: #deps 5\n    unity/base.cc\n" + "".join(
            f"    /src/daemon/base/{name}\n" for name in ("a.cc", "a.h", "b.cc", "b.h"))
        self.fails(texts, "the compiler read base/b.h", log=log)
        self.assertEqual(found(texts | {"base/b.cc": '#include "base/b.h"\n'}, log=log), [])


if __name__ == "__main__":
    unittest.main()
