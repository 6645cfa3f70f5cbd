"""Executes source files in a namespace, whole or reduced to their definitions."""

from __future__ import annotations

import ast
import contextlib
import linecache
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

from grader.sandbox.bindings import Bindings, file_of_cell

Mode = Literal["full", "definitions"]


@dataclass(frozen=True)
class Part:
    """One source file: its name for tracebacks, and its text."""

    file: str
    source: str


def load(parts: Sequence[Part], mode: Mode, name: str, folder: Path) -> ModuleType:
    """A new module in which the parts were executed one after another.

    The sources are written to `folder`, where `inspect` and AutoGraph find them.
    With mode `definitions` only imports, functions, classes and assignments of
    constants are executed.

    Raises:
        BaseException: whatever the source raises, SyntaxError included.
    """
    module = ModuleType(name)
    sys.modules[name] = module
    for part in parts:
        path = folder / part.file
        path.write_text(part.source, encoding="utf-8", newline="")
        linecache.checkcache(str(path))
        module.__file__ = str(path)
        tree = ast.parse(part.source, filename=str(path))
        if mode == "definitions":
            tree.body = [node for node in tree.body if _is_definition(node)]
        code = compile(tree, str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)
    return module


def define(cells: Sequence[str], names: Sequence[str], folder: Path) -> Bindings:
    """Execute the definitions of cells one after another, each statement by itself.

    A cell that does not parse, or a statement that fails, is passed over: others may still
    define something. The sources are written to `folder`, as `load` does.
    """
    module = ModuleType("notebook")
    sys.modules["notebook"] = module
    bindings = Bindings(module.__dict__, names)
    for number, source in enumerate(cells):
        bindings.begin()
        path = folder / file_of_cell(number)
        path.write_text(source, encoding="utf-8", newline="")
        module.__file__ = str(path)
        try:
            tree = ast.parse(source, filename=str(path))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = ast.Module([], [])
        tree.body = [node for node in tree.body if _is_definition(node)]
        for node in bindings.prepare(tree).body:
            code = compile(ast.Module([node], []), str(path), "exec", dont_inherit=True)
            with contextlib.suppress(Exception):
                exec(code, module.__dict__)
        bindings.end()
    return bindings


def _is_definition(node: ast.stmt) -> bool:
    match node:
        case (
            ast.Import()
            | ast.ImportFrom()
            | ast.FunctionDef()
            | ast.AsyncFunctionDef()
            | ast.ClassDef()
        ):
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _is_constant(value)
        case _:
            return False


def _is_constant(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(map(_is_constant, elements))
        case ast.UnaryOp(operand=operand):
            return _is_constant(operand)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case _:
            return False
