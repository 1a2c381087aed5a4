#!/usr/bin/python3
"""Checks the structure of the sources: who may include whom, and the rules for coroutines.

daemon/CMakeLists.txt declares the rooms and their dependencies; the table below says where third-party headers belong.
Included files are followed, so a header cannot pass Asio on to the rooms above. If ninja's dependency log of
build/release exists, the compiler's view is compared.
"""

import fnmatch
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import coroutines
import cpp
import held

# Rooms that may include Asio: the network's two edges and those that own a loop or a thread.
ASIO_ROOMS = {"net", "serve", "engine", "tool", "app"}
# A header, and the only places that may include it: a room ("net/"), a file, or "main" for the mains.
HOMES = [
    ("boost/asio*", sorted(f"{room}/" for room in ASIO_ROOMS)),
    ("openssl/sha.h", ["net/", "base/digest.cc"]),
    ("openssl/*", ["net/"]),
    ("toml++/*", ["config/document.cc"]),
    ("sqlite3.h", ["store/"]),
    ("prometheus/*", ["publish/"]),
    ("systemd/sd-journal.h", ["publish/"]),
    ("boost/json*", ["publish/"]),
    ("boost/beast*", ["serve/"]),
    ("zlib.h", ["serve/"]),
    ("crypt.h", ["serve/"]),
    ("spdlog/*", ["app/"]),
    ("fmt/*", ["app/"]),
    ("systemd/*", ["app/"]),
    ("libpsl.h", ["base/"]),
    ("idn2.h", ["base/"]),
    ("CLI/*", ["main"]),
    ("boost/*", ["*"]),
]
SEAM = "net/seam.h"
SEAM_HEADER = "boost/asio/awaitable.hpp"
ASIO = re.compile(r"boost/(asio|beast)[/.]")
# POSIX and Linux: any other header with a suffix belongs to an undeclared library.
SYSTEM = re.compile(r"(sys|netinet|arpa|net|linux|asm)/|"
                    r"(unistd|fcntl|signal|pwd|grp|poll|netdb|time|errno|syslog|getopt|sched|stdlib|"
                    r"string|stdio|termios|dirent|resolv|ifaddrs|execinfo|malloc|glob|fnmatch|locale|limits)\.h$")

# What judges, machines and values must never see: sockets, loggers, metrics, journal.
IMPURE = re.compile(r"boost/(asio|beast)|sys/(socket|un|poll|epoll|select)\.h|netdb\.h|poll\.h|"
                    r"spdlog/|prometheus/|systemd/|syslog\.h")
IMPURE_OWN = {"base/log.h", SEAM}
CLOCK_READ = re.compile(r"(::now|clock_gettime|gettimeofday|std::time|::time)\(")
PURE_ROOMS = {"proto", "watch", "model"}
# Rooms whose files may see it: control/ includes none, but headers of serve/ and engine/ expose it.
ASIO_SEEN_IN = ASIO_ROOMS | {"control"}
# Rooms that may spawn coroutines: the one of net/spawn.h, and those that own a loop or a group of tasks.
SPAWNING_ROOMS = {"app", "tool", "engine", "net"}
SPAWN = re.compile(r"(?:co_spawn|net::spawn)\(")
FORBIDDEN_EDGES = {"serve": {"checks", "publish"}}  # Whatever CMake says: app passes it the handlers.

