"""C++ as far as the source checks need it: tokens, brackets and what each brace opens.

No preprocessor and no types. Enough to distinguish an initializer from a block and a function from a class, and to
find where a statement begins and ends, in code formatted by clang-format.
"""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

TOKEN = re.compile(
    r"""
    (?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
  | (?P<directive>^[ \t]*\#(?:\\\n|//[^\n]*|/\*.*?\*/|[^\n])*)
  | (?P<string>(?:u8|[uUL])?R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"
             |(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")
  | (?P<number>\.?\d(?:[eEpP][+-]|'[0-9A-Za-z]|[0-9A-Za-z_.])*)
  | (?P<char>(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign>::|->|&&|\|\||<<=|<=|>=|==|!=|\+\+|--|\+=|-=|\*=|/=|\.\.\.|[^\s\w])
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
CONTROL = {"if", "for", "while", "switch", "catch"}
TYPE_HEADS = {"struct", "class", "union", "enum", "namespace", "extern"}
AFTER_PARAMETERS = {"const", "noexcept", "override", "final", "mutable", "volatile", "try"}
BEFORE_INITIALIZER = {"=", "(", ",", "return", "co_return", "co_yield", "?", "[", "<", "&&", "||"}
OPENERS = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Token:
    kind: str
    text: str
    line: int


@dataclass
class Bracket:
    """One pair of brackets. `role`: class, function, lambda, control or block for braces with
    statements in them, init for a braced initializer; capture for a lambda's [ ], else paren."""

    opens: int
    parent: "Bracket | None"
    role: str = "block"
    closes: int = -1
    head: int = 0  # The first token of its statement (or argument).
    statement: int = 0  # While reading: where the current statement inside it begins.

    @property
    def has_statements(self):
        return self.role in {"class", "function", "lambda", "control", "block"}


@dataclass
class Source:
    tokens: list[Token]
    directives: list[Token]
    comments: list[Token] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    parent: list[Bracket] = field(default_factory=list)  # Of each token; a bracket's own is the outer one.
    by_token: dict[int, Bracket] = field(default_factory=dict)  # By its opening and closing token.

    def text(self, index):
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""


def tracked(*patterns):
    """Paths of the project's own files, including new ones that are not added yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(ROOT / name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


def read(path):
    return parse(Path(path).read_text(encoding="utf-8"))


def parse(text):
    tokens, directives, comments = [], [], []
    line, at = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        kind = match.lastgroup if match.lastgroup != "tag" else "string"
        if kind == "directive":
            directives.append(Token(kind, match.group().strip(), line))
        elif kind == "comment":
            comments.append(Token(kind, match.group(), line))
        else:
            tokens.append(Token(kind, match.group(), line))
    source = Source(tokens, directives, comments)
    _pair_brackets(source)
    return source


def _pair_brackets(source):
    top = Bracket(opens=-1, parent=None, role="class", closes=len(source.tokens))
    stack = [top]
    for i, token in enumerate(source.tokens):
        here = stack[-1]
        if token.kind != "sign" or token.text not in "()[]{};,":
            source.parent.append(here)
        elif token.text in OPENERS:
            source.parent.append(here)
            bracket = Bracket(i, here, head=here.statement, statement=i + 1)
            bracket.role = _role(source, here, i)
            source.brackets.append(bracket)
            source.by_token[i] = bracket
            stack.append(bracket)
        elif token.text in OPENERS.values():
            if len(stack) > 1:
                _close(source, stack.pop(), i)
            source.parent.append(stack[-1])
        else:
            source.parent.append(here)
            if token.text == ";" or not here.has_statements:
                here.statement = i + 1


def _close(source, bracket, i):
    bracket.closes = i
    source.by_token[i] = bracket
    if bracket.has_statements and bracket.parent.has_statements:
        bracket.parent.statement = i + 1


def _role(source, here, i):
    opener, before = source.text(i), source.text(i - 1)
    if opener == "(":
        return "paren"
    if opener == "[":
        word = i > 0 and source.tokens[i - 1].kind in {"word", "string"}
        indexes = before in {")", "]"} or (word and before not in BEFORE_INITIALIZER)
        return "paren" if indexes or before == "[" or source.text(i + 1) == "[" else "capture"
    return _brace_role(source, here, i, before)


def _brace_role(source, here, i, before):
    if before == ")":
        return _role_after_parameters(source, here, i - 1)
    if before == "]":
        return "lambda" if source.by_token[i - 1].role == "capture" else "init"
    if before in AFTER_PARAMETERS:
        return "function" if here.role == "class" else "lambda"
    if before in {"", ";", "else", "do"}:
        return "block"
    if before in {"{", "}"}:
        return _role_after_brace(source, here, i)
    if before in BEFORE_INITIALIZER:
        return "init"
    if before == ":":
        label = source.text(here.statement) in {"case", "default", "public", "private", "protected"}
        return "block" if label else "init"
    return _role_after_name(source, here, i)


def _role_after_parameters(source, here, closing):
    opening = source.by_token[closing].opens
    before = source.text(opening - 1)
    if before == "decltype":
        return "init"
    if before in CONTROL or (before == "constexpr" and source.text(opening - 2) == "if"):
        return "control"
    if before == "noexcept":
        return "function" if here.role == "class" else "lambda"
    if before == "]" or here.role != "class":
        return "lambda" if before == "]" else "block"
    return "function"


def _role_after_brace(source, here, i):
    if not here.has_statements:
        return "init"
    if source.text(i - 1) == "}" and here.role == "class" and here.statement < i:
        return "function"  # A constructor's body after `: member_{value}`.
    return "block"


def _role_after_name(source, here, i):
    head = _outside_brackets(source, here.statement, i)
    texts = [source.text(k) for k in head]
    arrow = any(text == "->" and (source.text(k - 1) == ")" or source.text(k - 1) in AFTER_PARAMETERS)
                for text, k in zip(texts, head))
    if arrow:
        return "function" if here.role == "class" and "=" not in texts else "lambda"
    if not here.has_statements:
        return "init"
    if texts and texts[0] == "template":
        texts = texts[_after_template(texts):]
    if TYPE_HEADS & set(texts) and "=" not in texts and "(" not in texts:
        return "class"
    if ")" in texts and "requires" in texts and here.role == "class":
        return "function"
    return "init"


def _outside_brackets(source, start, end):
    """The indices from start to end, each bracket inside reduced to its two signs."""
    indices, i = [], start
    while i < end:
        indices.append(i)
        bracket = source.by_token.get(i)
        i = bracket.closes if bracket and bracket.opens == i and bracket.closes > i else i + 1
    return indices


def _after_template(texts):
    depth = 0
    for i, text in enumerate(texts):
        depth += (text == "<") - (text == ">")
        if text == ">" and depth == 0:
            return i + 1
    return 0


def functions(source):
    """(name, first line, last line) of every function and lambda."""
    for bracket in source.brackets:
        if bracket.role in {"function", "lambda"} and bracket.closes > 0:
            first = source.tokens[min(bracket.head, bracket.opens)].line
            if bracket.role == "lambda":
                first = source.tokens[bracket.opens].line
            yield _name(source, bracket), first, source.tokens[bracket.closes].line


def _name(source, bracket):
    if bracket.role == "lambda":
        return "lambda"
    for k in _outside_brackets(source, bracket.head, bracket.opens):
        if source.text(k) == "(":
            name = [source.text(k - 1)]
            while source.text(k - 2) == "::":
                k -= 2
                name.insert(0, source.text(k - 1))
            return "::".join(name)
    return "function"
