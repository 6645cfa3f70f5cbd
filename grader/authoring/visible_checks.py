"""The source of checks.py as students get it: without hidden checks and what they need."""

from __future__ import annotations

import ast
import re

KEPT = frozenset({"LIMITS", "WRITE_IT_YOURSELF"})


def visible_source(source: str) -> str:
    """checks.py without its hidden checks, nor what nothing else in it uses.

    Comments within what stays are kept.
    """
    tree = ast.parse(source)
    nodes = [node for node in tree.body if not _is_hidden(node)]
    while (fewer := [node for node in nodes if _is_used(node, nodes)]) != nodes:
        nodes = fewer
    lines = source.splitlines()
    used = _names_used(nodes)
    kept = ["\n".join(_text(node, lines, used)) for node in nodes]
    text = "\n\n\n".join(kept)
    text = re.sub(r"\n{3,}(?=(?:import|from|[A-Z_]+ =) ?)", "\n", text)
    text = re.sub(r"(\"\"\")\n(?=import|from)", r"\1\n\n", text, count=1)
    return text + "\n"


def _is_hidden(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(decorator, ast.Call) and _says_hidden(decorator)
        for decorator in node.decorator_list
    )


def _says_hidden(decorator: ast.Call) -> bool:
    """Whether `@check(..., hidden=...)` says anything but False."""
    for keyword in decorator.keywords:
        if keyword.arg == "hidden":
            value = keyword.value
            return not (isinstance(value, ast.Constant) and value.value is False)
    return False


def _is_used(node: ast.stmt, nodes: list[ast.stmt]) -> bool:
    names = _names_bound(node)
    if not names or names & KEPT or _decorators(node):
        return True
    return bool(names & _names_used([one for one in nodes if one is not node]))


def _names_bound(node: ast.stmt) -> frozenset[str]:
    """What a statement of a module defines; nothing for one that only does something."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset({name})
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return frozenset(_bound(alias) for alias in aliases)
        case ast.Assign(targets=targets):
            found = {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
            return frozenset(found)
        case _:
            return frozenset()


def _bound(alias: ast.alias) -> str:
    return (alias.asname or alias.name).partition(".")[0]


def _names_used(nodes: list[ast.stmt]) -> frozenset[str]:
    return frozenset(
        one.id
        for node in nodes
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    )


def _text(node: ast.stmt, lines: list[str], used: frozenset[str]) -> list[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        node.names = [one for one in node.names if _bound(one) in used]
        return [ast.unparse(node)]
    first = min([node.lineno, *(one.lineno for one in _decorators(node))])
    return lines[first - 1 : node.end_lineno]


def _decorators(node: ast.stmt) -> list[ast.expr]:
    return getattr(node, "decorator_list", [])