INCLUDE = re.compile(r'#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


@dataclass
class File:
    name: str  # Below daemon/.
    source: cpp.Source
    own: list[tuple[str, int]] = field(default_factory=list)
    foreign: list[tuple[str, int]] = field(default_factory=list)
    missing: list[tuple[str, int]] = field(default_factory=list)

    @property
    def room(self):
        return self.name.split("/")[0] if "/" in self.name else "main"

    @property
    def is_pure(self):
        return self.room in PURE_ROOMS or Path(self.name).name.startswith("judge.")

    @property
    def check(self):
        parts = self.name.split("/")
        return parts[1] if parts[0] == "checks" and len(parts) > 2 else None


def read_rooms(text):
    """{room: rooms whose headers it includes} from the mailwatchd_room(…) calls."""
    near = {}
    for body in re.findall(r"^mailwatchd_room\(([^)]*)\)", re.sub(r"#.*", "", text), re.MULTILINE):
        words = body.split()
        depends, at = [], None
        for word in words[1:]:
            at = word if word.isupper() and "_" not in word else at
            if at == "DEPENDS" and word != at:
                depends.append(word)
        near[words[0]] = set(depends)
    return near


def _closure(room, near):
    found, open_ = set(), list(near[room])
    while open_:
        below = open_.pop()
        if below not in found:
            found.add(below)
            open_ += near.get(below, [])
    return found


def load(texts):
    """{name below daemon/: File} from {name: text}; quoted includes are resolved among them."""
    files = {name: File(name, cpp.parse(text)) for name, text in texts.items()}
    for file in files.values():
        for directive in file.source.directives:
            match = INCLUDE.match(directive.text)
            if not match:
                continue
            near = (Path(file.name).parent / (match[1] or "")).as_posix()
            if match[1] and (match[1] in files or near in files):
                file.own.append((match[1] if match[1] in files else near, directive.line))
            elif match[1]:
                file.missing.append((match[1], directive.line))
            else:
                file.foreign.append((match[2], directive.line))
    return files


def reached(files, name):
    """{file: the file that includes it} of everything `name` includes, directly or not."""
    came_from, open_ = {name: None}, [name]
    while open_:
        at = open_.pop()
        for below, _ in files[at].own:
            if below not in came_from:
                came_from[below] = at
                open_.append(below)
    return came_from


def chain(came_from, name):
    names = [name]
    while came_from[names[0]]:
        names.insert(0, came_from[names[0]])
    return " > ".join(names)


def check_order(files, rooms):
    for room in rooms:
        if room in _closure(room, rooms):
            yield "CMakeLists.txt", 0, f"{room} depends on itself: the rooms form a cycle"
    for file in files.values():
        for name, line in file.own:
            target = files[name]
            if file.room == "main" or target.room == file.room:
                pass
            elif target.room in FORBIDDEN_EDGES.get(file.room, ()):
                yield file.name, line, f"{file.room}/ must not include {target.room}/: {name}"
            elif target.room not in rooms.get(file.room, ()):
                yield file.name, line, f"{file.room}/ does not depend on {target.room}/: {name}"
            if file.check and target.check and file.check != target.check:
                yield file.name, line, f"a check must not include another check's files: {name}"


def check_list(files, rooms):
    """Every room in the list is used: a dependency that is no longer needed must be removed."""
    used = {(file.room, files[name].room) for file in files.values() for name, _ in file.own}
    for room, below in rooms.items():
        for other in sorted(below):
            if (room, other) not in used:
                yield "CMakeLists.txt", 0, f"{room} depends on {other}/ but includes nothing of it"


def check_homes(files):
    for file in files.values():
        for name, line in file.missing:
            yield file.name, line, f'no such file in the project: "{name}"'
        for header, line in file.foreign:
            homes = _homes(header)
            if homes is None:
                if "." in header and not SYSTEM.match(header):
                    yield file.name, line, f"{header}: undeclared library (see tools/layers.py)"
            elif file.name == SEAM and ASIO.match(header):
                if header != SEAM_HEADER:
                    yield file.name, line, f"the seam may include only {SEAM_HEADER}: {header}"
            elif not _at_home(file, homes):
                yield file.name, line, f"{header} may be included only in {', '.join(homes)}"


def _homes(header):
    return next((homes for pattern, homes in HOMES if fnmatch.fnmatch(header, pattern)), None)


def _at_home(file, homes):
    return any(home == "*" or home == file.name or home == file.room
               or (home.endswith("/") and home[:-1] == file.room) for home in homes)


def check_asio_reach(files):
    """Outside ASIO_SEEN_IN no file sees Asio except through the seam, directly or not."""
    for file in files.values():
        if file.room in ASIO_SEEN_IN:
            continue
        came_from = reached(files, file.name)
        for name in came_from:
            if name in (SEAM, file.name):
                continue
            for header, _ in files[name].foreign:
                if ASIO.match(header):
                    yield file.name, 0, f"sees more of Asio than the seam: {chain(came_from, name)} > {header}"
                    break


def check_purity(files):
    for file in files.values():
        if not file.is_pure:
            continue
        came_from = reached(files, file.name)
        for name in came_from:
            if name in IMPURE_OWN:
                yield file.name, 0, f"is pure and must not reach a socket or logger: {chain(came_from, name)}"
            for header, _ in files[name].foreign:
                if IMPURE.match(header) and name not in IMPURE_OWN:
                    yield file.name, 0, f"is pure: {chain(came_from, name)} > {header}"
        for line, call in _calls(file.source, CLOCK_READ):
            yield file.name, line, f"is pure and must not read a clock: {call}"


def check_spawning(files):
    for file in files.values():
        if file.room not in SPAWNING_ROOMS:
            for line, call in _calls(file.source, SPAWN):
                yield file.name, line, f"only {', '.join(sorted(SPAWNING_ROOMS))} may spawn coroutines: {call}"


def _calls(source, pattern):
    """(line, text) where the tokens, written without spaces, match."""
    for i, token in enumerate(source.tokens):
        text = "".join(t.text for t in source.tokens[i:i + 4])
        match = pattern.match(text)
        if match and token.kind in {"word", "sign"}:
            yield token.line, match.group() + ")"


def check_coroutines(sources):
    for name, source in sources:
        for line, what in coroutines.violations(source):
            yield name, line, what


def check_held(files):
    maps = set().union(*(held.map_names(file.source) for file in files.values()))
    for file in files.values():
        for line, what in held.violations(file.source, maps):
            yield file.name, line, what


def check_compiler(files, log):
    """The compiler must have read what we followed: otherwise a macro hides an include from us."""
    for block in log.split("\n\n"):
        names = [line.strip() for line in block.splitlines()[1:]]
        own = [name for name in map(_below_daemon, names) if name in files]
        compiled = [name for name in own if name.endswith(".cc")]  # Several in a unity build.
        followed = set().union(*(reached(files, name) for name in compiled))
        for name in own if compiled else ():
            if name not in followed:
                yield compiled[0], 0, f"the compiler read {name}, which no #include line names"


def _below_daemon(path):
    return path.split("daemon/", 1)[1] if "daemon/" in path else path


def compiler_log():
    """ninja's log of build/release, which has no precompiled headers, if it is newer than all sources; else nothing."""
    log = cpp.ROOT / "build/release/.ninja_deps"
    newest = max((p.stat().st_mtime for p in cpp.tracked("daemon/*.h", "daemon/*.cc")), default=0)
    if not log.exists() or log.stat().st_mtime < newest:
        return ""
    return subprocess.run(["ninja", "-C", "build/release", "-t", "deps"], cwd=cpp.ROOT,
                          capture_output=True, text=True).stdout


def check_all(files, rooms, others=(), log=""):
    found = [*check_order(files, rooms), *check_homes(files), *check_asio_reach(files),
             *check_purity(files), *check_spawning(files), *check_compiler(files, log),
             *check_held(files), *check_coroutines((f.name, f.source) for f in files.values())]
    return sorted({(f"daemon/{name}", line, what) for name, line, what in found}
                  | set(check_coroutines(others)))


def main():
    daemon = cpp.ROOT / "daemon"
    rooms = read_rooms((daemon / "CMakeLists.txt").read_text())
    files = load({p.relative_to(daemon).as_posix(): p.read_text(encoding="utf-8")
                  for p in cpp.tracked("daemon/*.h", "daemon/*.cc", "daemon/*.def")})
    tests = [(p.relative_to(cpp.ROOT).as_posix(), cpp.read(p))
             for p in cpp.tracked("tests/*.h", "tests/*.cc")]
    found = check_all(files, rooms, tests, compiler_log())
    found += [(f"daemon/{name}", line, what) for name, line, what in check_list(files, rooms)]
    for name, line, what in found:
        print(f"{name}:{line}: {what}" if line else f"{name}: {what}")
    print(f"layers: {len(files)} files in {len(rooms)} rooms, {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
