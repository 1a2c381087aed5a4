#!/usr/bin/python3
"""No source file above 400 lines, no function above 60: C++, Python, bash and CMake.

Prints the five largest of both kinds; markdown and data are not sources. A folder that tends to attract unrelated
files also has a limit of files.
"""

import ast
import re
import sys

import cpp

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
FOLDER_FILES_MAX = {"daemon/app": 25}  # Process wiring only: decisions belong to other rooms.
CPP = {".cc", ".h"}
BASH_FUNCTION = re.compile(r"^(?:function\s+)?([\w-]+)\s*\(\)\s*\{")


def language(path, text):
    if path.suffix in CPP:
        return "cpp"
    first = text.split("\n", 1)[0]
    if path.suffix == ".py" or (first.startswith("#!") and "python" in first):
        return "python"
    if path.suffix == ".sh" or (first.startswith("#!") and re.search(r"\b(ba)?sh\b", first)):
        return "bash"
    return "cmake" if path.suffix == ".cmake" or path.name == "CMakeLists.txt" else None


def functions(kind, text):
    """(name, first line, last line) of every function."""
    if kind == "cpp":
        yield from cpp.functions(cpp.parse(text))
    elif kind == "python":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.name, node.lineno, node.end_lineno
    elif kind == "bash":
        yield from _bash_functions(text.splitlines())


def _bash_functions(lines):
    """A function ends at a "}" in the column where it began."""
    name = first = None
    for number, line in enumerate(lines, 1):
        match = BASH_FUNCTION.match(line)
        if match and line.rstrip().endswith("}"):
            yield match[1], number, number
        elif match:
            name, first = match[1], number
        elif name and line.startswith("}"):
            yield name, first, number
            name = None


def measure(paths):
    """([(lines, file)], [(lines, file:line: function)])"""
    files, bodies = [], []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        kind = language(path, text)
        if not kind:
            continue
        shown = path.relative_to(cpp.ROOT) if path.is_relative_to(cpp.ROOT) else path
        files.append((len(text.splitlines()), str(shown)))
        for name, first, last in functions(kind, text):
            bodies.append((last - first + 1, f"{shown}:{first}: {name}"))
    return sorted(files, reverse=True), sorted(bodies, reverse=True)


def crowded(names, limits):
    """(files, folder, limit) of every folder with more files in it, at any depth, than its limit."""
    for folder, limit in limits.items():
        count = sum(name.startswith(f"{folder}/") for name in names)
        if count > limit:
            yield count, folder, limit


def report(measured, limit, what):
    over = [row for row in measured if row[0] > limit]
    for lines, where in measured[:max(5, len(over))]:
        print(f"{lines:5}  {where}{f'   above {limit}' if lines > limit else ''}")
    median = measured[len(measured) // 2][0] if measured else 0
    print(f"sizes: {len(measured)} {what}, median {median} lines, {len(over)} above {limit}\n")
    return len(over)


def main():
    paths = cpp.tracked()
    files, bodies = measure(paths)
    over = report(files, FILE_LINES_MAX, "files") + report(bodies, FUNCTION_LINES_MAX, "functions")
    for count, folder, limit in crowded([p.relative_to(cpp.ROOT).as_posix() for p in paths], FOLDER_FILES_MAX):
        print(f"{folder}/: {count} files, above {limit}")
        over += 1
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
