"""Searches what students receive for solutions: every marked region of some length.

Names and layout do not count: of both sides the statements are compared, with each name
replaced by the order in which it comes first.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.course import BEGIN, END, Course, Step

LEAST_STATEMENTS = 3


@dataclass(frozen=True)
class Region:
    """A marked region: `shape` is what is compared, `length` how many statements it has."""

    step: str
    text: str
    shape: str
    length: int


def regions(step: Step) -> list[Region]:
    """The marked regions of a step with LEAST_STATEMENTS or more, inner ones counted."""
    found = []
    for text in _marked(step.solution.source):
        body = ast.parse(textwrap.dedent(text)).body
        count = sum(isinstance(one, ast.stmt) for node in body for one in ast.walk(node))
        if count >= LEAST_STATEMENTS:
            found.append(Region(step.id, _bare(text), _shape(body), len(body)))
    return found


def _marked(source: str) -> Iterator[str]:
    lines: list[str] | None = None
    for line in source.splitlines():
        if line.strip() == BEGIN:
            lines = []
        elif line.strip() == END and lines is not None:
            yield "\n".join(lines)
            lines = None
        elif lines is not None:
            lines.append(line)


def given_away(course: Course, texts: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs of whose text it is and the step whose solution it holds.

    texts: sources and any other text, with whose they are; what does not parse is searched
           line by line.
    """
    wanted = [region for step in course.steps for region in regions(step)]
    found = set()
    for name, text in texts:
        shapes = _shapes(text, {region.length for region in wanted})
        bare = _bare(text)
        for region in wanted:
            if region.shape in shapes or region.text in bare:
                found.add((name, region.step))
    return found


def _shapes(text: str, lengths: set[int]) -> set[str]:
    """Of every run of statements of these lengths, wherever they stand."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return set()
    return {
        _shape(body[first : first + length])
        for node in ast.walk(tree)
        for body in _bodies(node)
        for length in lengths
        for first in range(len(body) - length + 1)
    }


def _bodies(node: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if isinstance(body, list) and body:
            yield body


def _shape(body: Sequence[ast.stmt]) -> str:
    """Statements without names, layout and docstrings."""
    numbers: dict[str, str] = {}

    def number(name: str) -> str:
        return numbers.setdefault(name, f"n{len(numbers)}")

    tree = ast.parse(ast.unparse(ast.Module([*body], [])))
    for node in ast.walk(tree):
        match node:
            case ast.Name():
                node.id = number(node.id)
            case ast.arg():
                node.arg = number(node.arg)
            case ast.FunctionDef() | ast.ClassDef():
                node.name = number(node.name)
    return ast.dump(tree)


def _bare(text: str) -> str:
    """A text without indentation, blank lines and comments."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
