"""What is defined now and what was defined before it, with the statements that did it.

`inspect.getsource` does not find classes that are defined in cells.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

from grader.live import cells
from grader.sandbox.bindings import Binding, binding_of, bound_names, digest, is_stub


@dataclass(frozen=True)
class Written:
    """A definition as it was written, and the file that it stands in."""

    statement: ast.stmt
    text: str
    file: str


def written(value: Any) -> Written | None:
    """Where a value was defined; None for what is no function or class of Python code."""
    try:
        codes = _codes_of(value)
        if not codes:
            return None
        code = codes[0]
        lines = linecache.getlines(code.co_filename)
        for statement in ast.parse("".join(lines)).body:
            first, last = _extent(statement)
            if first <= code.co_firstlineno <= last and _defines(statement):
                text = "".join(lines[first - 1 : last])
                return Written(statement, text, code.co_filename)
    except Exception:  # the value is the user's: its attributes may do anything
        return None
    return None


def used_names(value: Any) -> frozenset[str]:
    """The names that a function, or the methods of a class, look up when they run."""
    try:
        waiting, found = _codes_of(value), set[str]()
        while waiting:
            code = waiting.pop()
            found.update(code.co_names)
            waiting.extend(one for one in code.co_consts if isinstance(one, CodeType))
        return frozenset(found)
    except Exception:  # as above
        return frozenset()


def _codes_of(value: Any) -> list[CodeType]:
    """The code of a function, of one that TensorFlow wraps, or of a class's methods."""
    functions = [value]
    if isinstance(value, type):
        own = f"{value.__qualname__}."
        members = [getattr(one, "__func__", one) for one in vars(value).values()]
        functions = [
            one for one in members if getattr(one, "__qualname__", "").startswith(own)
        ]
    unwrapped = [inspect.unwrap(getattr(one, "python_function", one)) for one in functions]
    codes = [getattr(one, "__code__", None) for one in unwrapped]
    return [one for one in codes if isinstance(one, CodeType)]


def _extent(statement: ast.stmt) -> tuple[int, int]:
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(one.lineno for one in decorators)])
    return first, statement.end_lineno or statement.lineno


def _defines(statement: ast.stmt) -> bool:
    return isinstance(
        statement,
        ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign,
    )


def bindings(namespace: Mapping[str, Any], names: Collection[str]) -> list[Binding]:
    """The definitions of some names in the order in which they ran, as far as it is known.

    The last of each name is what it stands for now; a name that does not exist any more has
    none. Definitions of before tell which of several steps the last one belongs to.
    """
    there = {name: namespace[name] for name in names if name in namespace}
    now = {name: _as_it_is(name, value) for name, value in there.items()}
    before = [
        Binding(number, *told)
        for number, source in enumerate(cells.history())
        for told in _definitions(source)
        if told[0] in now and number < now[told[0]].cell
    ]
    return sorted([*before, *now.values()], key=lambda one: one.cell)


def _as_it_is(name: str, value: Any) -> Binding:
    known = written(value)
    cell = cells.cell_number(known.file) if known else 0
    return binding_of(cell, name, value, known.statement if known else None)


@functools.lru_cache(maxsize=10_000)
def _definitions(source: str) -> tuple[tuple[str, tuple[str, ...], str, bool], ...]:
    """Name, parameters, digest, and whether it is a stub, of what a cell defines."""
    try:
        return tuple(
            (name, _parameters(statement), digest(statement), is_stub(statement))
            for statement in ast.parse(source).body
            if isinstance(statement, ast.FunctionDef | ast.ClassDef)
            for name in bound_names(statement)
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _parameters(statement: ast.FunctionDef | ast.ClassDef) -> tuple[str, ...]:
    """Of a function, or of a class's `__init__` without self."""
    if isinstance(statement, ast.FunctionDef):
        return tuple(one.arg for one in statement.args.args)
    made = (
        one
        for one in statement.body
        if isinstance(one, ast.FunctionDef) and one.name == "__init__"
    )
    return next((_parameters(one)[1:] for one in made), ())
