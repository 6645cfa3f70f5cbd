"""Finds the statement that defines a function or class, in a cell or a file.

`inspect.getsource` does not find classes that are defined in cells.
"""

from __future__ import annotations

import ast
import inspect
import linecache
from dataclasses import dataclass
from types import CodeType
from typing import Any


@dataclass(frozen=True)
class Written:
    """A definition as it was written, and the file that it stands in."""

    statement: ast.stmt
    text: str
    file: str


def written(value: Any) -> Written | None:
    """Where a value was defined; None for what is no function or class of Python code."""
    try:
        code = _code_of(value)
        if code is None:
            return None
        lines = linecache.getlines(code.co_filename)
        for statement in ast.parse("".join(lines)).body:
            first, last = _extent(statement)
            if first <= code.co_firstlineno <= last and _defines(statement):
                text = "".join(lines[first - 1 : last])
                return Written(statement, text, code.co_filename)
    except Exception:  # the value is the user's: its attributes may do anything
        return None
    return None


def _code_of(value: Any) -> CodeType | None:
    """The code of a function, of one that TensorFlow wraps, or of a class's method."""
    if isinstance(value, type):
        own = f"{value.__qualname__}."
        members = (getattr(one, "__func__", one) for one in vars(value).values())
        value = next(
            (one for one in members if getattr(one, "__qualname__", "").startswith(own)),
            None,
        )
    function = inspect.unwrap(getattr(value, "python_function", value))
    code = getattr(function, "__code__", None)
    return code if isinstance(code, CodeType) else None


def _extent(statement: ast.stmt) -> tuple[int, int]:
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(one.lineno for one in decorators)])
    return first, statement.end_lineno or statement.lineno


def _defines(statement: ast.stmt) -> bool:
    return isinstance(
        statement,
        ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign,
    )
