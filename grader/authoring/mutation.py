"""Mechanical mutants of a reference: one small change each, as a slip of the hand makes.

Existing tools (mutmut, cosmic-ray) mutate a package and run its tests; here the thing to
run is a conversation with a worker, so the mutator is a small one of our own.
"""

from __future__ import annotations

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.course import BEGIN, END

_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.MatMult: (ast.Mult,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt,),
}
_NAMES = {
    "reduce_mean": "reduce_sum",
    "reduce_sum": "reduce_mean",
    "reduce_max": "reduce_min",
    "argmax": "argmin",
    "maximum": "minimum",
    "ones": "zeros",
    "zeros": "ones",
    "assign_sub": "assign_add",
    "assign_add": "assign_sub",
    "square": "abs",
    "float32": "float64",
    "int32": "int64",
}


@dataclass(frozen=True)
class Mutant:
    """A changed reference. `before` and `after` are the lines that differ."""

    source: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The change as a person reads it."""
        return f"- {self.before}\n+ {self.after}"


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of what a solution marks as the student's part; none twice."""
    tree = ast.parse(source)
    lines = _marked_lines(source)
    original = ast.unparse(tree)
    seen = {original}
    places = [
        number
        for number, node in enumerate(ast.walk(tree))
        if getattr(node, "lineno", 0) in lines
    ]
    for place in places:
        for change in _changes(_node(tree, place)):
            changed = copy.deepcopy(tree)
            change(_node(changed, place), changed)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                yield Mutant(text + "\n", *_difference(original, text))


def _marked_lines(source: str) -> set[int]:
    inside, marked = False, set()
    for number, line in enumerate(source.splitlines(), 1):
        inside = line.strip() == BEGIN or (inside and line.strip() != END)
        if inside:
            marked.add(number)
    return marked


def _node(tree: ast.Module, place: int) -> ast.AST:
    return next(node for number, node in enumerate(ast.walk(tree)) if number == place)


Change = Callable[[ast.AST, ast.Module], None]


def _changes(node: ast.AST) -> Iterator[Change]:
    """What can be done to one node; each change edits a copy of the tree in place."""
    match node:
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator):
            for other in _OPERATORS.get(type(operator), ()):
                yield _setting("op", other())
        case ast.Compare(ops=[comparison]):
            for another in _COMPARISONS.get(type(comparison), ()):
                yield _setting("ops", [another()])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield _replaced_by(operand)
        case ast.Constant(value=bool() as value):
            yield _setting("value", not value)
        case ast.Constant(value=int() as value):
            yield _setting("value", value + 1)
            yield _setting("value", value - 1)
        case ast.Constant(value=float() as value):
            yield _setting("value", value + 1.0)
            if value:
                yield _setting("value", -value)
        case ast.Attribute(attr=name) if name in _NAMES:
            yield _setting("attr", _NAMES[name])
        case ast.Tuple(elts=[_, _, *_], ctx=ast.Load()) | ast.List(elts=[_, _, *_]):
            yield _swap("elts")
    if isinstance(node, ast.Call):
        if len(node.args) > 1:
            yield _swap("args")
        for position in range(len(node.keywords)):
            yield _without_keyword(position)
    if isinstance(node, ast.Expr | ast.Assign | ast.AugAssign):
        yield _replaced_by(ast.Pass())


def _setting(field: str, value: object) -> Change:
    return lambda node, _tree: setattr(node, field, copy.deepcopy(value))


def _swap(field: str) -> Change:
    def change(node: ast.AST, _tree: ast.Module) -> None:
        first, second, *rest = getattr(node, field)
        setattr(node, field, [second, first, *rest])

    return change


def _without_keyword(position: int) -> Change:
    def change(node: ast.AST, _tree: ast.Module) -> None:
        assert isinstance(node, ast.Call)
        del node.keywords[position]

    return change


def _replaced_by(replacement: ast.AST) -> Change:
    def change(node: ast.AST, tree: ast.Module) -> None:
        class Replacer(ast.NodeTransformer):
            def visit(self, visited: ast.AST) -> ast.AST:
                if visited is node:
                    return copy.deepcopy(replacement)
                return super().generic_visit(visited)

        Replacer().visit(tree)

    return change


def _difference(original: str, text: str) -> tuple[str, str]:
    rows = list(difflib.unified_diff(original.split("\n"), text.split("\n"), n=0))[3:]
    before = " / ".join(row[1:].strip() for row in rows if row.startswith("-"))
    after = " / ".join(row[1:].strip() for row in rows if row.startswith("+"))
    return before, after
