"""Which cell of a notebook binds which name, and the namespace as it then was.

`Linear` is written three times in the workshop, and functions look their globals up late:
so the namespace is copied whenever a name of the course is bound, and a step is examined
with the copy that belongs to it. The copy is taken at the end of the cell, or just before
a later statement of the same cell binds the name again. Which binding belongs to which
step the examiner decides; here it is only noted what happened.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import inspect
from collections.abc import Collection, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

CHECKPOINT = "__checkpoint_of_names__"
MAX_BINDINGS = 2000


@dataclass(frozen=True)
class Binding:
    """A name was bound in a cell.

    cell:       which of the executed cells, from 0.
    parameters: of the function, or of the class's `__init__`, in order, without self.
    digest:     of the statement's syntax tree; "" when the name was bound otherwise.
    stub:       whether the definition only raises NotImplementedError.
    """

    cell: int
    name: str
    parameters: tuple[str, ...]
    digest: str
    stub: bool


class Bindings:
    """Follows a namespace from cell to cell.

    namespace: that of the cells; it is changed in place by `restore`.
    names:     those worth noting.

    `cell` is the number of the cell that runs, or ran last.
    """

    def __init__(self, namespace: MutableMapping[str, Any], names: Collection[str]) -> None:
        self.namespace = namespace
        self.noted: list[Binding] = []
        self._names = frozenset(names)
        self._copies: list[dict[str, Any] | None] = []
        self.cell = -1
        self._before: dict[str, Any] = {}
        self._statements: list[dict[str, ast.stmt]] = []

    def begin(self) -> None:
        """A cell begins. What one before it has done to the namespace does not matter."""
        self.cell += 1
        self.namespace[CHECKPOINT] = self.checkpoint
        self._before = self._values()
        self._statements = []

    def prepare(self, tree: ast.Module) -> ast.Module:
        """The cell's syntax tree, with a call of `checkpoint` before each rebinding."""
        body: list[ast.stmt] = []
        bound: dict[str, ast.stmt] = {}
        self._statements = [bound]
        for statement in tree.body:
            names = self._names.intersection(bound_names(statement))
            if names & bound.keys():
                call = ast.Expr(ast.Call(ast.Name(CHECKPOINT, ast.Load()), [], []))
                body.append(ast.fix_missing_locations(ast.copy_location(call, statement)))
                bound = {}
                self._statements.append(bound)
            bound.update(dict.fromkeys(names, statement))
            body.append(statement)
        tree.body = body
        return tree

    def checkpoint(self) -> None:
        """Note what was bound since the last checkpoint, or since the cell began."""
        statements = self._statements.pop(0) if self._statements else {}
        now = self._values()
        found = [name for name in now if now[name] is not self._before.get(name)]
        self._before = now
        if not found:
            return
        copy = None
        with contextlib.suppress(MemoryError):
            copy = {k: v for k, v in self.namespace.items() if k != CHECKPOINT}
        for name in found:
            self.noted.append(binding_of(self.cell, name, now[name], statements.get(name)))
            self._copies.append(copy)
        del self.noted[:-MAX_BINDINGS], self._copies[:-MAX_BINDINGS]

    def end(self) -> None:
        """The cell has ended, whichever way."""
        del self._statements[:-1]
        self.checkpoint()

    def restore(self, number: int) -> None:
        """Make the namespace what it was at a binding.

        Raises:
            LookupError: there is no such binding, or was no memory for its copy.
        """
        copy = self._copies[number]
        if copy is None:
            raise LookupError("there was no memory for a copy of the names")
        self.namespace.clear()
        self.namespace.update(copy)

    def _values(self) -> dict[str, Any]:
        return {
            name: self.namespace[name] for name in self._names if name in self.namespace
        }


def file_of_cell(number: int) -> str:
    """What the code of a cell is called in tracebacks; the cells that run count from 0."""
    return f"cell_{number + 1}.py"


def bound_names(statement: ast.stmt) -> Iterable[str]:
    """Names that a statement binds by itself: a definition, an assignment, an import."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Assign(targets=targets):
            yield from (one.id for one in targets if isinstance(one, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from (one.asname or one.name.partition(".")[0] for one in aliases)


def digest(statement: ast.stmt) -> str:
    """The same for definitions that differ in layout, comments and docstring only."""
    return hashlib.sha256(ast.dump(_bare(statement)).encode()).hexdigest()[:32]


def is_stub(statement: ast.stmt) -> bool:
    """Whether a definition holds the exercise's `raise NotImplementedError` only."""
    match _bare(statement):
        case ast.FunctionDef(body=[ast.Raise(exc=ast.Name(id="NotImplementedError"))]):
            return True
        case ast.ClassDef(body=body):
            return any(map(is_stub, body))
    return False


def _bare(statement: ast.stmt) -> ast.stmt:
    """A definition without the docstrings in it."""
    copied = ast.parse(ast.unparse(statement)).body[0]
    for node in ast.walk(copied):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]
    return copied


def binding_of(cell: int, name: str, value: Any, statement: ast.stmt | None) -> Binding:
    """That a value has a name; `statement` is the one that defines it, where known."""
    told, stub = "", False
    if statement is not None:
        try:
            told, stub = digest(statement), is_stub(statement)
        except (ValueError, RecursionError, MemoryError):
            told, stub = "", False
    return Binding(cell, name, _parameters(value), told, stub)


def _parameters(value: Any) -> tuple[str, ...]:
    try:
        found = [str(name)[:100] for name in inspect.signature(value).parameters]
    except BaseException:  # the value is a student's: its signature may do anything
        return ()
    return tuple(found[:20])
