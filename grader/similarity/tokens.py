"""Source as tokens that stay the same when names, layout and comments change.

The text of a stranger is parsed and never compiled to anything that runs. What Python
cannot parse, or what is too long to be honest, is cut into words by Pygments.
"""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Token as Kind  # type: ignore[import-untyped]

MAX_CHARACTERS = 20_000
"""Of a step's source that are looked at; a step is about 3,000 characters long."""

_MAX_BLOCKS = 200

_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
_START = re.compile(r"^(?=[^\s#)\]}])", re.MULTILINE)
_BUILT_IN = frozenset(dir(builtins))
_TOO_MUCH = (SyntaxError, ValueError, RecursionError, MemoryError)
_LAID_OUT = (ast.Pass, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)
_BLOCKS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NAME = "name"


@dataclass
class Part:
    """A function, a method, or what stands outside of both: words with their lines."""

    words: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, word: str, line: int) -> None:
        """One more word, which stands in the line (from 1)."""
        self.words.append(word)
        self.lines.append(line)


def parts(source: str) -> list[Part]:
    """The normalised tokens of a source, a list for every function and for the rest.

    Names that the source defines are all one word; names of libraries and of Python are
    kept, without the module before them. Left out are comments, docstrings, annotations,
    imports, printed lines, and lines of a notebook that begin with `%` or `!`.
    """
    text = re.sub(r"\r\n?", "\n", source[:MAX_CHARACTERS])
    text = _MAGIC.sub("", text.removeprefix("\ufeff"))
    tree = _parsed(text)
    return _in_blocks(text) if tree is None else _Reader(tree).parts


def _in_blocks(text: str) -> list[Part]:
    """The parts of a text that Python refuses: its broken blocks are cut into words."""
    blocks = list(islice(_blocks(text), _MAX_BLOCKS + 1))
    if len(blocks) > _MAX_BLOCKS:
        return _lexed(text, 1)
    found = []
    sound = "\n" * (blocks[0][0] - 1) if blocks else ""
    for first, block in blocks:
        if _parsed(block) is None:
            found += _lexed(block, first)
            block = "\n" * block.count("\n")
        sound += block
    tree = _parsed(sound)
    return found if tree is None else found + _Reader(tree).parts


def _parsed(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except _TOO_MUCH:
            return None


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """What begins at the left margin, each with its first line; parsed one by one."""
    starts = [found.start() for found in _START.finditer(text)]
    line = 1 + text.count("\n", 0, starts[0]) if starts else 1
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield line, text[start:end]
        line += text.count("\n", start, end)


def _lexed(text: str, first: int) -> list[Part]:
    part = Part()
    line = first
    for kind, word in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        if kind in Kind.Literal.String:
            part.add("text", line)
        elif kind in Kind.Name and word not in _BUILT_IN:
            part.add(_NAME, line)
        elif kind not in Kind.Comment and word.strip():
            part.add(word.strip(), line)
        line += word.count("\n")
    return [part] if part.words else []


class _Reader:
    """Walks a tree without recursion; what is pushed last is read first."""

    def __init__(self, tree: ast.Module) -> None:
        self.parts: list[Part] = []
        self._line = 1
        self._modules, self._imported, self._own = _names(tree)
        waiting: list[list[ast.stmt]] = [list(tree.body)]
        while waiting:
            loose = []
            for one in waiting.pop():
                if isinstance(one, ast.ClassDef):
                    waiting.append([*one.body])
                    self._read(["class", *one.bases])
                elif isinstance(one, _FUNCTIONS):
                    self._read([one])
                else:
                    loose.append(one)
            self._read(loose)

    def _read(self, nodes: Iterable[ast.AST | str]) -> None:
        part = Part()
        stack = list(nodes)[::-1]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                part.add(node, self._line)
                continue
            self._line = getattr(node, "lineno", self._line)
            stack.extend(reversed(self._pieces(node)))
        if part.words:
            self.parts.append(part)

    def _pieces(self, node: ast.AST) -> list[ast.AST | str]:
        """What a node is read as: words, and nodes that are to be read in turn."""
        match node:
            case ast.Constant():
                return [_constant(node.value)]
            case ast.JoinedStr():
                return ["text"]
            case ast.Name():
                return [self._word(node.id)]
            case ast.Attribute():
                return self._attribute(node)
            case ast.keyword():
                return [_NAME if node.arg in self._own else f"{node.arg}=", node.value]
            case ast.Expr():
                return [] if _says_nothing(node.value) else [node.value]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return ["def", *node.decorator_list, node.args, *node.body, "end"]
            case ast.arguments():
                given = [*node.posonlyargs, *node.args, *node.kwonlyargs]
                return [*(_NAME for _ in given), *node.defaults, *_some(node.kw_defaults)]
            case ast.AugAssign():
                again = ast.BinOp(node.target, node.op, node.value)
                return ["Assign", node.target, again]
            case ast.AnnAssign():
                return ["Assign", node.target, node.value] if node.value else []
            case ast.expr_context():
                return []
        if isinstance(node, _LAID_OUT):
            return []
        end = ["end"] if isinstance(node, _BLOCKS) else []
        return [type(node).__name__, *ast.iter_child_nodes(node), *end]

    def _word(self, name: str) -> str:
        if name in self._imported:
            return self._imported[name]
        known = name in _BUILT_IN and name not in self._own
        return name if known else _NAME

    def _attribute(self, node: ast.Attribute) -> list[ast.AST | str]:
        root: ast.AST = node.value
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self._modules:
            return [node.attr]
        return [_NAME if node.attr in self._own else f".{node.attr}", node.value]


def _names(tree: ast.Module) -> tuple[set[str], dict[str, str], set[str]]:
    """Modules, what was imported from them (by the name here), and the source's own."""
    modules: set[str] = set()
    imported: dict[str, str] = {}
    own: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                modules.update((one.asname or one.name).split(".")[0] for one in node.names)
            case ast.ImportFrom():
                imported |= {one.asname or one.name: one.name for one in node.names}
                modules.update(one.asname or one.name for one in node.names)
            case ast.Name(ctx=ast.Store()):
                own.add(node.id)
            case ast.Attribute(ctx=ast.Store()):
                own.add(node.attr)
            case ast.arg():
                own.add(node.arg)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                own.add(node.name)
    return modules, imported, own


def _constant(value: object) -> str:
    if isinstance(value, str | bytes):
        return "text"
    if isinstance(value, int) and value.bit_length() > 64:
        return "large"
    return repr(value)


def _says_nothing(node: ast.expr) -> bool:
    """A docstring or another lone constant, or a printed line."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "print"
    return isinstance(node, ast.Constant)


def _some(nodes: Iterable[ast.expr | None]) -> list[ast.expr]:
    return [one for one in nodes if one is not None]
